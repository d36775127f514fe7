"""Tables set measured values, with interval and chance, beside the published ones they answer."""

from math import nan
from pathlib import Path

import pytest

from hbvae.evaluation.score_table import COLUMNS as SCORE_COLUMNS
from hbvae.evaluation.uncertainty import Score
from hbvae.reporting.paper_tables import (
    COLUMNS,
    METHOD,
    PUBLISHED_COLUMNS,
    by_place,
    compare,
    differences,
    to_latex,
    to_markdown,
    wide,
    write_comparison,
)
from hbvae.representations.registry import all_representations
from hbvae.storage.tsv import read_rows

RESOURCES = Path(__file__).parents[2] / "resources/paper"


def published(method, representation, value, metric="ari", clusterer="kmeans"):
    row = ("HBLM-100", method, representation, clusterer, "language", metric, value, "paper")
    return dict(zip((*METHOD, "metric", "value", "source"), row, strict=True))


PUBLISHED = [published("PCA", "pca", "0.00"), published("Hybrid_VAE", "hybrid_vae", "1.00")]


def score(seed, value, **other):
    row = {"dataset": "mine", "representation": "hybrid_vae", "clusterer": "kmeans"}
    row |= {"seed": seed, "level": "slice", "reference": "language", "k": 2, "n": 1000}
    row |= {"metric": "ari"} | Score(value, value - 0.05, value + 0.05, 0.01)._asdict() | other
    assert row.keys() == set(SCORE_COLUMNS)
    return row


def test_each_published_row_has_a_measured_row():
    scores = [score("0", 0.1), score("1", 0.3), score("0", 0.9, reference="genre")]
    scores.append(score("0", 0.4, metric="purity"))
    rows = compare(PUBLISHED, scores, {"HBLM-100": ["mine"]})
    assert all(row.keys() == set(COLUMNS) for row in rows)
    (row,) = [
        r for r in rows if (r["method"], r["metric"], r["level"]) == ("Hybrid_VAE", "ari", "slice")
    ]
    assert (row["published"], row["dataset"], row["n"], row["k"]) == ("1.00", "mine", 1000, "2")
    assert (row["value"], row["chance"]) == pytest.approx((0.2, 0.01))
    assert row["low"] < 0.15 < 0.25 < row["high"]  # two seeds apart say less than one
    (row,) = [r for r in rows if r["metric"] == "purity"]
    assert (row["published"], row["value"]) == ("", pytest.approx(0.4))


def test_people_read_value_interval_and_chance():
    header, rows = wide(compare(PUBLISHED, [score("0", 0.1)], {"HBLM-100": ["mine"]}), ["ari"])
    assert header == ["Experiment", "Method", "Value", "k", "ARI"]
    assert rows == [
        ["HBLM-100", "PCA", "published", "", "0.00"],
        ["HBLM-100", "Hybrid_VAE", "published", "", "1.00"],
        ["HBLM-100", "Hybrid_VAE", "mine, 1,000 slices", "2", "0.10 [0.05, 0.15]"],
        ["HBLM-100", "Hybrid_VAE", "by chance", "", "0.01"],
    ]


def test_on_a_page_a_method_has_a_row():
    scores = [score("0", 0.1), score("0", 0.2, level="track", n=100)]
    rows = compare(PUBLISHED, scores, {"HBLM-100": ["mine"]}, synthetic=["mine"])
    slices, tracks = by_place(rows, ["ari"], {"mine": "My songs"})
    assert slices == (
        "HBLM-100, on My songs, synthetic songs: 1,000 slices",
        ["Method", "k", "ARI"],
        [
            ["PCA", "", "published 0.00"],
            ["Hybrid_VAE", "2", "0.10 [0.05, 0.15] (0.01); published 1.00"],
        ],
    )
    assert tracks[0].endswith("synthetic songs: 100 tracks")
    assert tracks[2] == [["Hybrid_VAE", "2", "0.20 [0.15, 0.25] (0.01)"]]
    text = to_markdown([slices], "A caption.", ["A line."])
    assert text.startswith("A caption.\n\n## HBLM-100, on My songs")
    assert "\n\n| Method" in text and text.endswith("\n\n- A line.\n")
    (alone,) = by_place(compare(PUBLISHED, [], {}), ["ari"], {})
    assert alone[0] == "HBLM-100: published; no dataset of this run repeats it"
    assert alone[2][1] == ["Hybrid_VAE", "", "published 1.00"]


