"""Words for the sound: scores with known answers, and texts read for the words that are known."""

import numpy as np
import pytest

from hbvae.features.pretrained.musicnn import TAGS
from hbvae.features.pretrained.words import (
    SAME,
    near_words,
    plain,
    read_query,
    standard_scores,
    tag_scores,
    text_scores,
)

WORDS = [
    "jazz",
    "Hip-Hop",
    "easy listening",
    "female vocalists",
    "rock",
    "hard rock",
    "Bell, chime",
]


def names(text, words=WORDS):
    return [words[number] for number in read_query(text, words).matched]


@pytest.mark.parametrize(
    ("text", "matched", "unknown"),
    [
        ("JAZZ", ["jazz"], []),
        ("hip hop", ["Hip-Hop"], []),
        ("Rap", ["Hip-Hop"], []),
        ("hard rock jazz", ["hard rock", "jazz"], []),
        ("hard, rock", ["rock"], ["hard"]),
        ("slow piano, jazz", ["jazz"], ["slow", "piano"]),
        ("a song with female vocals", ["female vocalists"], []),
        ("jazz; JAZZ", ["jazz"], []),
        ("rock, bell, Chime, jazz", ["Bell, chime", "rock", "jazz"], []),
        ("", [], []),
        ("!?", [], []),
    ],
)
def test_the_longest_matching_words(text, matched, unknown):
    assert names(text) == matched
    assert read_query(text, WORDS).unknown == unknown


def test_words_similar_to_an_unknown_word():
    assert near_words("vocal", WORDS) == ["female vocalists"]
    assert near_words("jaz", WORDS) == ["jazz"]
    assert near_words("hip-hob", WORDS) == ["Hip-Hop"]
    assert near_words("piano", WORDS) == []


def test_other_words_for_tags_are_for_tags_and_are_no_tags_themselves():
    spelt = {plain(tag) for tag in TAGS}
    assert set(SAME) <= set(TAGS)
    others = [plain(other) for words in SAME.values() for other in words]
    assert not spelt & set(others) and len(set(others)) == len(others)


def test_the_score_of_a_tag_is_the_mean_of_log_probabilities():
    tags = np.array([[0.5, 0.0], [0.125, 1e-12], [1.0, 1.0]])
    scores = tag_scores(tags, np.array([0, 0, 1]), 2)
    np.testing.assert_allclose(np.exp(scores), [[0.25, 1e-6], [1, 1]])


def test_the_score_of_a_text_is_a_cosine():
    scores = text_scores(np.array([[3.0, 0], [1, 1], [0, 0]]), np.array([[1.0, 0], [0, -5]]))
    np.testing.assert_allclose(scores, [[1, 0], [0.5**0.5, -(0.5**0.5)], [0, 0]])


def test_standard_scores_are_against_a_collection():
    collection = np.array([[1.0, 5], [3.0, 5]])
    np.testing.assert_allclose(standard_scores(collection), [[-1, 0], [1, 0]])
    np.testing.assert_allclose(standard_scores(np.array([[5.0, 7]]), collection), [[3, 0]])
