"""The share of nearest neighbours on a map that have the same label."""

import numpy as np

AT_ONCE = 500  # number of points whose distances to all others are in memory


def neighbours_alike(
    xy: np.ndarray, labels: np.ndarray, track: np.ndarray, n_neighbors: int = 10
) -> tuple[np.ndarray, np.ndarray]:
    """Share of each point's nearest neighbours from other tracks that have its label, and chance.

    Args:
        xy: (points, 2).
        labels: (points,).
        track: (points,); points of the same track do not count as neighbours.
        n_neighbors: number of neighbours; fewer if other tracks have fewer points.

    Returns:
        (points,) shares, 0 to 1, NaN if all points are from the same track; and (points,) chance
        levels, the share of all points from other tracks that have the point's label.
    """
    _, label = np.unique(labels, return_inverse=True)
    alike, chance = np.full(len(xy), np.nan), np.full(len(xy), np.nan)
    for first in range(0, len(xy), AT_ONCE):
        some = slice(first, first + AT_ONCE)
        distance = np.square(xy[some, None] - xy[None]).sum(axis=2)
        is_other = track[some, None] != track[None]
        same = label[some, None] == label[None]
        n_others = is_other.sum(axis=1)
        distance[~is_other] = np.inf
        nearest = np.argsort(distance, axis=1, kind="stable")[:, :n_neighbors]
        is_near = np.arange(nearest.shape[1]) < n_others[:, None]
        hits = np.take_along_axis(same, nearest, axis=1) & is_near
        with np.errstate(invalid="ignore"):
            alike[some] = hits.sum(axis=1) / is_near.sum(axis=1)
            chance[some] = (same & is_other).sum(axis=1) / n_others
    return alike, chance
