"""Two steps of mean shift, which move each point to where its neighbouring tracks are."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

N_STEPS = 2
AT_ONCE = 4096  # points whose similarities to the tracks are in memory
Metric = Literal["cosine", "euclidean"]


def mean_shift(
    points: np.ndarray,
    track: np.ndarray,
    n_neighbors: int,
    max_points: int,
    seed: int,
    metric: Metric = "cosine",
) -> tuple[np.ndarray, list[np.ndarray]]:
    """Move each point to where the tracks nearest to it are (Fukunaga & Hostetler 1975).

    In each step a point becomes the mean of the ``n_neighbors`` nearest tracks; a track is the mean
    of its points. What is peculiar to single tracks is lost, and what groups of tracks have in
    common remains. By cosine similarity all rows are scaled to length 1. By Euclidean distance
    they are not, and a point among tracks that are unlike each other gets a shorter row.

    Args:
        points: (points, dimensions), slices.
        track: (points,), 0 to tracks - 1; every track has at least one point.
        n_neighbors: tracks, from `fewer_neighbors`.
        max_points: above so many tracks, a random sample stands for all of them.
        seed: of that sample.
        metric: by which tracks are near.

    Returns:
        (points, dimensions) float32; and the tracks of each step, from which `shift` moves other
        points in the same way.
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
    """Move points among the tracks of each step; arguments and result as in `mean_shift`."""
    points = _scaled(points, metric)
    for tracks in steps:
        # Half the squared distance, but for what is the same for all tracks, is offset - product.
        offset = np.square(tracks).sum(axis=1) / 2 if metric == "euclidean" else np.float32(0)
        for first in range(0, len(points), AT_ONCE):
            distance = offset - points[first : first + AT_ONCE] @ tracks.T
            nearest = np.argpartition(distance, n_neighbors - 1, axis=1)[:, :n_neighbors]
            points[first : first + AT_ONCE] = _scaled(tracks[nearest].mean(axis=1), metric)
    return points


def _scaled(points: np.ndarray, metric: Metric) -> np.ndarray:
    """A copy as float32, for cosine similarity with rows of length 1."""
    points = points.astype(np.float32)
    return unit_rows(points) if metric == "cosine" else points


def fewer_neighbors(n_neighbors: int, n_tracks: int) -> int:
    """At most a tenth of the tracks, lest groups merge; 1 at least."""
    return max(1, min(n_neighbors, n_tracks // 10))


def unit_rows(points: np.ndarray) -> np.ndarray:
    """Rows scaled to length 1, but for those of zeros."""
    lengths = np.linalg.norm(points, axis=1, keepdims=True)
    return points / np.where(lengths > 0, lengths, 1)
