"""Stability of clusterings of resampled tracks, from which the number of clusters is chosen."""

import numpy as np
from pydantic import Field

from hbvae.clustering.choice_of_k import Stability
from hbvae.config import Section
from hbvae.evaluation.external import Contingency, ari


class StabilityConfig(Section):
    """How the number of clusters is chosen if a dataset does not set it."""

    k_max: int = Field(12, ge=2, description="largest number of clusters to try")
    n_pairs: int = Field(
        20, ge=2, description="number of pairs of resampled track sets for each number of clusters"
    )
    n_slices: int = Field(
        2000, ge=100, description="maximum number of slices to cluster, drawn at random"
    )


def stability(
    points: np.ndarray, track: np.ndarray, k_max: int, n_pairs: int, seed: int
) -> list[Stability]:
    """Bootstrap stability of k-means for each k from 2 on (Fang & Wang 2012), without labels.

    For each pair, the tracks are resampled twice and each resample is clustered. Both clusterings
    are extended to all points by the nearest centroid and compared by the adjusted Rand index,
    whose chance level is 0 for every k.

    Args:
        points: (points, dimensions).
        track: (points,) number of each point's track; tracks are resampled.
        k_max: largest k; lower if a resample has fewer distinct points, or if clusters would have
            fewer than two tracks on average.
        n_pairs: number of pairs of resamples.
        seed: random seed of the resamples and of k-means.
    """
    random = np.random.default_rng(seed)
    points = points.astype(np.float32)
    track_rows = np.split(np.argsort(track, kind="stable"), np.cumsum(np.bincount(track))[:-1])
    pairs = [
        [np.concatenate([track_rows[t] for t in random.choice(len(track_rows), len(track_rows))])
         for _ in range(2)]
        for _ in range(n_pairs)
    ]  # fmt: skip
    distinct = min(len(np.unique(points[rows], axis=0)) for pair in pairs for rows in pair)
    k_max = max(2, min(k_max, distinct, len(track_rows) // 2))
    curve = []
    for k in range(2, k_max + 1):
        tables = [_cross_table(*(_extended(points, rows, k, seed) for rows in pair), k)
                  for pair in pairs]  # fmt: skip
        scores = ari(Contingency(np.stack(tables)))
        margin = 1.96 * np.std(scores, ddof=1) / np.sqrt(n_pairs)
        mean = float(np.mean(scores))
        curve.append(Stability(k, mean, mean - margin, mean + margin))
    return curve


def _extended(points: np.ndarray, rows: np.ndarray, k: int, seed: int) -> np.ndarray:
    """Cluster some ``rows`` by k-means and extend the clusters to all ``points``."""
    from sklearn.cluster import KMeans

    return KMeans(k, n_init=1, random_state=seed).fit(points[rows]).predict(points)


def _cross_table(clusters: np.ndarray, others: np.ndarray, k: int) -> np.ndarray:
    """Number of points in each pair of clusters, (k, k)."""
    return np.bincount(k * clusters + others, minlength=k * k).reshape(k, k).astype(float)
