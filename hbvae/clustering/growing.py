"""Clusters and maps of a collection that has grown: what was there stays, what is new joins it."""

import numpy as np

from hbvae.clustering.centres import nearest_rows
from hbvae.clustering.numbering import number_like
from hbvae.clustering.projections import places_beside
from hbvae.storage.clusters import NOISE
from hbvae.storage.identities import NEW


def continue_clusters(
    points: np.ndarray, rows: np.ndarray, earlier: np.ndarray, by_centre: bool
) -> np.ndarray | None:
    """Keep the clusters of known points; a new point joins the one that it is nearest to.

    Args:
        points: (points, dimensions).
        rows: (points,) row of ``earlier`` that each is; `NEW` for a new one.
        earlier: (earlier points,) clusters.
        by_centre: whether a new point joins the cluster of the nearest mean; else that of the
            nearest known point.

    Returns:
        (points,) int32; None where none is known, or a cluster has lost all its points.
    """
    is_known = rows != NEW
    known = earlier[rows[is_known]]
    numbers = np.unique(known)
    if not len(known) or np.setdiff1d(earlier, numbers).size:
        return None
    clusters = np.empty(len(points), np.int32)
    clusters[is_known] = known
    if not is_known.all():
        among, number_of = points[is_known], known
        if by_centre:
            among = np.stack([among[known == number].mean(axis=0) for number in numbers])
            number_of = numbers
        clusters[~is_known] = number_of[nearest_rows(points[~is_known], among)[1][:, 0]]
    return clusters


def number_as_before(clusters: np.ndarray, rows: np.ndarray, earlier: np.ndarray) -> np.ndarray:
    """Number clusters like those that the known points had (`number_like`).

    Numbers go from 0 on without a gap: where there are fewer clusters than before, those with the
    highest numbers take the numbers that are free.

    Args:
        clusters: (points,).
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
    """Keep the places of known points; a new one is placed beside the known point nearest to it.

    Args:
        points: (points, dimensions).
        rows: (points,) row of ``earlier`` that each is; `NEW` for a new one.
        earlier: (earlier points, 2) places.

    Returns:
        (points, 2) of the type of ``earlier``; None where none is known.
    """
    is_known = rows != NEW
    if not is_known.any():
        return None
    xy = np.empty((len(points), 2), earlier.dtype)
    xy[is_known] = earlier[rows[is_known]]
    if not is_known.all():
        distance, nearest = nearest_rows(points[~is_known], points[is_known])
        xy[~is_known] = places_beside(xy[is_known], nearest[:, 0], distance[:, 0])
    return xy
