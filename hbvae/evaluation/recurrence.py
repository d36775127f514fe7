"""Recurrence: whether a group of songs reappears when the collection is clustered again."""

from collections.abc import Callable, Sequence

import numpy as np

SHARE = 2 / 3  # share of the tracks in a repeat
N_CLOUDS = 4  # number of collections without groups for the chance level
MOST_TRACKS = 1000  # maximum number of tracks in a repeat; a sample is enough to see the groups

Grouping = Callable[[np.ndarray], np.ndarray]


def best_overlaps(clusters: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The largest Jaccard index of each cluster with a cluster of another clustering.

    Args:
        clusters: (points,) numbers from 0; negative for points in no cluster.
        others: (points,) the other clusters of the same points.

    Returns:
        (clusters,) points in both as a share of the points in either; NaN for an empty cluster.
    """
    k = int(clusters.max()) + 1
    shared = np.zeros((k + 1, int(others.max()) + 2))  # the last row and column are noise
    np.add.at(shared, (clusters, others), 1)
    size, other_size = shared.sum(axis=1, keepdims=True), shared.sum(axis=0, keepdims=True)
    with np.errstate(invalid="ignore"):
        overlap = shared / (size + other_size - shared)
    best = overlap[:k, :-1].max(axis=1, initial=0)
    return np.where(size[:k, 0] > 0, best, np.nan)


def recurrence(clusters: np.ndarray, group: Grouping, n_repeats: int, seed: int) -> np.ndarray:
    """How well each cluster reappears in random parts of the collection (Hennig 2007, subsets).

    Each repeat leaves out a random third of the tracks and clusters the others again. Hennig calls
    clusters with a mean overlap of 0.85 or more highly stable, from 0.75 stable, from 0.6 patterns
    with doubtful members, and others untrustworthy.

    Args:
        clusters: (tracks,) numbers from 0; negative for tracks in no cluster.
        group: function that clusters some rows of the tracks and returns (rows,) numbers.
        n_repeats: number of repeats.
        seed: random seed of the parts.

    Returns:
        (clusters,) mean overlap (`best_overlaps`) over the repeats with at least two tracks of the
        cluster; NaN if there is no such repeat.
    """
    random = np.random.default_rng(seed)
    n = len(clusters)
    n_drawn = min(max(2, round(SHARE * n)), MOST_TRACKS)
    k, overlaps = int(clusters.max()) + 1, []
    for _ in range(n_repeats):
        rows = np.sort(random.choice(n, n_drawn, replace=False))
        overlap = best_overlaps(clusters[rows], group(rows))
        sizes = np.bincount(clusters[rows][clusters[rows] >= 0], minlength=k)
        overlap = np.pad(overlap, (0, k - len(overlap)))
        overlaps.append(np.where(sizes > 1, overlap, np.nan))
    return mean_overlaps(overlaps, k)


def mean_overlaps(overlaps: Sequence[np.ndarray], n_clusters: int) -> np.ndarray:
    """The mean overlap of each cluster, (clusters,), without NaN; NaN if all values are NaN."""
    table = np.array(overlaps).reshape(-1, n_clusters)
    counted = np.isfinite(table).sum(axis=0)
    return np.nansum(table, axis=0) / np.where(counted, counted, np.nan)


def highest_by_chance(clouds: Sequence[np.ndarray]) -> float:
    """The 95th percentile of the overlaps in collections without groups.

    Args:
        clouds: the `recurrence` of each collection that `remove_groups` made.

    Returns:
        The overlap that 19 of 20 clusters stay below; NaN without clusters.
    """
    overlaps = np.concatenate(clouds)
    overlaps = overlaps[np.isfinite(overlaps)]
    return float(np.percentile(overlaps, 95)) if len(overlaps) else np.nan


def sample_cloud(n_tracks: int, seed: int) -> np.ndarray:
    """Ascending rows of the tracks to cluster without groups: all, or a sample of many."""
    n = min(n_tracks, round(MOST_TRACKS / SHARE))
    return np.sort(np.random.default_rng(seed).choice(n_tracks, n, replace=False))


def remove_groups(latent: np.ndarray, track: np.ndarray, seed: int) -> np.ndarray:
    """Replace the collection by a single cloud with the same mean and covariance.

    The means of the tracks are drawn from a normal distribution with their mean and covariance (the
    null hypothesis of SigClust, Liu et al. 2008); the slices keep their deviations from the mean of
    their track.

    Args:
        latent: (slices, dimensions).
        track: (slices,) track numbers, 0 to tracks - 1; every track has at least one slice.
        seed: random seed of the draw.
    """
    from hbvae.clustering.centres import track_means

    means = track_means(latent, track, int(track.max()) + 1)
    centred = means - means.mean(axis=0)
    _, widths, axes = np.linalg.svd(centred, full_matrices=False)
    drawn = np.random.default_rng(seed).normal(size=(len(means), len(widths)))
    cloud = means.mean(axis=0) + drawn * widths / np.sqrt(max(1, len(means) - 1)) @ axes
    return latent + (cloud - means)[track]
