"""How well clusters match reference labels, and how compact they are.

Agreement is computed from contingency tables, (..., labels, clusters) counts, many at once: a
resample of tracks or a shuffle of labels is another table. Points that a density clusterer leaves
out as noise are one cluster more in every score.
"""

from typing import NamedTuple

import numpy as np


def contingency(labels: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Number of points of each label, in sorted order, in each cluster, (labels, clusters)."""
    names, rows = np.unique(labels, return_inverse=True)
    numbers, columns = np.unique(clusters, return_inverse=True)
    table = np.zeros((len(names), len(numbers)))
    np.add.at(table, (rows, columns), 1)
    return table


def external_scores(table: np.ndarray) -> dict[str, np.ndarray]:
    """Agreement of clusters with reference labels.

    Args:
        table: contingency tables, (..., labels, clusters).

    Returns:
        Arrays of shape (...):
        ari: adjusted Rand index (Hubert & Arabie 1985), 1 perfect, 0 expected by chance if all
            points are independent. Slices of one track are not: their chance is above 0.
        nmi: mutual information over the mean entropy (arithmetic), 0 to 1.
        v_measure: harmonic mean of homogeneity and completeness (Rosenberg & Hirschberg 2007);
            the same number as ``nmi``, under the name that some papers report.
        purity: share of points with their cluster's commonest label (Manning et al. 2008, 16.3).
        accuracy: share of points whose cluster is matched with their label, each cluster with one
            label at most, by the Hungarian method.
        Chance is above 0 for the others, and depends on k and the number of points.
    """
    n = table.sum(axis=(-2, -1))
    labels, clusters = table.sum(axis=-1), table.sum(axis=-2)

    pairs, label_pairs, cluster_pairs, all_pairs = (
        (counts * (counts - 1)).sum(axis=axis) / 2
        for counts, axis in ((table, (-2, -1)), (labels, -1), (clusters, -1), (n, ()))
    )
    expected = label_pairs * cluster_pairs / np.maximum(all_pairs, 1)
    most = (label_pairs + cluster_pairs) / 2
    # One label and one cluster, or a cluster a point on both sides: the partitions are equal.
    ari = np.where(most == expected, 1.0, (pairs - expected) / _nonzero(most - expected))

    label_entropy, cluster_entropy, joint = (
        _entropy(counts.reshape(*n.shape, -1)) for counts in (labels, clusters, table)
    )
    mutual = np.maximum(label_entropy + cluster_entropy - joint, 0)
    mean_entropy = (label_entropy + cluster_entropy) / 2
    nmi = np.where(mean_entropy > 1e-12, mutual / _nonzero(mean_entropy), 1.0)
    homogeneity, completeness = (
        np.where(entropy > 1e-12, mutual / _nonzero(entropy), 1.0)
        for entropy in (label_entropy, cluster_entropy)
    )
    harmonic = 2 * homogeneity * completeness / _nonzero(homogeneity + completeness)
    return {
        "ari": ari,
        "nmi": np.minimum(nmi, 1.0),
        "v_measure": np.minimum(harmonic, 1.0),
        "purity": table.max(axis=-2).sum(axis=-1) / n,
        "accuracy": _matched(table) / n,
    }


def match_clusters(table: np.ndarray) -> np.ndarray:
    """Columns of a contingency table in the order of the labels that they are matched with.

    The matching has the most points on the diagonal (Hungarian method: Kuhn 1955); clusters that
    no label is left for come last, largest first.

    Args:
        table: (labels, clusters).

    Returns:
        (clusters,) column numbers.
    """
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(table, maximize=True)
    matched = columns[np.argsort(rows)]
    left = np.setdiff1d(np.arange(table.shape[1]), matched)
    return np.concatenate([matched, left[np.argsort(-table[:, left].sum(axis=0))]])


def _matched(tables: np.ndarray) -> np.ndarray:
    from scipy.optimize import linear_sum_assignment

    flat = tables.reshape(-1, *tables.shape[-2:])
    totals = [one[linear_sum_assignment(one, maximize=True)].sum() for one in flat]
    return np.array(totals).reshape(tables.shape[:-2])


def _entropy(counts: np.ndarray) -> np.ndarray:
    """Nats, of the last axis."""
    share = counts / counts.sum(axis=-1, keepdims=True)
    return -(share * np.log(np.where(share > 0, share, 1))).sum(axis=-1)


def _nonzero(values: np.ndarray) -> np.ndarray:
    return np.where(values == 0, 1, values)


class Shape(NamedTuple):
    """What the scores of any partition of some points are computed from."""

    points: np.ndarray  # (points, dimensions) float64, centred
    distances: np.ndarray  # (points, points) float32, Euclidean


def shape_of(points: np.ndarray) -> Shape:
    """Points, (points, dimensions), and the distances between them."""
    points = points - points.mean(axis=0, dtype=np.float64)
    return Shape(points, _distances(points).astype(np.float32))


def silhouettes(distances: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Silhouette of each point (Rousseeuw 1987), -1 to 1; 0 for the only point of a cluster.

    Args:
        distances: (points, points).
        clusters: (points,), of two or more kinds.

    Returns:
        (points,) float64.
    """
    member, column = _membership(clusters)
    sums = (distances @ member.astype(np.float32)).astype(np.float64)
    sizes = member.sum(axis=0)
    own = np.arange(len(clusters)), column
    within = sums[own] / np.maximum(sizes[column] - 1, 1)
    means = sums / sizes
    means[own] = np.inf
    nearest = means.min(axis=1)
    found = (nearest - within) / _nonzero(np.maximum(within, nearest))
    return np.where(sizes[column] > 1, found, 0)


def internal_scores(shape: Shape, clusters: np.ndarray, weights: np.ndarray) -> dict:
    """Compactness of clusters in the space they were found in; no label is used.

    Args:
        shape: of the points.
        clusters: (points,).
        weights: (resamples, points), how often each point is in each resample.

    Returns:
        Arrays of shape (resamples,), NaN where there are fewer than two clusters, or a cluster a
        point:
        silhouette: mean over the points of `silhouettes`, which are those of all points.
        calinski_harabasz: variance ratio (Caliński & Harabasz 1974), higher is better.
        davies_bouldin: lower is better (Davies & Bouldin 1979).
    """
    member, _ = _membership(clusters)
    if not 2 <= member.shape[1] < len(clusters):
        undefined = np.full(len(weights), np.nan)
        return dict.fromkeys(("silhouette", "calinski_harabasz", "davies_bouldin"), undefined)
    points, n_dimensions = shape.points, shape.points.shape[1]
    squares = (points**2).sum(axis=1)
    size = weights @ member  # (resamples, clusters)
    n = size.sum(axis=1)
    present = size > 0
    k = present.sum(axis=1)

    centroids = np.empty((*size.shape, n_dimensions))
    spread = np.empty(size.shape)  # mean distance to the centroid
    for number, of_cluster in enumerate(member.T.astype(bool)):
        weight, inside = weights[:, of_cluster], points[of_cluster]
        count = np.maximum(size[:, number], 1)
        centroid = weight @ inside / count[:, None]
        distance = squares[of_cluster] - 2 * centroid @ inside.T + (centroid**2).sum(1)[:, None]
        spread[:, number] = (weight * np.sqrt(np.maximum(distance, 0))).sum(axis=1) / count
        centroids[:, number] = centroid

    centre = (size[..., None] * centroids).sum(axis=1) / n[:, None]
    total = weights @ squares - n * (centre**2).sum(axis=1)
    between = (size * ((centroids - centre[:, None]) ** 2).sum(axis=2)).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (between / (k - 1)) / ((total - between) / (n - k))

    worst = np.empty(len(weights))
    for row, (mine, radius, there) in enumerate(zip(centroids, spread, present, strict=True)):
        gap = _distances(mine[there])
        with np.errstate(divide="ignore", invalid="ignore"):
            similarity = (radius[there][:, None] + radius[there]) / gap
        np.fill_diagonal(similarity, 0)
        worst[row] = similarity.max(axis=1).mean()

    single = k < 2
    return {
        "silhouette": weights @ silhouettes(shape.distances, clusters) / n,
        "calinski_harabasz": np.where(single, np.nan, ratio),
        "davies_bouldin": np.where(single, np.nan, worst),
    }


def _distances(points: np.ndarray) -> np.ndarray:
    """Euclidean, by one matrix product; exact to 1e-7 of the points' distance from the origin."""
    squares = (points**2).sum(axis=1)
    distances = points @ points.T
    distances *= -2
    distances += squares[:, None]
    distances += squares
    np.maximum(distances, 0, out=distances)
    np.fill_diagonal(distances, 0)
    return np.sqrt(distances, out=distances)


def _membership(clusters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(points, clusters) of zeros and ones, and the column of each point's one."""
    numbers, column = np.unique(clusters, return_inverse=True)
    member = np.zeros((len(clusters), len(numbers)))
    member[np.arange(len(clusters)), column] = 1
    return member, column
