"""Means: of the slices of a track, of the tracks of a cluster; and what lies near."""

import numpy as np

N_NEAR = 5  # tracks named as the nearest to another


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


def nearest_tracks(points: np.ndarray, n: int = N_NEAR) -> np.ndarray:
    """The ``n`` nearest other points of each, fewer where there are fewer: (points, n) rows."""
    from sklearn.neighbors import NearestNeighbors

    n = min(n, len(points) - 1)
    if not n:
        return np.empty((len(points), 0), int)
    return NearestNeighbors(n_neighbors=n).fit(points).kneighbors(return_distance=False)
