"""Scores of names, counted by hand."""

import numpy as np
import pytest
from support.project import ROOT

from hbvae.evaluation.name_scores import (
    SYNONYM_COLUMNS,
    holds_label,
    read_synonyms,
    score_names,
)
from hbvae.evaluation.uncertainty import track_weights
from hbvae.storage.clusters import NOISE
from hbvae.storage.names import ClusterName
from hbvae.storage.traits import Traits
from hbvae.storage.tsv import read_rows

SYNONYMS = read_synonyms(read_rows(str(ROOT / "resources/names/synonyms.tsv"), SYNONYM_COLUMNS))
CLUSTERS = np.array([0, 0, 0, 1, 1, 1])
LABELS = ["Metal", "Metal", "Jazz", "Jazz", "Jazz", "Metal"]
WEIGHTS = track_weights(6, 100, seed=0)
PROBABILITY = np.array([[0.9, 0.1], [0.8, 0.1], [0.1, 0.1], [0.1, 0.9], [0.1, 0.8], [0.1, 0.9]])
TRAITS = Traits(
    list("abcdef"), {}, ["Heavy metal", "jazz"], np.log(PROBABILITY), [""] * 6, [],
    np.zeros((0, 3), np.int32),
)  # fmt: skip


def names(*texts):
    return [ClusterName(text, "") for text in texts]


@pytest.mark.parametrize(
    ("name", "label", "holds"),
    [
        ("heavy metal, hard rock", "metal", True),
        ("heavy metal, hard rock", "rock", True),
        ("hip-hop, rnb", "hiphop", True),
        ("hip-hop, rnb", "Rap/Hip-Hop", True),
        ("rnb, soul", "R&B", True),
        ("German: hip-hop, krieg", "German", True),
        ("German: hip-hop, krieg", "German x Rap", True),
        ("German: hip-hop, krieg", "English x Rap", False),
        ("Bangla: ভালোবাসা", "bengali", True),
        ("instrumental, ambient", "classical", True),
        ("popular, catchy", "pop", False),
        ("funk, soul", "reggae", False),
        ("slow, dark (3)", "jazz", False),
    ],
)
def test_a_name_may_contain_a_label_in_another_spelling_or_as_a_synonym(name, label, holds):
    assert holds_label(name, label, SYNONYMS) is holds


def test_named_is_the_share_of_names_with_the_most_common_label():
    def named(*texts):
        return score_names(names(*texts), CLUSTERS, TRAITS, LABELS, SYNONYMS, WEIGHTS)["named"]

    assert named("heavy metal", "jazz").value == 1
    assert named("heavy metal", "slow, dark").value == 0.5
    assert named("jazz", "heavy metal").value == 0
    assert named("heavy metal", "jazz").chance == named("jazz", "heavy metal").chance == 0.5
    assert named("slow", "dark").chance == 0
    assert 0 <= named("heavy metal", "jazz").low < 1 == named("heavy metal", "jazz").high


def test_tags_fit_songs_with_above_average_levels():
    def fit(*texts):
        return score_names(names(*texts), CLUSTERS, TRAITS, None, {}, WEIGHTS)["tags_fit"]

    assert fit("heavy metal", "jazz").value == pytest.approx(5 / 6)  # the third song is not metal
    assert fit("jazz", "heavy metal").value == 0
    assert fit("heavy metal, jazz", "slow").value == pytest.approx(1 / 3)
    assert fit("heavy metal", "jazz").chance == pytest.approx((2 / 6 + 3 / 6) / 2)


def test_names_without_tags_have_no_tag_score():
    scores = score_names(names("slow", "dark"), CLUSTERS, TRAITS, LABELS, SYNONYMS, WEIGHTS)
    assert scores.keys() == {"named"}
    assert score_names(names("slow", "dark"), CLUSTERS, TRAITS, None, {}, WEIGHTS) == {}


def test_noise_does_not_count():
    clusters = np.array([0, 0, NOISE, NOISE, NOISE, NOISE])
    scores = score_names(names("heavy metal"), clusters, TRAITS, LABELS, SYNONYMS, WEIGHTS)
    assert scores["named"].value == scores["tags_fit"].value == 1
    nothing = np.full(6, NOISE)
    assert score_names([], nothing, TRAITS, LABELS, SYNONYMS, WEIGHTS) == {}


def test_synonyms_differ_from_their_label():
    for label, others in SYNONYMS.items():
        assert label not in others and len(others) == len(set(others)) > 0


def test_songs_without_a_label_do_not_count():
    labels = np.where(CLUSTERS[-1] == CLUSTERS, "", LABELS)
    scores = score_names(names("heavy metal", "slow"), CLUSTERS, TRAITS, labels, SYNONYMS, WEIGHTS)
    assert scores["named"].value == scores["named"].high == 1
