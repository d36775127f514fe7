"""The uncertainty of a score: its interval over tracks and its chance level.

Slices of a track are not independent, so tracks are resampled and shuffled, never slices.
"""

from math import nan
from typing import NamedTuple

import numpy as np
from pydantic import Field

from hbvae.config import PositiveInt, Section


class ScoresConfig(Section):
    """Intervals and chance levels of the scores."""

    n_resamples: int = Field(
        500, ge=2, description="number of resamples of the tracks for a 95 % interval"
    )
    n_shuffles: PositiveInt = Field(
        20, description="number of shuffles of the labels or clusters for the chance level"
    )


class Score(NamedTuple):
    """A score with its interval and chance level."""

    value: float
    low: float = nan  # 95 % interval, see `interval`
    high: float = nan
    chance: float = nan  # mean score of the same groups after random shuffles


def track_weights(n_tracks: int, n_resamples: int, seed: int) -> np.ndarray:
    """Number of times that each resample draws each track, (n_resamples, n_tracks) uint8.

    A resample has as many draws as there are tracks.
    """
    random = np.random.default_rng(seed)
    share = np.full(n_tracks, 1 / n_tracks)
    weights = np.empty((n_resamples, n_tracks), np.uint8)
    for row in weights:  # a track is drawn 256 times in one of 10^500 resamples, so uint8 is enough
        row[:] = random.multinomial(n_tracks, share)
    return weights


def interval(value: float, draws: np.ndarray) -> tuple[float, float]:
    """95 % interval of a score's expectation over samples of as many tracks.

    These are the bootstrap's percentiles, shifted so that the mean of the draws equals the value.
    Resamples repeat tracks, which raises most scores; without the shift, the percentiles miss the
    expectation in up to half of all samples.

    Args:
        value: score of all tracks.
        draws: (resamples,) scores of the resamples; NaN if undefined.
    """
    draws = draws[np.isfinite(draws)]
    if not len(draws):
        return nan, nan
    low, high = np.percentile(draws, [2.5, 97.5]) + (value - draws.mean())
    return float(min(low, value)), float(max(high, value))
