"""The evidence page says what the tables say, claim by claim."""

from pathlib import Path

import pytest

from hbvae.clustering.registry import all_clusterers
from hbvae.evaluation.registry import all_metrics
from hbvae.reporting.claims import (
    CLAIM_COLUMNS,
    NO_ENCODER,
    ROLES,
    Outcome,
    WithEncoder,
    measured,
    not_run,
    outcomes,
    read_outcomes,
    write_outcomes,
)
from hbvae.reporting.evidence_page import TRAINING_COLUMNS, Run, evidence_text
from hbvae.representations.registry import all_representations
from hbvae.storage.tsv import read_rows

PAPER = Path(__file__).parents[2] / "resources/paper"
CLAIMS = PAPER / "claims.tsv"
TRAINING = [{"experiment": "HBLM-100", "epochs": "50", "source": "authors' notebook 1"}]
CLAIM = {
    "experiment": "HBLM-100", "claim": "The clusters are the languages", "source": "paper, Table 1",
    "part": "", "reference": "language", "clusterer": "kmeans", "metric": "ari",
    "holds_if": "above chance", "published": "1.00", "paper": "hybrid_vae",
    "fusion": "late_fusion", "joint": "joint_lyrics",
    "control": "lyrics shuffled_lyrics", "remark": "Nothing keeps the lyrics.",
}  # fmt: skip
AXIS_SCORES = CLAIM | {
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


WHERE = {"HBLM-100": ["songs"]}


def page(claims, rows=SCORES, encoder=NO_ENCODER, where=WHERE, **changed):
    run = Run(n_seeds=2, controls={"told": "language"}, encoder=encoder, **changed)
    return evidence_text(claims, where, rows, PARTS, TRAINING, run)


def test_each_role_has_its_own_score_over_the_seeds():
    assert measured(CLAIM, "joint", "songs", SCORES)["joint_lyrics"].value == pytest.approx(0.98)
    assert list(measured(CLAIM, "control", "songs", SCORES)) == ["shuffled_lyrics"]
    assert measured(CLAIM, "joint", "others", SCORES) == {}


def test_a_latent_without_parts_is_used_entirely():
    assert measured(AXIS_SCORES, "joint", "songs", PARTS)["joint_vae"].value == 0.52
    assert measured(AXIS_SCORES, "control", "songs", PARTS)["mfcc_statistics"].value == 0.6


def test_the_page_sets_published_measured_and_control_side_by_side():
    text = page([CLAIM])
    assert "## 1. The clusters are the languages" in text
    assert "ARI, language, k-means, tracks. Paper, Table 1: **1.00**." in text
    assert "0.98 [0.93, 1.00]" in text and "`shuffled_lyrics`" in text and "2 seeds" in text
    assert "The paper's architecture (`hybrid_vae`) cannot be distinguished from chance; " in text
    assert "our joint model (`joint_lyrics`) agrees with the published 1.00." in text
    assert "Nothing keeps the lyrics." in text
    assert "any model; `told` is a control that receives the languages." in text
    assert "is above chance" not in page([AXIS_SCORES])  # its interval reaches 0.5


def test_synthetic_songs_are_named_and_not_compared_with_published_scores():
    text = page([CLAIM], synthetic=["songs"], titles={"songs": "My songs"})
    assert "The songs of *My songs* are synthetic. Compare their scores with chance" in text
    assert "| My songs, synthetic songs" in text
    assert "our joint model (`joint_lyrics`) is above chance (0.98)." in text
    assert "agrees with" not in text and "synthetic" not in page([CLAIM])


def test_a_score_below_chance_is_reported_as_such():
    text = page([CLAIM], [score("joint_lyrics", 0.38, 0.29, 0.48, chance=0.54)])
    assert (
        "our joint model (`joint_lyrics`) is below chance (0.38, by chance 0.54)."
        in text.replace("Our", "our")
    )


def test_epochs_are_compared_with_published_epochs():
    text = page([CLAIM], epochs={"hybrid_vae": 8, "conv_vae": 8, "joint_vae": 20},
                titles={"joint_vae": "Joint model"})  # fmt: skip
    assert (
        "Training in this run: 8 epochs: `hybrid_vae`, `conv_vae`; 20 epochs: Joint model "
        "(`joint_vae`). The published models were trained for 50 epochs on HBLM-100 (authors' "
        "notebook 1). With fewer epochs, scores may differ for that reason alone."
    ) in text
    assert "Training" not in page([CLAIM])


def test_a_claim_holds_by_its_first_score(tmp_path):
    free = AXIS_SCORES | {"claim": "The axes are free of it", "holds_if": "at chance"}
    silent = CLAIM | {"claim": "It is compact", "holds_if": ""}
    judged = outcomes([CLAIM, CLAIM | {"metric": "nmi"}, free, silent], WHERE, SCORES, PARTS)
    assert [
        (outcome.claim, outcome.role, outcome.value, outcome.chance, outcome.holds)
        for outcome in judged
    ] == [
        ("The clusters are the languages", "paper", "0.01", "0.00", "no"),
        ("The clusters are the languages", "joint", "0.98", "0.00", "yes"),
        ("The axes are free of it", "joint", "0.52", "0.50", "yes"),
        ("It is compact", "paper", "0.01", "0.00", ""),
        ("It is compact", "joint", "0.98", "0.00", ""),
    ]
    assert judged[0].score == "ARI, language"
    path = str(tmp_path / "verdicts.tsv")
    write_outcomes(path, judged)
    assert read_outcomes(path) == judged and isinstance(judged[0], Outcome)


def test_a_control_that_was_not_run_is_named_and_how_to_run_it():
    assert not_run(CLAIM, "songs", SCORES) == ["lyrics"]
    text = page([CLAIM])
    assert "Not run: `lyrics`." in text and "| control" in text
    assert text.count("`snakemake --configfile config/full.yaml`") == 1
    text = page([CLAIM | {"control": "shuffled_lyrics"}])
    assert "ot run" not in text and "full.yaml" not in text


def test_metrics_of_a_claim_follow_it():
    text = page(
        [CLAIM, CLAIM | {"metric": "nmi"}, AXIS_SCORES | {"claim": "The axes are free of it"}]
    )
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## 1. The clusters are the languages",
        "## 2. The axes are free of it",
    ]


