"""Agreement of clusters with reference labels.

Agreement is computed from many contingency tables at once, (..., labels, clusters) counts: each
resample of the tracks and each shuffle of the labels is a table. In every score, points left out as
noise form an additional cluster.
"""

from functools import cached_property

import numpy as np

from hbvae.evaluation.base import metric, registered_metrics
from hbvae.evaluation.uncertainty import Score, interval

AT_ONCE = 50  # number of resamples whose weights are in memory as floats


class Contingency:
    """Contingency tables, and quantities that several metrics use.

    Args:
        table: counts, (..., labels, clusters). The shapes below begin with the same (...).
    """

    def __init__(self, table: np.ndarray):
        self.table = table
        self.n = table.sum(axis=(-2, -1))  # (...)
        self.labels = table.sum(axis=-1)  # (..., labels)
        self.clusters = table.sum(axis=-2)  # (..., clusters)

    @cached_property
    def label_entropy(self) -> np.ndarray:
        """Entropy of the labels in nats, (...)."""
        return self._entropy(self.labels)

    @cached_property
    def cluster_entropy(self) -> np.ndarray:
        """Entropy of the clusters in nats, (...)."""
        return self._entropy(self.clusters)

    @cached_property
    def mutual_information(self) -> np.ndarray:
        """Mutual information of labels and clusters in nats, (...)."""
        joint = self._entropy(self.table)
        return np.maximum(self.label_entropy + self.cluster_entropy - joint, 0)

    def _entropy(self, counts: np.ndarray) -> np.ndarray:
        counts = counts.reshape(*self.n.shape, -1)
        share = counts / counts.sum(axis=-1, keepdims=True)
        return -(share * np.log(np.where(share > 0, share, 1))).sum(axis=-1)


