"""Means of tracks, distances to the means of clusters, and nearest neighbours."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

import numpy as np

N_NEAR = 5  # nearest tracks listed for a track
NO_TRACK = -1  # takes the place of a missing track


def track_means(latent: np.ndarray, track: np.ndarray, n_tracks: int) -> np.ndarray:
    """Mean of each track's slices.

    Args:
        latent: (slices, dimensions).
        track: (slices,) track numbers, 0 to n_tracks - 1; every track has at least one slice.
        n_tracks: number of tracks.

    Returns:
        (n_tracks, dimensions) float64.
    """
    sums = np.zeros((n_tracks, latent.shape[1]))
    np.add.at(sums, track, latent)
    return sums / np.bincount(track, minlength=n_tracks)[:, None]


def centre_distances(points: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Distance of each point to the mean of its cluster, (points,).

    Args:
        points: (points, dimensions).
        clusters: (points,) cluster numbers.
    """
    numbers, column = np.unique(clusters, return_inverse=True)
    means = np.stack([points[column == number].mean(axis=0) for number in range(len(numbers))])
    return np.linalg.norm(points - means[column], axis=1)


def nearest_rows(
    points: np.ndarray, candidates: np.ndarray, n: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """The nearest candidates of each point.

    Distances are computed in chunks, so memory does not grow with points x candidates.

    Args:
        points: (points, dimensions).
        candidates: (candidates, dimensions).
        n: number of neighbours, at most the number of candidates.

    Returns:
        (points, n) distances and (points, n) rows of ``candidates``, the nearest first.
    """
    from sklearn.neighbors import NearestNeighbors

    nearest = NearestNeighbors(n_neighbors=min(n, len(candidates))).fit(candidates)
    return nearest.kneighbors(points.astype(candidates.dtype, copy=False))


def nearest_tracks(
    points: np.ndarray,
    n: int = N_NEAR,
    copies: Mapping[int, Collection[int]] = MappingProxyType({}),
) -> np.ndarray:
    """The nearest other tracks of each track.

    Args:
        points: (tracks, dimensions).
        n: number of neighbours; fewer if there are fewer tracks.
        copies: by row, the rows that are copies of the same song; they do not count as neighbours.

    Returns:
        (tracks, n) rows, the nearest first; `NO_TRACK` if there are not enough other songs.
    """
    from sklearn.neighbors import NearestNeighbors

    n = min(n, len(points) - 1)
    if not n:
        return np.empty((len(points), 0), int)
    index = NearestNeighbors(n_neighbors=n).fit(points)
    near = index.kneighbors(return_distance=False)
    rows_by_count: dict[int, list[int]] = {}
    for row, same in copies.items():
        rows_by_count.setdefault(len(same), []).append(row)
    for n_copies, rows in rows_by_count.items():
        wanted = min(n + n_copies + 1, len(points))  # includes the row itself
        near_rows = index.kneighbors(points[rows], wanted, return_distance=False)
        for row, nearest in zip(rows, near_rows, strict=True):
            others = nearest[~np.isin(nearest, [row, *copies[row]])][:n]
            near[row] = np.append(others, np.full(n - len(others), NO_TRACK))
    return near
