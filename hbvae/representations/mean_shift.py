"""Two steps of mean shift, which move each point to the mean of its nearest tracks."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

N_STEPS = 2
AT_ONCE = 4096  # points in a batch; limits memory
Metric = Literal["cosine", "euclidean"]


def mean_shift(
    points: np.ndarray,
    track: np.ndarray,
    n_neighbors: int,
    max_points: int,
    seed: int,
    metric: Metric = "cosine",
) -> tuple[np.ndarray, list[np.ndarray]]:
    """Move each point to the mean of the tracks nearest to it (Fukunaga & Hostetler 1975).

    In each step a point becomes the mean of the ``n_neighbors`` nearest tracks; a track is the mean
    of its points. This removes the peculiarities of single tracks and keeps what groups of tracks
    have in common. With the cosine metric all rows are scaled to length 1. With the Euclidean
    metric they are not, and a point among dissimilar tracks gets a shorter row.

    Args:
        points: slices, (points, dimensions).
        track: track of each point, (points,), 0 to tracks - 1; every track has at least one point.
        n_neighbors: number of tracks, from `fewer_neighbors`.
        max_points: maximum number of tracks to search; a random sample if there are more.
        seed: seed of the sample.
        metric: metric that defines the nearest tracks.

    Returns:
        The moved points, (points, dimensions) float32, and the tracks of each step, with which
        `shift` moves other points in the same way.
    """
    from hbvae.clustering.centres import track_means
    from hbvae.clustering.sampling import sample_rows

    n_tracks = int(track.max()) + 1
    sampled = sample_rows(n_tracks, max_points, "neighbouring tracks", seed)
    steps = []
    for _ in range(N_STEPS):
        points = _scaled(points, metric)
        steps.append(_scaled(track_means(points, track, n_tracks)[sampled], metric))
        points = shift(points, steps[-1:], n_neighbors, metric)
    return points, steps


def shift(
    points: np.ndarray, steps: Sequence[np.ndarray], n_neighbors: int, metric: Metric = "cosine"
) -> np.ndarray:
    """Move points with the tracks of each step; arguments and result as in `mean_shift`."""
    points = _scaled(points, metric)
    for tracks in steps:
        # Half the squared distance is offset - product, plus a term that is equal for all tracks.
        offset = np.square(tracks).sum(axis=1) / 2 if metric == "euclidean" else np.float32(0)
        for first in range(0, len(points), AT_ONCE):
            distance = offset - points[first : first + AT_ONCE] @ tracks.T
            nearest = np.argpartition(distance, n_neighbors - 1, axis=1)[:, :n_neighbors]
            points[first : first + AT_ONCE] = _scaled(tracks[nearest].mean(axis=1), metric)
    return points


def _scaled(points: np.ndarray, metric: Metric) -> np.ndarray:
    """A float32 copy; its rows have length 1 if the metric is cosine."""
    points = points.astype(np.float32)
    return unit_rows(points) if metric == "cosine" else points


def fewer_neighbors(n_neighbors: int, n_tracks: int) -> int:
    """Limit a number of neighbours to a tenth of the tracks, so that groups do not merge."""
    return max(1, min(n_neighbors, n_tracks // 10))


def unit_rows(points: np.ndarray) -> np.ndarray:
    """Scale rows to length 1; rows of zeros stay unchanged."""
    lengths = np.linalg.norm(points, axis=1, keepdims=True)
    return points / np.where(lengths > 0, lengths, 1)
