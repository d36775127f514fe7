"""Whether a group of songs comes back when the collection is grouped again."""

from collections.abc import Callable, Sequence

import numpy as np

SHARE = 2 / 3  # of the tracks that a repeat has
N_CLOUDS = 4  # collections without groups, for what chance reaches
MOST_TRACKS = 1000  # of a repeat: of more, a random sample is enough to see the groups in

Grouping = Callable[[np.ndarray], np.ndarray]


def best_overlaps(clusters: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The overlap of each cluster with the one most like it in another clustering (Jaccard index).

    Args:
        clusters: (points,) numbers from 0; negative for points in no cluster.
        others: (points,) clusters of the same points.

    Returns:
        (clusters,): points in both, as a share of the points in either; NaN of a number without
        points.
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
    """How well each cluster comes back in random parts of the collection (Hennig 2007, subsets).

    Each repeat leaves a random third of the tracks out and groups the others anew. Hennig reads a
    mean overlap of .85 and more as highly stable, from .75 as stable, from .6 as a pattern whose
    members are doubtful, and below as not to be trusted.

    Args:
        clusters: (tracks,) numbers from 0; negative for tracks in no cluster.
        group: makes clusters, (rows,), of some rows of the tracks.
        n_repeats: how often.
        seed: of the parts.

    Returns:
        (clusters,) mean overlap over the repeats that have two tracks of the cluster or more, see
        `best_overlaps`; NaN where none has.
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
    """The mean overlap of each cluster, (clusters,), over those that are not NaN; else NaN."""
    table = np.array(overlaps).reshape(-1, n_clusters)
    counted = np.isfinite(table).sum(axis=0)
    return np.nansum(table, axis=0) / np.where(counted, counted, np.nan)


def highest_by_chance(clouds: Sequence[np.ndarray]) -> float:
    """The overlap that 19 of 20 clusters of collections without groups stay below.

    Args:
        clouds: `recurrence` of each such collection, from `without_groups`.

    Returns:
        the 95th percentile; NaN without clusters.
    """
    overlaps = np.concatenate(clouds)
    overlaps = overlaps[np.isfinite(overlaps)]
    return float(np.percentile(overlaps, 95)) if len(overlaps) else np.nan


def tracks_of_a_cloud(n_tracks: int, seed: int) -> np.ndarray:
    """The tracks that stand for a large collection without groups, in their order."""
    n = min(n_tracks, round(MOST_TRACKS / SHARE))
    return np.sort(np.random.default_rng(seed).choice(n_tracks, n, replace=False))


def without_groups(latent: np.ndarray, track: np.ndarray, seed: int) -> np.ndarray:
    """The collection as it would be without groups: one cloud that is as wide in every direction.

    The means of tracks are drawn anew from a normal distribution with their own mean and covariance
    (the null of SigClust, Liu et al. 2008); what a track's slices have about their mean stays.

    Args:
        latent: (slices, dimensions).
        track: (slices,), 0 to tracks - 1; every track has at least one slice.
        seed: of the draw.
    """
    from hbvae.clustering.centres import track_means

    means = track_means(latent, track, int(track.max()) + 1)
    centred = means - means.mean(axis=0)
    _, widths, axes = np.linalg.svd(centred, full_matrices=False)
    drawn = np.random.default_rng(seed).normal(size=(len(means), len(widths)))
    cloud = means.mean(axis=0) + drawn * widths / np.sqrt(max(1, len(means) - 1)) @ axes
    return latent + (cloud - means)[track]
