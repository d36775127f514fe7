"""How far to trust a score: its interval over tracks, and what chance would give.

Slices of one track are not independent, so whole tracks are resampled and shuffled, never slices.
"""

from math import nan
from typing import NamedTuple

import numpy as np
from pydantic import Field

from hbvae.config import PositiveInt, Section
from hbvae.evaluation.external import external_scores
from hbvae.evaluation.internal import Shape, internal_scores

AT_ONCE = 50  # resamples: so many rows of weights are in memory as floats


class ScoresConfig(Section):
    """What stands beside each score."""

    n_resamples: int = Field(500, ge=2, description="resamples of the tracks for a 95 % interval")
    n_shuffles: PositiveInt = Field(
        20, description="shuffles of the labels or clusters for the score by chance"
    )


class Score(NamedTuple):
    """One value of metrics.tsv."""

    value: float
    low: float = nan  # 95 % interval, see `interval`
    high: float = nan
    chance: float = nan  # the mean score of the same groups shuffled at random


def track_weights(n_tracks: int, n_resamples: int, seed: int) -> np.ndarray:
    """How often each track is drawn, (n_resamples, n_tracks) uint8, as many draws as tracks."""
    random = np.random.default_rng(seed)
    share = np.full(n_tracks, 1 / n_tracks)
    weights = np.empty((n_resamples, n_tracks), np.uint8)
    for row in weights:  # 256 draws of a track would be one resample in 10^500
        row[:] = random.multinomial(n_tracks, share)
    return weights


def interval(value: float, draws: np.ndarray) -> tuple[float, float]:
    """95 % interval of a score's expectation over samples of as many tracks.

    The bootstrap's percentiles, moved so that its mean lies on the value: a resample repeats
    tracks, which by itself raises most scores, and percentiles that are not moved then miss
    the expectation in up to half of all samples.

    Args:
        value: of all tracks.
        draws: (resamples,) of the resamples; NaN where it is not defined.
    """
    draws = draws[np.isfinite(draws)]
    if not len(draws):
        return nan, nan
    low, high = np.percentile(draws, [2.5, 97.5]) + (value - draws.mean())
    return float(low), float(high)


def agreement(
    labels: np.ndarray,
    clusters: np.ndarray,
    track: np.ndarray,
    weights: np.ndarray,
    n_shuffles: int,
) -> dict[str, Score]:
    """`external_scores` of clusters, with interval and chance.

    Args:
        labels: (tracks,) reference label of each track.
        clusters: (points,), slices or tracks.
        track: (points,) row of ``labels``.
        weights: `track_weights`.
        n_shuffles: times that the labels are shuffled among the tracks.
    """
    from scipy.sparse import csr_array

    names, row = np.unique(labels, return_inverse=True)
    numbers, column = np.unique(clusters, return_inverse=True)
    shape = len(names), len(numbers)

    def table(track_rows: np.ndarray) -> np.ndarray:
        cell = track_rows[track] * len(numbers) + column
        return np.bincount(cell, minlength=len(names) * len(numbers)).reshape(shape)

    # How many points of each track are in each cell: few cells, for a track has one label.
    cell = row[track] * len(numbers) + column
    counts = csr_array((np.ones(len(cell)), (cell, track)), (shape[0] * shape[1], len(labels)))
    resampled = [
        counts @ weights[first : first + AT_ONCE].T.astype(float)
        for first in range(0, len(weights), AT_ONCE)
    ]
    resampled = np.hstack(resampled).T.reshape(-1, *shape)
    random = np.random.default_rng(0)
    shuffled = np.stack([table(random.permutation(row)) for _ in range(n_shuffles)])

    values = external_scores(table(row).astype(float))
    draws, by_chance = external_scores(resampled), external_scores(shuffled.astype(float))
    scores = {}
    for metric, value in values.items():
        low, high = interval(float(value), draws[metric])
        scores[metric] = Score(float(value), low, min(high, 1.0), float(by_chance[metric].mean()))
    return scores


def compactness(
    shape: Shape,
    groups: np.ndarray,
    track: np.ndarray,
    weights: np.ndarray,
    n_shuffles: int,
    shuffled_together: np.ndarray | None = None,
) -> dict[str, Score]:
    """`internal_scores` of groups of points, with interval and chance.

    Args:
        shape: of the points.
        groups: (points,) cluster or reference label of each.
        track: (points,) column of ``weights``.
        weights: `track_weights`.
        n_shuffles: times that the groups are shuffled, for the score by chance.
        shuffled_together: (points,) number from 0 of what is shuffled as one: the track where
            groups are labels of tracks; without it, each point by itself.
    """
    once = np.ones((1, len(groups)))
    values = internal_scores(shape, groups, once)
    draws = internal_scores(shape, groups, weights[:, track].astype(float))
    if shuffled_together is None:
        shuffled_together = np.arange(len(groups))
    units = groups[np.unique(shuffled_together, return_index=True)[1]]
    random = np.random.default_rng(0)
    by_chance = [
        internal_scores(shape, random.permutation(units)[shuffled_together], once)
        for _ in range(n_shuffles)
    ]
    scores = {}
    for metric, (value,) in values.items():
        chance = np.mean([shuffled[metric][0] for shuffled in by_chance])
        scores[metric] = Score(float(value), *interval(float(value), draws[metric]), float(chance))
    return scores
