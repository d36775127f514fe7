"""Clusters and maps of a collection that has grown: earlier points stay, new points join them."""

import numpy as np

from hbvae.clustering.centres import nearest_rows
from hbvae.clustering.numbering import number_like
from hbvae.clustering.projections import places_beside
from hbvae.storage.clusters import NOISE
from hbvae.storage.identities import NEW


def continue_clusters(
    points: np.ndarray, rows: np.ndarray, earlier: np.ndarray, by_centre: bool
) -> np.ndarray | None:
    """Keep the clusters of earlier points; each new point joins the nearest cluster.

    Args:
        points: (points, dimensions).
        rows: (points,) row of each point in ``earlier``; `NEW` for a new point.
        earlier: (earlier points,) clusters.
        by_centre: whether the nearest cluster is that of the nearest mean; else it is that of the
            nearest earlier point.

    Returns:
        (points,) int32; None if no earlier point is left, or a cluster has lost all its points.
    """
    is_kept = rows != NEW
    kept = earlier[rows[is_kept]]
    numbers = np.unique(kept)
    if not len(kept) or np.setdiff1d(earlier, numbers).size:
        return None
    clusters = np.empty(len(points), np.int32)
    clusters[is_kept] = kept
    if not is_kept.all():
        candidates, candidate_clusters = points[is_kept], kept
        if by_centre:
            candidates = np.stack([candidates[kept == number].mean(axis=0) for number in numbers])
            candidate_clusters = numbers
        nearest = nearest_rows(points[~is_kept], candidates)[1][:, 0]
        clusters[~is_kept] = candidate_clusters[nearest]
    return clusters


def number_as_before(clusters: np.ndarray, rows: np.ndarray, earlier: np.ndarray) -> np.ndarray:
    """Number clusters like the earlier clusters of the same points (`number_like`).

    The numbers from 0 on have no gaps: if there are fewer clusters than before, those with the
    highest numbers take the free numbers.

    Args:
        clusters: (points,) cluster numbers.
        rows, earlier: as in `continue_clusters`.
    """
    before = np.where(rows == NEW, NOISE, earlier[rows])
    clusters = number_like(clusters, before)
    numbers = np.unique(clusters[clusters != NOISE])
    free = np.setdiff1d(np.arange(len(numbers)), numbers)
    new = np.arange(clusters.max() + 2)
    new[-1] = NOISE
    new[numbers[numbers >= len(numbers)]] = free
    return new[clusters].astype(np.int32)


def continue_map(points: np.ndarray, rows: np.ndarray, earlier: np.ndarray) -> np.ndarray | None:
    """Keep the places of earlier points; each new point is placed beside the nearest of them.

    Args:
        points: (points, dimensions).
        rows: (points,) row of each point in ``earlier``; `NEW` for a new point.
        earlier: (earlier points, 2) places.

    Returns:
        (points, 2) of the type of ``earlier``; None if no earlier point is left.
    """
    is_kept = rows != NEW
    if not is_kept.any():
        return None
    xy = np.empty((len(points), 2), earlier.dtype)
    xy[is_kept] = earlier[rows[is_kept]]
    if not is_kept.all():
        distance, nearest = nearest_rows(points[~is_kept], points[is_kept])
        xy[~is_kept] = places_beside(xy[is_kept], nearest[:, 0], distance[:, 0])
    return xy
