"""Numbers as people read them."""

from math import inf, nan

import pytest

from hbvae.evaluation.uncertainty import Score
from hbvae.reporting.numbers import counted, rounded, with_interval


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(0.125, 2, "0.12"), (-0.001, 2, "0.00"), (1234.56, 1, "1234.6"), (nan, 2, ""), (inf, 2, "")],
)
def test_rounded(value, decimals, text):
    assert rounded(value, decimals) == text


@pytest.mark.parametrize(
    ("score", "text"),
    [
        (Score(0.312, 0.25, 0.374, 0.0), "0.31 [0.25, 0.37]"),
        (Score(-0.001, -0.02, 0.004), "0.00 [-0.02, 0.00]"),
        (Score(0.3), "0.30"),
        (Score(nan, 0.1, 0.2), ""),
    ],
)
def test_a_score_has_its_interval_if_it_exists(score, text):
    assert with_interval(score) == text


def test_the_decimals_are_those_of_the_bounds_too():
    assert with_interval(Score(123.45, 100.0, 150.25), 1) == "123.5 [100.0, 150.2]"


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 seeds"), (1, "1 seed"), (5, "5 seeds"), (1000, "1,000 seeds")]
)
def test_counted(number, text):
    assert counted(number, "seed") == text
