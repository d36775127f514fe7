"""How compact groups of points are in the space they were found in; no label is used."""

from functools import cached_property
from typing import NamedTuple

import numpy as np

from hbvae.evaluation.base import metric, metrics_of
from hbvae.evaluation.uncertainty import Score, interval

AT_ONCE = 50  # resamples, whose distances between centroids are in memory


class Shape(NamedTuple):
    """What the scores of any partition of some points are computed from."""

    points: np.ndarray  # (points, dimensions) float64, centred
    squares: np.ndarray  # (points,) float64, squared distance of each to the origin
    distances: np.ndarray  # (points, points) float32, Euclidean


def shape_of(points: np.ndarray) -> Shape:
    """Points, (points, dimensions), and the distances between them."""
    points = points - points.mean(axis=0, dtype=np.float64)
    return Shape(points, (points**2).sum(axis=1), _distances(points).astype(np.float32))


class Groups:
    """A partition of points, resampled, and what the metrics below have in common.

    Args:
        shape: of the points.
        clusters: (points,).
        weights: (resamples, points), how often each point is in each resample.
    """

    def __init__(self, shape: Shape, clusters: np.ndarray, weights: np.ndarray):
        self.shape, self.clusters, self.weights = shape, clusters, weights
        self.member, _ = _membership(clusters)  # (points, clusters)

    @cached_property
    def size(self) -> np.ndarray:
        """Points of each cluster in each resample, (resamples, clusters)."""
        return self.weights @ self.member

    @cached_property
    def n(self) -> np.ndarray:
        """Points of each resample, (resamples,)."""
        return self.size.sum(axis=1)

    @property
    def present(self) -> np.ndarray:
        """Which clusters each resample has, (resamples, clusters)."""
        return self.size > 0

    @property
    def k(self) -> np.ndarray:
        """Clusters of each resample, (resamples,)."""
        return self.present.sum(axis=1)

    @cached_property
    def centres(self) -> tuple[np.ndarray, np.ndarray]:
        """Centroids, (resamples, clusters, dimensions), and the points' mean distance to them."""
        points, squares = self.shape.points, self.shape.squares
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
    shape: Shape, clusters: np.ndarray, weights: np.ndarray
) -> dict[str, np.ndarray]:
    """Compactness of clusters, by every metric of compactness.

    Args:
        shape: of the points.
        clusters: (points,).
        weights: (resamples, points), how often each point is in each resample.

    Returns:
        arrays of shape (resamples,), by the names of the metrics; NaN where there are fewer than
        two clusters, or a cluster a point.
    """
    groups = Groups(shape, clusters, weights)
    metrics = metrics_of("compactness")
    if not 2 <= groups.member.shape[1] < len(clusters):
        return {metric.name: np.full(len(weights), np.nan) for metric in metrics}
    return {metric.name: metric.function(groups) for metric in metrics}


def compactness(
    shape: Shape,
    groups: np.ndarray,
    track: np.ndarray,
    weights: np.ndarray,
    n_shuffles: int,
    shuffled_together: np.ndarray | None = None,
) -> dict[str, Score]:
    """`internal_scores` of groups of points, with interval and chance.

    Args:
        shape: of the points.
        groups: (points,) cluster or reference label of each.
        track: (points,) column of ``weights``.
        weights: `hbvae.evaluation.uncertainty.track_weights`.
        n_shuffles: times that the groups are shuffled, for the score by chance.
        shuffled_together: (points,) number from 0 of what is shuffled as one: the track where
            groups are labels of tracks; without it, each point by itself.
    """
    once = np.ones((1, len(groups)))
    values = internal_scores(shape, groups, once)
    draws = internal_scores(shape, groups, weights[:, track].astype(float))
    if shuffled_together is None:
        shuffled_together = np.arange(len(groups))
    units = groups[np.unique(shuffled_together, return_index=True)[1]]
    random = np.random.default_rng(0)
    by_chance = [
        internal_scores(shape, random.permutation(units)[shuffled_together], once)
        for _ in range(n_shuffles)
    ]
    scores = {}
    for name, (value,) in values.items():
        chance = np.mean([shuffled[name][0] for shuffled in by_chance])
        scores[name] = Score(float(value), *interval(float(value), draws[name]), float(chance))
    return scores


@metric("compactness", title="silhouette", heading="Silhouette", column=3)
def silhouette(groups: Groups) -> np.ndarray:
    """Mean over the points of `silhouettes`, which are those of all points."""
    return groups.weights @ silhouettes(groups.shape.distances, groups.clusters) / groups.n


@metric("compactness", title="Calinski-Harabasz index", heading="CH Index", decimals=1, column=6)
def calinski_harabasz(groups: Groups) -> np.ndarray:
    """Variance ratio (Caliński & Harabasz 1974); higher is better."""
    (centroids, _), size, n, k = groups.centres, groups.size, groups.n, groups.k
    centre = (size[..., None] * centroids).sum(axis=1) / n[:, None]
    total = groups.weights @ groups.shape.squares - n * (centre**2).sum(axis=1)
    between = (size * ((centroids - centre[:, None]) ** 2).sum(axis=2)).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (between / (k - 1)) / ((total - between) / (n - k))
    return np.where(k < 2, np.nan, ratio)


@metric("compactness", title="Davies-Bouldin index", heading="DB Index", column=7)
def davies_bouldin(groups: Groups) -> np.ndarray:
    """Mean over the clusters of the likeness to the most alike one (Davies & Bouldin 1979).

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
    larger = np.maximum(within, nearest)
    widths = (nearest - within) / np.where(larger == 0, 1, larger)
    return np.where(sizes[column] > 1, widths, 0)


def _distances(points: np.ndarray) -> np.ndarray:
    """Euclidean, by a matrix product; exact to 1e-7 of the points' distance from the origin.

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
    """(points, clusters) of zeros and ones, and the column of each point's one."""
    numbers, column = np.unique(clusters, return_inverse=True)
    member = np.zeros((len(clusters), len(numbers)))
    member[np.arange(len(clusters)), column] = 1
    return member, column
