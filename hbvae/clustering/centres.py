"""Means: of the slices of a track, of the tracks of a cluster; and what lies near."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

import numpy as np

N_NEAR = 5  # tracks named as the nearest to another
NO_TRACK = -1  # where there are fewer


def track_means(latent: np.ndarray, track: np.ndarray, n_tracks: int) -> np.ndarray:
    """Mean of each track's slices.

    Args:
        latent: (slices, dimensions).
        track: (slices,), 0 to n_tracks - 1; every track has at least one slice.

    Returns:
        (n_tracks, dimensions) float64.
    """
    sums = np.zeros((n_tracks, latent.shape[1]))
    np.add.at(sums, track, latent)
    return sums / np.bincount(track, minlength=n_tracks)[:, None]


def centre_distances(points: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Distance of each point to the mean of its cluster.

    Args:
        points: (points, dimensions).
        clusters: (points,).
    """
    numbers, column = np.unique(clusters, return_inverse=True)
    means = np.stack([points[column == number].mean(axis=0) for number in range(len(numbers))])
    return np.linalg.norm(points - means[column], axis=1)


def nearest_rows(
    points: np.ndarray, known: np.ndarray, n: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """What lies nearest to points among others whose place or cluster is known.

    Args:
        points: (points, dimensions).
        known: (rows, dimensions).
        n: of the nearest; fewer where there are fewer.

    Returns:
        (points, n) distances and (points, n) rows of ``known``, nearest first. Distances are
        computed in chunks, so memory does not grow with points x rows.
    """
    from sklearn.neighbors import NearestNeighbors

    nearest = NearestNeighbors(n_neighbors=min(n, len(known))).fit(known)
    return nearest.kneighbors(points.astype(known.dtype, copy=False))


def nearest_tracks(
    points: np.ndarray,
    n: int = N_NEAR,
    copies: Mapping[int, Collection[int]] = MappingProxyType({}),
) -> np.ndarray:
    """The nearest other points of each.

    Args:
        points: (points, dimensions).
        n: how many; fewer where there are fewer points.
        copies: rows that are the same song as a row, and are no neighbours of it.

    Returns:
        (points, n) rows, the nearest first; `NO_TRACK` where all others are copies.
    """
    from sklearn.neighbors import NearestNeighbors

    n = min(n, len(points) - 1)
    if not n:
        return np.empty((len(points), 0), int)
    index = NearestNeighbors(n_neighbors=n).fit(points)
    near = index.kneighbors(return_distance=False)
    by_number: dict[int, list[int]] = {}
    for row, same in copies.items():
        by_number.setdefault(len(same), []).append(row)
    for number, rows in by_number.items():
        wanted = min(n + number + 1, len(points))  # with the row itself
        near_rows = index.kneighbors(points[rows], wanted, return_distance=False)
        for row, nearest in zip(rows, near_rows, strict=True):
            others = nearest[~np.isin(nearest, [row, *copies[row]])][:n]
            near[row] = np.append(others, np.full(n - len(others), NO_TRACK))
    return near
