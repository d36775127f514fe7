"""Format numbers for people: decimals, intervals, counts.

This package writes tables in Markdown and LaTeX, and pages in Markdown and HTML. It computes no
scores and draws no figures; it presents those of `hbvae.evaluation` and `hbvae.figures`.
"""

from math import isfinite

from hbvae.evaluation.uncertainty import Score


def rounded(value: float, decimals: int = 2) -> str:
    """Format a number with some decimals, never as "-0.00"; "" for NaN."""
    return f"{round(value, decimals) + 0:.{decimals}f}" if isfinite(value) else ""


def with_interval(score: Score, decimals: int = 2) -> str:
    """Format a score with its interval, "0.31 [0.25, 0.37]"; "" for NaN."""
    if not isfinite(score.value):
        return ""
    value, low, high = (rounded(number, decimals) for number in score[:3])
    return f"{value} [{low}, {high}]" if low else value


def counted(number: int, noun: str) -> str:
    """Format a count with a noun whose plural ends in s: "1 seed", "1,000 slices"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
