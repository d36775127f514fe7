"""Two steps of mean shift, which move each point to where its neighbouring tracks are."""

from collections.abc import Sequence

import numpy as np

N_STEPS = 2
AT_ONCE = 4096  # points whose similarities to the tracks are in memory


def mean_shift(
    points: np.ndarray, track: np.ndarray, n_neighbors: int, max_points: int, seed: int
) -> tuple[np.ndarray, list[np.ndarray]]:
    """Move each point to where the tracks most similar to it are (Fukunaga & Hostetler 1975).

    In each step a point becomes the mean of the ``n_neighbors`` tracks with the greatest cosine
    similarity to it, scaled to length 1; a track is the mean of its points. What is peculiar to
    single tracks is lost, and what groups of tracks have in common remains.

    Args:
        points: (points, dimensions), slices.
        track: (points,), 0 to tracks - 1; every track has at least one point.
        n_neighbors: tracks, from `fewer_neighbors`.
        max_points: above so many tracks, a random sample stands for all of them.
        seed: of that sample.

    Returns:
        (points, dimensions) float32, rows of length 1; and the tracks of each step, from which
        `shift` moves other points in the same way.
    """
    from hbvae.clustering.centres import track_means
    from hbvae.clustering.sampling import sample_rows

    n_tracks = int(track.max()) + 1
    sampled = sample_rows(n_tracks, max_points, "neighbouring tracks", seed)
    steps = []
    for _ in range(N_STEPS):
        points = unit_rows(points.astype(np.float32))
        steps.append(unit_rows(track_means(points, track, n_tracks)[sampled].astype(np.float32)))
        points = shift(points, steps[-1:], n_neighbors)
    return points, steps


def shift(points: np.ndarray, steps: Sequence[np.ndarray], n_neighbors: int) -> np.ndarray:
    """Move points among the tracks of each step; arguments and result as in `mean_shift`."""
    points = unit_rows(points.astype(np.float32))
    for tracks in steps:
        for first in range(0, len(points), AT_ONCE):
            similarity = points[first : first + AT_ONCE] @ tracks.T
            nearest = np.argpartition(-similarity, n_neighbors - 1, axis=1)[:, :n_neighbors]
            points[first : first + AT_ONCE] = unit_rows(tracks[nearest].mean(axis=1))
    return points


def fewer_neighbors(n_neighbors: int, n_tracks: int) -> int:
    """At most a tenth of the tracks, lest groups merge; 1 at least."""
    return max(1, min(n_neighbors, n_tracks // 10))


def unit_rows(points: np.ndarray) -> np.ndarray:
    """Rows scaled to length 1, but for those of zeros."""
    lengths = np.linalg.norm(points, axis=1, keepdims=True)
    return points / np.where(lengths > 0, lengths, 1)
