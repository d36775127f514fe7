"""The evidence page says what the tables say, claim by claim."""

from math import nan
from pathlib import Path

import pytest

from hbvae.clustering.registry import all_clusterers
from hbvae.evaluation.registry import all_metrics
from hbvae.evaluation.uncertainty import Score
from hbvae.reporting.evidence_page import (
    CLAIM_COLUMNS,
    ROLES,
    WithEncoder,
    evidence_text,
    measured,
    not_run,
    verdict,
)
from hbvae.representations.registry import all_representations
from hbvae.storage.tsv import read_rows

CLAIMS = Path(__file__).parents[2] / "resources/paper/claims.tsv"
CLAIM = {
    "experiment": "HBLM-100", "claim": "The clusters are the languages", "source": "paper, Table 1",
    "part": "", "reference": "language", "clusterer": "kmeans", "metric": "ari",
    "published": "1.00", "paper": "hybrid_vae", "fusion": "late_fusion", "joint": "joint_lyrics",
    "control": "lyrics shuffled_lyrics", "remark": "Nothing keeps the lyrics.",
}  # fmt: skip
OF_AXES = CLAIM | {
    "part": "audio", "metric": "probe", "clusterer": "", "published": "", "paper": "",
    "joint": "joint_vae", "control": "mfcc_statistics",
}  # fmt: skip


def score(representation, value, low=None, high=None, seed="0", **changed):
    row = {
        "dataset": "songs", "representation": representation, "clusterer": "kmeans", "seed": seed,
        "level": "track", "reference": "language", "k": 2, "n": 100, "metric": "ari",
        "value": value, "low": value - 0.05 if low is None else low,
        "high": value + 0.05 if high is None else high, "chance": 0.0,
        "learned_from": "these songs",
    }  # fmt: skip
    return row | changed


SCORES = [
    score("hybrid_vae", 0.01),
    score("late_fusion", 0.6),
    score("joint_lyrics", 0.98, high=1.0),
    score("joint_lyrics", 0.98, high=1.0, seed="1"),
    score("shuffled_lyrics", -0.01),
    score("joint_lyrics", 0.5, level="slice"),
    score("joint_lyrics", 0.4, clusterer="agglomerative"),
]
PARTS = [
    score("joint_vae", 0.9, metric="probe", part="lyrics", chance=0.5),
    score("joint_vae", 0.52, metric="probe", part="audio", chance=0.5),
    score("mfcc_statistics", 0.6, metric="probe", part="whole", chance=0.5),
]


def page(claims, experiments=None):
    controls = {"told": "language"}
    where = experiments or {"HBLM-100": ["songs"]}
    return evidence_text(claims, where, SCORES, PARTS, n_seeds=2, controls=controls)


def test_each_role_has_its_own_score_over_the_seeds():
    assert measured(CLAIM, "joint", "songs", SCORES)["joint_lyrics"].value == pytest.approx(0.98)
    assert list(measured(CLAIM, "control", "songs", SCORES)) == ["shuffled_lyrics"]
    assert measured(CLAIM, "joint", "others", SCORES) == {}


def test_a_latent_without_parts_stands_with_all_it_has():
    assert measured(OF_AXES, "joint", "songs", PARTS)["joint_vae"].value == 0.52
    assert measured(OF_AXES, "control", "songs", PARTS)["mfcc_statistics"].value == 0.6


@pytest.mark.parametrize(
    ("low", "value", "high", "published", "expected"),
    [
        (-0.02, 0.01, 0.04, "1.00", "is not told from chance"),
        (0.5, 0.6, 0.7, "1.00", "is above chance and below the published 1.00"),
        (0.9, 0.98, 1.0, "1.00", "agrees with the published 1.00"),
        (0.3, 0.35, 0.4, "0.19", "is above the published 0.19"),
        (0.3, 0.35, 0.4, "", "is above chance (0.35)"),
    ],
)
def test_a_verdict_is_by_the_interval(low, value, high, published, expected):
    assert verdict(Score(value, low, high, 0.0), published) == expected


def test_without_chance_a_verdict_is_the_value():
    assert verdict(Score(0.24, nan, nan, nan), "") == "stands at 0.24"


