"""Clustering scores by the protocol of MAEB, comparable with those that MAEB publishes.

The Massive Audio Embedding Benchmark (arXiv 2602.16008) draws points from the collection with
replacement, clusters them with mini-batch k-means into as many clusters as there are labels, and
scores the clusters with the V-measure; it repeats this ten times.
"""

from collections.abc import Iterable, Sequence
from math import sqrt
from typing import NamedTuple

import numpy as np

from hbvae.evaluation.external import Contingency, contingency, v_measure
from hbvae.storage.tsv import read_rows, write_rows

N_SAMPLES = 10
N_DRAWS = 16_384  # points in a sample; each of 1,000 clips is drawn 16 times
BATCH_SIZE = 512
COLUMNS = ("dataset", "representation", "seed", "k", "n", "value", "deviation", "chance")


class Sampled(NamedTuple):
    """The V-measure over bootstrap samples."""

    value: float  # mean
    deviation: float  # standard deviation, divided by the number of samples as in MAEB
    chance: float  # mean after shuffling the labels among the points


def bootstrap_v_measure(
    points: np.ndarray, labels: np.ndarray, n_shuffles: int, seed: int
) -> Sampled:
    """The V-measure of mini-batch k-means on bootstrap samples, by the protocol of MAEB.

    Args:
        points: (tracks, dimensions).
        labels: (tracks,); k is the number of distinct labels.
        n_shuffles: number of shuffles of the labels in each sample for the chance level.
        seed: random seed of the samples, of k-means and of the shuffles.
    """
    from sklearn.cluster import MiniBatchKMeans

    random = np.random.default_rng(seed)
    points = _in_fewest_dimensions(points)
    k = len(np.unique(labels))
    values, chances = [], []
    for _ in range(N_SAMPLES):
        drawn = random.integers(len(points), size=N_DRAWS)
        kmeans = MiniBatchKMeans(k, batch_size=BATCH_SIZE, n_init=1, random_state=seed)
        clusters = kmeans.fit_predict(points[drawn])
        values.append(_v_measure(labels[drawn], clusters))
        shuffled = (random.permutation(labels)[drawn] for _ in range(n_shuffles))
        chances += [_v_measure(labels_by_chance, clusters) for labels_by_chance in shuffled]
    return Sampled(float(np.mean(values)), float(np.std(values)), float(np.mean(chances)))


def over_seeds_sampled(scores: Sequence[Sampled]) -> Sampled:
    """The mean and the deviation over the samples of all seeds, if these are equally many."""
    value = float(np.mean([score.value for score in scores]))
    squares = [score.deviation**2 + (score.value - value) ** 2 for score in scores]
    chance = float(np.mean([score.chance for score in scores]))
    return Sampled(value, sqrt(float(np.mean(squares))), chance)


def write_sampled(path: str, rows: Iterable[dict]) -> None:
    """Write rows of `COLUMNS`."""
    write_rows(path, COLUMNS, ([row[name] for name in COLUMNS] for row in rows))


def read_sampled(paths: Iterable[str]) -> list[dict]:
    """Read the rows of several files that `write_sampled` wrote, with parsed numbers.

    Raises:
        StoreError: a file is missing, or is not such a table.
    """
    return [
        row
        | {name: float(row[name]) for name in Sampled._fields}
        | {"k": int(row["k"]), "n": int(row["n"])}
        for path in paths
        for row in read_rows(path, COLUMNS)
    ]


def _in_fewest_dimensions(points: np.ndarray) -> np.ndarray:
    """Rotate the points into the space that they span; k-means uses only their distances."""
    if points.shape[1] <= len(points):
        return points
    left, size, _ = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)
    return left * size


def _v_measure(labels: np.ndarray, clusters: np.ndarray) -> float:
    return float(v_measure(Contingency(contingency(labels, clusters))))
