"""Compactness of groups of points; uses no labels."""

from functools import cached_property
from typing import NamedTuple

import numpy as np

from hbvae.evaluation.base import metric, registered_metrics
from hbvae.evaluation.uncertainty import Score, interval

AT_ONCE = 50  # number of resamples whose distances between centroids are in memory


class Geometry(NamedTuple):
    """Points and their distances, from which any partition of them is scored."""

    points: np.ndarray  # (points, dimensions) float64, centred
    squares: np.ndarray  # (points,) float64, squared distance to the origin
    distances: np.ndarray  # (points, points) float32, Euclidean


def compute_geometry(points: np.ndarray) -> Geometry:
    """Centre points, (points, dimensions), and compute the distances between them."""
    points = points - points.mean(axis=0, dtype=np.float64)
    return Geometry(points, (points**2).sum(axis=1), _distances(points).astype(np.float32))


class Groups:
    """A partition of resampled points, and quantities that several metrics use.

    Args:
        geometry: the points.
        clusters: (points,) cluster numbers.
        weights: (resamples, points) number of times that a resample draws a point.
    """

    def __init__(self, geometry: Geometry, clusters: np.ndarray, weights: np.ndarray):
        self.geometry, self.clusters, self.weights = geometry, clusters, weights
        self.member, _ = _membership(clusters)  # (points, clusters)

    @cached_property
    def size(self) -> np.ndarray:
        """Number of points in each cluster of each resample, (resamples, clusters)."""
        return self.weights @ self.member

    @cached_property
    def n(self) -> np.ndarray:
        """Number of points in each resample, (resamples,)."""
        return self.size.sum(axis=1)

    @property
    def present(self) -> np.ndarray:
        """Whether each resample has points in each cluster, (resamples, clusters)."""
        return self.size > 0

    @property
    def k(self) -> np.ndarray:
        """Number of clusters in each resample, (resamples,)."""
        return self.present.sum(axis=1)

    @cached_property
    def centres(self) -> tuple[np.ndarray, np.ndarray]:
        """Centroids, (resamples, clusters, dimensions), and the points' mean distance to them."""
        points, squares = self.geometry.points, self.geometry.squares
        centroids = np.empty((*self.size.shape, points.shape[1]))
        spread = np.empty(self.size.shape)
        for number, is_member in enumerate(self.member.T.astype(bool)):
            weight, inside = self.weights[:, is_member], points[is_member]
            count = np.maximum(self.size[:, number], 1)
            centroid = weight @ inside / count[:, None]
            distance = squares[is_member] - 2 * centroid @ inside.T + (centroid**2).sum(1)[:, None]
            spread[:, number] = (weight * np.sqrt(np.maximum(distance, 0))).sum(axis=1) / count
            centroids[:, number] = centroid
        return centroids, spread


def internal_scores(
    geometry: Geometry, clusters: np.ndarray, weights: np.ndarray
) -> dict[str, np.ndarray]:
    """All metrics of compactness.

    Args:
        geometry: the points.
        clusters: (points,) cluster numbers.
        weights: (resamples, points) number of times that a resample draws a point.

    Returns:
        Arrays of shape (resamples,) by metric; NaN if there is a single cluster, or if each point
        is a cluster.
    """
    groups = Groups(geometry, clusters, weights)
    metrics = registered_metrics("compactness")
    if not 2 <= groups.member.shape[1] < len(clusters):
        return {metric.name: np.full(len(weights), np.nan) for metric in metrics}
    return {metric.name: metric.function(groups) for metric in metrics}


