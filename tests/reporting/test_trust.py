"""How far to trust a group, in words."""

from math import nan

import numpy as np
import pytest

from hbvae.reporting.trust import (
    Majority,
    Trust,
    about_trust,
    count_grades,
    grade,
    majorities,
    trust,
)
from hbvae.storage.recurrence import Recurrence


@pytest.mark.parametrize(
    ("overlap", "shuffled", "seeds", "expected"),
    [
        (0.85, 0.5, nan, "firm"),
        (0.84, 0.5, nan, "fairly firm"),
        (0.74, 0.5, nan, "loose"),
        (0.59, 0.5, nan, "doubtful"),
        (0.9, 0.95, nan, "doubtful"),  # as much by chance
        (0.9, 0.5, 0.7, "loose"),  # another training says otherwise
        (0.9, nan, 0.95, "firm"),
        (nan, 0.5, nan, "untested"),
    ],
)
def test_the_worst_trial_decides(overlap, shuffled, seeds, expected):
    assert grade(Recurrence(overlap, shuffled, seeds)) == expected


def test_a_sentence_says_what_was_tried_and_what_came_of_it():
    assert trust(Recurrence(0.91, 0.58, nan), Majority("disco", 10, 12, 3.2)) == Trust(
        "firm",
        "Firm: without a third of the collection, the same songs come together again (overlap "
        "91 %, songs without groups reach 58 %); 10 of its 12 songs are labelled disco (by chance "
        "3).",
    )
    assert trust(Recurrence(0.9, 0.5, 0.5), Majority("a", 3, 3, 1)).sentence == (
        "Doubtful: when the model is trained again, its songs spread over other groups (overlap "
        "90 %, songs without groups reach 50 %; trained again 50 %); all of its 3 songs are "
        "labelled a (by chance 1)."
    )
    assert trust(Recurrence(0.9, 0.95, nan), None).sentence == (
        "Doubtful: with so few songs in a group, it is no more stable than groups of songs without "
        "structure (overlap 90 %, songs without groups reach 95 %)."
    )
    assert trust(Recurrence(0.5, 0.6, nan), None).sentence.startswith(
        "Doubtful: without a third of the collection, it is no more stable than groups of songs "
    )
    assert trust(Recurrence(nan, 0.5, nan), Majority("a", 1, 1, 1)).sentence == (
        "Untested: it is too small for the test."
    )


def test_the_most_common_label_is_compared_with_chance():
    clusters = np.array([0] * 10 + [1] * 10 + [-1] * 2)
    most_common = majorities(clusters, ["a"] * 9 + [""] + ["b"] * 5 + ["a"] + [""] * 4 + ["a"] * 2)
    first, second = most_common[0], most_common[1]
    assert first[:3] == ("a", 9, 10) and second[:3] == ("b", 5, 10)
    assert 4 < first.by_chance < 9  # 12 of 22 are a: about 5.5 in a group of ten
    assert majorities(clusters, [""] * 22) == {}
    alone = majorities(np.zeros(4, int), ["a", "a", "b", "b"])
    assert alone[0].by_chance == 2


def test_grades_are_counted_from_the_best():
    assert count_grades(["doubtful", "firm", "firm", "loose"]) == (
        "2 are firm, 1 is loose and 1 is doubtful"
    )
    assert count_grades(["untested"]) == "1 is untested"
    assert count_grades([]) == ""


def test_the_text_says_whether_training_was_repeated():
    text = about_trust([Recurrence(0.9, 0.58, nan)])
    assert "songs without groups (a single cloud) reaches 58 %" in text
    assert "was trained only once" in text
    assert "with other random numbers" in about_trust([Recurrence(0.9, 0.58, 0.8)])
    assert "cloud" not in about_trust([])