def contingency(labels: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Number of points with each label in each cluster, (labels, clusters), both ascending."""
    names, rows = np.unique(labels, return_inverse=True)
    numbers, columns = np.unique(clusters, return_inverse=True)
    table = np.zeros((len(names), len(numbers)))
    np.add.at(table, (rows, columns), 1)
    return table


def external_scores(table: np.ndarray) -> dict[str, np.ndarray]:
    """All metrics of agreement between clusters and reference labels.

    Args:
        table: contingency tables, (..., labels, clusters).

    Returns:
        Arrays of shape (...) by metric. Except for ``ari``, their chance levels are above 0 and
        depend on k and the number of points.
    """
    tables = Contingency(table)
    return {metric.name: metric.function(tables) for metric in registered_metrics("agreement")}


def agreement(
    labels: np.ndarray,
    clusters: np.ndarray,
    track: np.ndarray,
    weights: np.ndarray,
    n_shuffles: int,
) -> dict[str, Score]:
    """The `external_scores` of clusters, with intervals and chance levels.

    Args:
        labels: (tracks,) reference labels; points of tracks with the label "" do not count.
        clusters: (points,) clusters of slices or tracks.
        track: (points,) row in ``labels``.
        weights: `hbvae.evaluation.uncertainty.track_weights`.
        n_shuffles: number of shuffles of the labels among the tracks.
    """
    from scipy.sparse import csr_array

    has_label = labels != ""
    if not has_label.all():
        points = has_label[track]
        labels, weights, clusters = labels[has_label], weights[:, has_label], clusters[points]
        track = (np.cumsum(has_label) - 1)[track[points]]
    names, row = np.unique(labels, return_inverse=True)
    numbers, column = np.unique(clusters, return_inverse=True)
    shape = len(names), len(numbers)

    def table(track_rows: np.ndarray) -> np.ndarray:
        cell = track_rows[track] * len(numbers) + column
        return np.bincount(cell, minlength=len(names) * len(numbers)).reshape(shape)

    # The number of points of each track in each cell; sparse, because a track has a single label.
    cell = row[track] * len(numbers) + column
    counts = csr_array((np.ones(len(cell)), (cell, track)), (shape[0] * shape[1], len(labels)))
    resampled = [
        counts @ weights[first : first + AT_ONCE].T.astype(float)
        for first in range(0, len(weights), AT_ONCE)
    ]
    resampled = np.hstack(resampled).T.reshape(-1, *shape)
    random = np.random.default_rng(0)
    shuffled = np.stack([table(random.permutation(row)) for _ in range(n_shuffles)])

    values = external_scores(table(row).astype(float))
    draws, by_chance = external_scores(resampled), external_scores(shuffled.astype(float))
    scores = {}
    for name, value in values.items():
        low, high = interval(float(value), draws[name])
        scores[name] = Score(float(value), low, min(high, 1.0), float(by_chance[name].mean()))
    return scores


@metric("agreement", title="ARI", column=1)
def ari(tables: Contingency) -> np.ndarray:
    """Adjusted Rand index (Hubert & Arabie 1985): 1 is perfect, 0 is expected by chance.

    The chance level is 0 for independent points. Slices of a track are not independent, so theirs
    is above 0.
    """
    pairs, label_pairs, cluster_pairs, all_pairs = (
        (counts * (counts - 1)).sum(axis=axis) / 2
        for counts, axis in (
            (tables.table, (-2, -1)),
            (tables.labels, -1),
            (tables.clusters, -1),
            (tables.n, ()),
        )
    )
    expected = label_pairs * cluster_pairs / np.maximum(all_pairs, 1)
    most = (label_pairs + cluster_pairs) / 2
    # Both partitions have a single group, or both separate all points: they are equal.
    return np.where(most == expected, 1.0, (pairs - expected) / _nonzero(most - expected))


@metric("agreement", title="NMI", column=2)
def nmi(tables: Contingency) -> np.ndarray:
    """Mutual information divided by the arithmetic mean of the entropies, 0 to 1."""
    mean_entropy = (tables.label_entropy + tables.cluster_entropy) / 2
    share = tables.mutual_information / _nonzero(mean_entropy)
    return np.minimum(np.where(mean_entropy > 1e-12, share, 1.0), 1.0)


@metric("agreement", title="V-measure")
def v_measure(tables: Contingency) -> np.ndarray:
    """Harmonic mean of homogeneity and completeness (Rosenberg & Hirschberg 2007), 0 to 1.

    It equals `nmi`; some papers report it under this name.
    """
    homogeneity, completeness = (
        np.where(entropy > 1e-12, tables.mutual_information / _nonzero(entropy), 1.0)
        for entropy in (tables.label_entropy, tables.cluster_entropy)
    )
    harmonic = 2 * homogeneity * completeness / _nonzero(homogeneity + completeness)
    return np.minimum(harmonic, 1.0)


@metric("agreement", title="purity", heading="Purity", column=4)
def purity(tables: Contingency) -> np.ndarray:
    """Share of points with the most common label of their cluster, 0 to 1.

    Source: Manning et al. (2008), section 16.3.
    """
    return tables.table.max(axis=-2).sum(axis=-1) / tables.n


@metric("agreement", title="accuracy", heading="Accuracy", column=5)
def accuracy(tables: Contingency) -> np.ndarray:
    """Share of points whose cluster is matched with their label, 0 to 1.

    The Hungarian method (Kuhn 1955) matches each cluster with at most one label.
    """
    from scipy.optimize import linear_sum_assignment

    flat = tables.table.reshape(-1, *tables.table.shape[-2:])
    totals = [table[linear_sum_assignment(table, maximize=True)].sum() for table in flat]
    return np.array(totals).reshape(tables.n.shape) / tables.n


def match_pairs(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Order the rows and columns of a contingency table by matched pairs.

    The matching puts the most points on the diagonal (Hungarian method: Kuhn 1955). Pairs are
    ordered by the share of the label's points in its cluster; unmatched labels and clusters follow,
    the largest first.

    Args:
        table: (labels, clusters).

    Returns:
        (labels,) row numbers and (clusters,) column numbers.
    """
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(table, maximize=True)
    share = table[rows, columns] / np.maximum(table[rows].sum(axis=1), 1)
    order = np.argsort(-share, kind="stable")
    return _then_others(rows[order], table.sum(axis=1)), _then_others(
        columns[order], table.sum(axis=0)
    )


def _then_others(first: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Append the missing numbers below ``len(sizes)``, in order of descending size."""
    others = np.setdiff1d(np.arange(len(sizes)), first)
    return np.concatenate([first, others[np.argsort(-sizes[others], kind="stable")]])


def _nonzero(values: np.ndarray) -> np.ndarray:
    return np.where(values == 0, 1, values)
