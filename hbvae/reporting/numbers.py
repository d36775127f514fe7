"""How numbers are written for people: decimals, intervals, counts.

This package writes what people read: tables in Markdown and LaTeX, pages in Markdown and HTML. It
computes no score and draws no figure; it shows those of `hbvae.evaluation` and `hbvae.figures`.
"""

from math import isfinite

from hbvae.evaluation.uncertainty import Score


def rounded(value: float, decimals: int = 2) -> str:
    """A number with so many decimals, never "-0.00"; "" where it is not defined (NaN)."""
    return f"{round(value, decimals) + 0:.{decimals}f}" if isfinite(value) else ""


def with_interval(score: Score, decimals: int = 2) -> str:
    """A score and its interval, "0.31 [0.25, 0.37]"; "" where it is not defined."""
    if not isfinite(score.value):
        return ""
    value, low, high = (rounded(number, decimals) for number in score[:3])
    return f"{value} [{low}, {high}]" if low else value


def counted(number: int, noun: str) -> str:
    """A count with its noun, whose plural ends in s: "1 seed", "1,000 slices"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
