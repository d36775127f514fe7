"""Published clusterings beside ours, each kind apart."""

from pathlib import Path

import pytest

from hbvae.evaluation.maeb import Sampled
from hbvae.reporting.anchors_section import ANCHOR_COLUMNS, anchors_text
from hbvae.storage.tsv import read_rows

ANCHORS = Path(__file__).parents[2] / "resources/paper/anchors.tsv"
AUDIO = {"slice_duration": 3.0, "duration": 30.0}
TITLES = {"joint_audio_alone": "The audio part alone", "pretrained": "An encoder"}
LEARNED = {"joint_audio_alone": "these songs", "pretrained": "tags of other songs"}


def measured(representation, *score, n=999, seed="0"):
    place = {"dataset": "gtzan", "representation": representation, "seed": seed, "k": 10, "n": n}
    return place | Sampled(*score)._asdict()


def page(*rows):
    anchors = read_rows(str(ANCHORS), ANCHOR_COLUMNS)
    return anchors_text(anchors, {"gtzan": "GTZAN"}, rows, LEARNED, TITLES, AUDIO)


def tables(text):
    """Cells of each table's rows, by its heading."""
    groups = {}
    for part in text.split("#### ")[1:]:
        lines = [line for line in part.splitlines() if line.startswith("|")][2:]
        cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
        groups[part.split("\n", 1)[0]] = cells
    return groups


def test_scores_are_grouped_by_kind_best_first():
    groups = tables(
        page(
            measured("joint_audio_alone", 0.4, 0.02, 0.02),
            measured("pretrained", 0.617, 0.01, 0.02),
        )
    )
    assert list(groups) == [
        "Learned from these songs",
        "Learned from tags of other songs",
        "Learned from texts of other songs",
        "Learned from pictures beside other sound",
        "Learned from other sound alone",
    ]
    ours, paper = groups["Learned from these songs"]
    name = "The audio part alone (`joint_audio_alone`)"
    assert ours == [name, "0.400 ± 0.020", "0.020", "999", "this run, 1 seed"]
    once = "Conv-VAE: k-means of all clips, once"
    assert paper == [once, "0.320", "", "1,000", "paper, Table 1"]
    by_tags = [row[0].split(":")[0] for row in groups["Learned from tags of other songs"]]
    assert by_tags == [
        "google/yamnet",
        "An encoder (`pretrained`)",
        "MIT/ast-finetuned-audioset-10-10-0.4593",
        "google/vggish",
    ]
    assert groups["Learned from texts of other songs"][0] == [
        "OpenMuQ/MuQ-MuLan-large: music and its descriptions",
        *("0.760 ± 0.025", "", "1,000", "MAEB"),
    ]


def test_seeds_share_a_row():
    rows = [measured("pretrained", value, 0.0, 0.1, seed=value) for value in (0.5, 0.7)]
    (ours,) = [row for row in tables(page(*rows))["Learned from tags of other songs"]
               if row[0] == "An encoder (`pretrained`)"]  # fmt: skip
    assert ours[1:] == ["0.600 ± 0.100", "0.100", "999", "this run, 2 seeds"]


@pytest.mark.parametrize(("n", "is_part"), [(100, True), (899, True), (930, False), (999, False)])
def test_a_part_of_a_corpus_is_marked(n, is_part):
    text = page(measured("pretrained", 0.6, 0.01, 0.2, n=n))
    assert f"### gtzan: {n} clips of GTZAN's 1,000" in text
    assert ("It is a part of GTZAN" in text) == is_part


def test_the_page_says_how_and_what_differs():
    text = page(measured("pretrained", 0.6, 0.01, 0.2))
    assert "10 times, 16,384 clips are drawn with replacement" in text
    assert "slices of 3 s, of the central 30 s" in text
    assert "embeddings-benchmark/results f4cc6c8" in text


def test_without_a_measurement_there_is_no_table():
    assert tables(page()) == {}


def test_published_rows_have_what_they_need():
    rows = read_rows(str(ANCHORS), ANCHOR_COLUMNS)
    assert len({row["model"] for row in rows}) == len(rows) > 10
    for row in rows:
        assert row["corpus"] == "GTZAN" and row["n"] == "1000" and row["source"]
        assert 0 < float(row["value"]) < 1 and row["metric"] == "v_measure"
        assert row["learned_from"] and row["protocol"] and row["trained_on"]