def test_missing_representations_are_listed():
    assert "No dataset of this run repeats" in page([CLAIM | {"experiment": "GTZAN"}])
    other = CLAIM | {"metric": "nmi"}
    assert "songs: this run lacks the representation or the clusterer." in page([other])


def test_scores_with_an_encoder_are_separate_from_a_claim():
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
    text = page([claim], rows, encoder)
    answer, beside = text.split("Learned from tags of other songs, so this is not evidence")
    assert "`joint_audio_alone`" in answer and "0.40 [0.35, 0.45]" in answer
    assert "our joint model (`joint_audio_alone`) is above the published 0.19." in answer
    assert "0.80" not in answer and "pretrained" not in answer
    assert "| `joint_audio` " in beside and "0.80 [0.75, 0.85]" in beside
    assert "| `pretrained` " in beside and "0.70 [0.65, 0.75]" in beside
    assert "above" not in beside and "spectral" not in beside and "Not run" not in text


def test_a_claim_of_lyrics_is_answered_as_in_a_run_without_an_encoder():
    encoder = WithEncoder({"joint_audio": "joint_audio_alone"}, ["pretrained"])
    rows = [*SCORES, score("pretrained", 0.7, learned_from="tags of other songs")]
    assert page([CLAIM], rows, encoder) == page([CLAIM])


def test_the_papers_claims_name_what_there_is():
    rows = read_rows(str(CLAIMS), CLAIM_COLUMNS)
    assert {row["experiment"] for row in rows} == {"HBLM-100", "GTZAN"}
    for row in rows:
        assert row.keys() == CLAIM.keys() == set(CLAIM_COLUMNS)
        assert row["metric"] in all_metrics() and row["source"] and row["remark"]
        assert row["holds_if"] in ("above chance", "at chance", "")
        assert (row["clusterer"] in all_clusterers()) != bool(row["part"])
        assert all(name in all_representations() for role in ROLES for name in row[role].split())


def test_published_epochs_are_of_the_papers_experiments():
    rows = read_rows(str(PAPER / "training.tsv"), TRAINING_COLUMNS)
    assert {row["experiment"]: row["epochs"] for row in rows} == {"HBLM-100": "50", "GTZAN": "100"}
