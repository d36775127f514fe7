"""How far to trust a score: its interval over tracks, and what chance would give.

Slices of one track are not independent, so whole tracks are resampled and shuffled, never slices.
"""

from math import nan
from typing import NamedTuple

import numpy as np
from pydantic import Field

from hbvae.config import PositiveInt, Section


class ScoresConfig(Section):
    """What stands beside each score."""

    n_resamples: int = Field(
        500, ge=2, description="number of resamples of the tracks for a 95 % interval"
    )
    n_shuffles: PositiveInt = Field(
        20, description="number of shuffles of the labels or clusters for the score by chance"
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
    return float(min(low, value)), float(max(high, value))