def compactness(
    geometry: Geometry,
    groups: np.ndarray,
    track: np.ndarray,
    weights: np.ndarray,
    n_shuffles: int,
    shuffled_together: np.ndarray | None = None,
) -> dict[str, Score]:
    """The `internal_scores` of groups of points, with intervals and chance levels.

    Args:
        geometry: the points.
        groups: (points,) clusters or reference labels.
        track: (points,) column in ``weights``.
        weights: `hbvae.evaluation.uncertainty.track_weights`.
        n_shuffles: number of shuffles of the groups for the chance level.
        shuffled_together: (points,) numbers from 0; points with equal numbers are shuffled
            together, such as those of a track if the groups are labels of tracks. None: each point
            is shuffled separately.
    """
    once = np.ones((1, len(groups)))
    values = internal_scores(geometry, groups, once)
    draws = internal_scores(geometry, groups, weights[:, track].astype(float))
    if shuffled_together is None:
        shuffled_together = np.arange(len(groups))
    units = groups[np.unique(shuffled_together, return_index=True)[1]]
    random = np.random.default_rng(0)
    by_chance = [
        internal_scores(geometry, random.permutation(units)[shuffled_together], once)
        for _ in range(n_shuffles)
    ]
    scores = {}
    for name, (value,) in values.items():
        chance = np.mean([shuffled[name][0] for shuffled in by_chance])
        scores[name] = Score(float(value), *interval(float(value), draws[name]), float(chance))
    return scores


@metric("compactness", title="silhouette", heading="Silhouette", column=3)
def silhouette(groups: Groups) -> np.ndarray:
    """Mean of the points' `silhouettes`, which are computed once from all points."""
    return groups.weights @ silhouettes(groups.geometry.distances, groups.clusters) / groups.n


@metric("compactness", title="Calinski-Harabasz index", heading="CH Index", decimals=1, column=6)
def calinski_harabasz(groups: Groups) -> np.ndarray:
    """Variance ratio (Caliński & Harabasz 1974); higher is better."""
    (centroids, _), size, n, k = groups.centres, groups.size, groups.n, groups.k
    centre = (size[..., None] * centroids).sum(axis=1) / n[:, None]
    total = groups.weights @ groups.geometry.squares - n * (centre**2).sum(axis=1)
    between = (size * ((centroids - centre[:, None]) ** 2).sum(axis=2)).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (between / (k - 1)) / ((total - between) / (n - k))
    return np.where(k < 2, np.nan, ratio)


@metric("compactness", title="Davies-Bouldin index", heading="DB Index", column=7)
def davies_bouldin(groups: Groups) -> np.ndarray:
    """Mean over the clusters of the highest similarity to another (Davies & Bouldin 1979).

    Lower is better.
    """
    centroids, radius = groups.centres
    total = np.empty(len(groups.weights))
    for first in range(0, len(total), AT_ONCE):
        at = slice(first, first + AT_ONCE)
        pair = (
            groups.present[at, :, None]
            & groups.present[at, None]
            & ~np.eye(radius.shape[1], dtype=bool)
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            similarity = (radius[at, :, None] + radius[at, None]) / _distances(centroids[at])
        total[at] = np.where(pair, similarity, 0).max(axis=2).sum(axis=1)
    return np.where(groups.k < 2, np.nan, total / groups.k)


def silhouettes(distances: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Silhouette of each point (Rousseeuw 1987), -1 to 1; 0 for the only point of a cluster.

    Args:
        distances: (points, points).
        clusters: (points,) cluster numbers, at least two different ones.

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
    larger = np.maximum(within, nearest)
    widths = (nearest - within) / np.where(larger == 0, 1, larger)
    return np.where(sizes[column] > 1, widths, 0)


def _distances(points: np.ndarray) -> np.ndarray:
    """Euclidean distances by a matrix product; the error is up to 1e-7 of the points' norm.

    Args:
        points: (..., points, dimensions).

    Returns:
        (..., points, points).
    """
    squares = (points**2).sum(axis=-1)
    distances = points @ np.swapaxes(points, -1, -2)
    distances *= -2
    distances += squares[..., None]
    distances += squares[..., None, :]
    np.maximum(distances, 0, out=distances)
    number = np.arange(points.shape[-2])
    distances[..., number, number] = 0
    return np.sqrt(distances, out=distances)


def _membership(clusters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """One-hot clusters, (points, clusters), and the column of each point's cluster."""
    numbers, column = np.unique(clusters, return_inverse=True)
    member = np.zeros((len(clusters), len(numbers)))
    member[np.arange(len(clusters)), column] = 1
    return member, column