def test_what_was_never_published_is_measured_and_what_is_no_number_is_kept():
    theirs = [published("Ours", "hybrid_vae", ""), published("DBSCAN", "pca", "< 0.10")]
    _, rows = wide(compare(theirs, [score("0", 0.1)], {"HBLM-100": ["mine"]}), ["ari"])
    assert [row[2] for row in rows] == ["mine, 1,000 slices", "by chance", "published"]
    assert rows[-1][-1] == "< 0.10"


def test_without_a_dataset_only_published_values_are_shown():
    _, rows = wide(compare(PUBLISHED, [], {}), ["ari", "nmi"])
    assert [row[2:] for row in rows] == [
        ["published", "", "0.00", ""],
        ["published", "", "1.00", ""],
    ]


def test_the_written_comparison_has_empty_cells_for_what_is_not_defined(tmp_path):
    path = str(tmp_path / "table.tsv")
    rows = compare(PUBLISHED, [score("0", 0.1, low=nan)], {"HBLM-100": ["mine"]})
    write_comparison(path, rows)
    pca, _, hybrid, _ = read_rows(path, COLUMNS)  # by slice and by track, each
    assert (pca["published"], pca["value"], pca["dataset"]) == ("0.00", "", "mine")
    assert (hybrid["value"], hybrid["low"], hybrid["chance"]) == ("0.1", "", "0.01")


def test_a_line_explains_each_difference():
    scores = [score("0", 0.1), score("0", 0.01, representation="pca")]
    rows = compare(PUBLISHED, scores, {"HBLM-100": ["mine"]})
    known = {"experiment": "HBLM-100", "clusterer": "kmeans", "remark": "It was another model."}
    lines = differences(rows, [known | {"representation": "hybrid_vae"}])
    assert lines == ["HBLM-100, Hybrid_VAE: ARI differs. It was another model."]
    assert differences(rows, [])[0].endswith("The cause is unknown.")


def test_synthetic_songs_are_not_compared_with_those_of_the_paper():
    rows = compare(PUBLISHED, [score("0", 0.1)], {"HBLM-100": ["mine"]}, synthetic=["mine"])
    assert {row["songs"] for row in rows} == {"synthetic"}
    assert differences(rows, []) == []
    assert wide(rows, ["ari"])[1][2][2] == "mine, synthetic, 1,000 slices"


def test_latex_escapes_what_it_must():
    header, rows = wide(compare(PUBLISHED, [], {}), ["ari"])
    text = to_latex(header, rows, "50 % & more", ["a_b costs 1 $"])
    assert r"Hybrid\_VAE" in text
    assert r"50 \% \& more" in text
    assert r"\par a\_b costs 1 \$" in text
    assert text.count(r"\toprule") == text.count(r"\bottomrule") == 1


@pytest.mark.parametrize("name", ["table1", "algorithms"])
def test_published_numbers_have_a_source_and_name_what_there_is(name):
    from hbvae.clustering.registry import all_clusterers
    from hbvae.reporting.paper_tables import METRICS
    from hbvae.representations.registry import all_representations

    rows = read_rows(str(RESOURCES / f"{name}.tsv"), PUBLISHED_COLUMNS)
    for row in rows:
        assert row["representation"] in all_representations()
        assert row["clusterer"] in all_clusterers()
        assert row["metric"] in METRICS
        assert bool(row["value"]) == bool(row["source"])
    keys = [tuple(row[key] for key in (*METHOD, "metric")) for row in rows]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("table", ["table1", "algorithms"])
def test_the_papers_tables_have_nothing_that_was_learned_elsewhere(table):
    rows = read_rows(str(RESOURCES / f"{table}.tsv"), PUBLISHED_COLUMNS)
    kinds = [all_representations()[row["representation"]] for row in rows]
    assert kinds and not any(kind.hears_encoder for kind in kinds)
