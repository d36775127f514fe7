"""Clusterers, each a function of points, k and a seed; and the two levels they work at."""

import numpy as np

from hbvae.errors import ConfigError


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


def kmeans(points: np.ndarray, k: int, seed: int) -> np.ndarray:
    """Lloyd's k-means, the best of ten k-means++ starts."""
    from sklearn.cluster import KMeans

    return KMeans(k, n_init=10, random_state=seed).fit_predict(points)


CLUSTERERS = {"kmeans": kmeans}


def cluster(name: str, points: np.ndarray, k: int, seed: int) -> np.ndarray:
    """Put each point into one of ``k`` clusters.

    Args:
        name: one of `CLUSTERERS`.
        points: (points, dimensions).
        k: number of clusters.
        seed: of whatever is random.

    Returns:
        (points,) int32, 0 to k - 1.

    Raises:
        ConfigError: there are fewer points than clusters.
    """
    if k > len(points):
        raise ConfigError(f"k = {k} clusters need at least {k} points, got {len(points)}")
    return CLUSTERERS[name](points.astype(np.float64), k, seed).astype(np.int32)