def test_the_page_sets_published_measured_and_control_side_by_side():
    text = page([CLAIM])
    assert "## 1. The clusters are the languages" in text
    assert "ARI, language, k-means, tracks. Paper, Table 1: **1.00**." in text
    assert "0.98 [0.93, 1.00]" in text and "`shuffled_lyrics`" in text and "2 seeds" in text
    assert "The paper's architecture (`hybrid_vae`) is not told from chance; " in text
    assert "our joint model (`joint_lyrics`) agrees with the published 1.00." in text
    assert "Nothing keeps the lyrics." in text
    assert "any model; `told` is a control that was given the languages." in text
    assert "is above chance" not in page([OF_AXES])  # its interval reaches 0.5


def test_a_control_that_was_not_run_is_named_and_how_to_run_it():
    assert not_run(CLAIM, "songs", SCORES) == ["lyrics"]
    text = page([CLAIM])
    assert "Not run: `lyrics`." in text and "| control" in text
    assert text.count("`snakemake --configfile config/full.yaml`") == 1
    text = page([CLAIM | {"control": "shuffled_lyrics"}])
    assert "ot run" not in text and "full.yaml" not in text


def test_metrics_of_one_claim_stand_under_it():
    text = page([CLAIM, CLAIM | {"metric": "nmi"}, OF_AXES | {"claim": "The axes are free of it"}])
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## 1. The clusters are the languages",
        "## 2. The axes are free of it",
    ]


def test_what_this_run_has_not_is_said():
    assert "No dataset of this run repeats" in page([CLAIM | {"experiment": "GTZAN"}])
    other = CLAIM | {"metric": "nmi"}
    assert "songs: not among this run's representations" in page([other])


def test_an_encoder_answers_no_claim_and_stands_below_it():
    genre = {"reference": "genre", "learned_from": "tags of other songs"}
    rows = [
        score("hybrid_vae", 0.01, reference="genre"),
        score("joint_audio_alone", 0.4, reference="genre"),
        score("shuffled_audio", 0.0, reference="genre"),
        score("joint_audio", 0.8, **genre),
        score("pretrained", 0.7, **genre),
        score("spectral", 0.6, **genre),
    ]
    claim = CLAIM | {"reference": "genre", "published": "0.19", "fusion": ""}
    claim |= {"joint": "joint_audio", "control": "shuffled_audio"}
    encoder = WithEncoder({"joint_audio": "joint_audio_alone"}, ["pretrained"])
    where = {"HBLM-100": ["songs"]}
    text = evidence_text([claim], where, rows, PARTS, 1, {}, encoder)
    answer, beside = text.split("Learned from tags of other songs, and so no answer")
    assert "`joint_audio_alone`" in answer and "0.40 [0.35, 0.45]" in answer
    assert "our joint model (`joint_audio_alone`) is above the published 0.19." in answer
    assert "0.80" not in answer and "pretrained" not in answer
    assert "| `joint_audio` " in beside and "0.80 [0.75, 0.85]" in beside
    assert "| `pretrained` " in beside and "0.70 [0.65, 0.75]" in beside
    assert "above" not in beside and "spectral" not in beside and "Not run" not in text


def test_a_claim_of_lyrics_is_answered_as_in_a_run_without_an_encoder():
    encoder = WithEncoder({"joint_audio": "joint_audio_alone"}, ["pretrained"])
    rows = [*SCORES, score("pretrained", 0.7, learned_from="tags of other songs")]
    where = {"HBLM-100": ["songs"]}
    text = evidence_text([CLAIM], where, rows, PARTS, 2, {"told": "language"}, encoder)
    assert text == page([CLAIM])


def test_the_papers_claims_name_what_there_is():
    rows = read_rows(str(CLAIMS), CLAIM_COLUMNS)
    assert {row["experiment"] for row in rows} == {"HBLM-100", "GTZAN"}
    for row in rows:
        assert row.keys() == CLAIM.keys() == set(CLAIM_COLUMNS)
        assert row["metric"] in all_metrics() and row["source"] and row["remark"]
        assert (row["clusterer"] in all_clusterers()) != bool(row["part"])
        assert all(name in all_representations() for role in ROLES for name in row[role].split())
