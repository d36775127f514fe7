"""Compare a score's interval with chance and with a published value."""

from math import isfinite

from hbvae.evaluation.uncertainty import Score
from hbvae.reporting.numbers import rounded

AT_CHANCE = "cannot be distinguished from chance"
BELOW_CHANCE = "is below chance"
ABOVE_CHANCE = "is above chance"


def beside_chance(score: Score) -> str:
    """Compare a score with chance, by its interval or, without one, by its value."""
    low = score.low if isfinite(score.low) else score.value
    high = score.high if isfinite(score.high) else score.value
    if high < score.chance:
        return BELOW_CHANCE
    return AT_CHANCE if low <= score.chance else ABOVE_CHANCE


def verdict(score: Score, published: str) -> str:
    """Compare a score with chance and with the published value, in words.

    Args:
        score: with its interval.
        published: published value as text; "" if there is none to compare with.
    """
    value = rounded(score.value)
    if isfinite(score.chance) and (where := beside_chance(score)) != ABOVE_CHANCE:
        is_below = where == BELOW_CHANCE
        return f"{where} ({value}, by chance {rounded(score.chance)})" if is_below else where
    if not published:
        return f"{ABOVE_CHANCE} ({value})" if isfinite(score.chance) else f"is {value}"
    published_value = float(published)
    if score.low > published_value:
        return f"is above the published {published}"
    if score.high >= published_value:
        return f"agrees with the published {published}"
    return f"{ABOVE_CHANCE} and below the published {published}"
