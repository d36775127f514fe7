"""What a score says beside chance and beside a published value."""

from math import nan

import pytest

from hbvae.evaluation.uncertainty import Score
from hbvae.reporting.verdicts import beside_chance, verdict


@pytest.mark.parametrize(
    ("low", "value", "high", "chance", "published", "expected"),
    [
        (-0.02, 0.01, 0.04, 0.0, "1.00", "cannot be distinguished from chance"),
        (0.29, 0.38, 0.48, 0.54, "", "is below chance (0.38, by chance 0.54)"),
        (0.29, 0.38, 0.48, 0.54, "0.40", "is below chance (0.38, by chance 0.54)"),
        (0.5, 0.6, 0.7, 0.0, "1.00", "is above chance and below the published 1.00"),
        (0.9, 0.98, 1.0, 0.0, "1.00", "agrees with the published 1.00"),
        (0.3, 0.35, 0.4, 0.0, "0.19", "is above the published 0.19"),
        (0.3, 0.35, 0.4, 0.0, "", "is above chance (0.35)"),
        (nan, 0.24, nan, nan, "", "is 0.24"),
    ],
)
def test_a_verdict_is_by_the_interval(low, value, high, chance, published, expected):
    assert verdict(Score(value, low, high, chance), published) == expected


def test_a_score_without_an_interval_is_judged_by_its_value():
    assert beside_chance(Score(0.2, nan, nan, 0.5)) == "is below chance"
    assert beside_chance(Score(0.5, nan, nan, 0.5)) == "cannot be distinguished from chance"
    assert beside_chance(Score(0.6, nan, nan, 0.5)) == "is above chance"
