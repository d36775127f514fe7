"""The table of the ablations: every setting, over the seeds, with interval and chance."""

import pytest

from hbvae.reporting.ablations import COLUMNS, ablation_rows, ablations_text

POINTS = {
    "songs": [
        ("beta", "Model", "1", "model-beta1"),
        ("beta", "Model", "4", "model"),
        ("fusion", "Late", "late", "late"),
    ]
}


def scored(representation, seed, factor, value, metric="ari", **other):
    return {
        "dataset": "songs", "representation": representation, "clusterer": "kmeans",
        "seed": str(seed), "level": "track", "reference": factor, "k": 2, "n": 8,
        "metric": metric, "value": value, "low": value - 0.1, "high": value + 0.1, "chance": 0.02,
    } | other  # fmt: skip


SCORES = [
    scored(name, seed, factor, value + seed / 10, metric)
    for name, value in (("model-beta1", 0.1), ("model", 0.3), ("late", 0.5))
    for seed in (0, 1)
    for factor in ("language", "genre")
    for metric in ("ari", "nmi")
]
OTHERS = [
    scored("model", 0, "genre", 0.9, level="slice"),
    scored("model", 0, "genre", 0.9, clusterer="dbscan"),
    scored("model", 0, "language x genre", 0.9),
]


@pytest.fixture(scope="module")
def rows():
    factors = {"songs": ["language", "genre"]}
    return ablation_rows(SCORES + OTHERS, POINTS, factors, "kmeans")


def test_every_setting_has_a_row_of_each_factor_and_metric(rows):
    assert all(set(row) == set(COLUMNS) for row in rows)
    keys = [tuple(row[name] for name in ("setting", "reference", "metric")) for row in rows]
    assert len(set(keys)) == len(keys) == 3 * 2 * 2
    assert {row["seeds"] for row in rows} == {2}


def test_a_score_is_the_mean_over_the_seeds(rows):
    by_key = {(row["setting"], row["reference"], row["metric"]): row for row in rows}
    row = by_key["4", "genre", "ari"]
    assert row["value"] == pytest.approx(0.35) and row["chance"] == pytest.approx(0.02)
    assert row["low"] < 0.25 and row["high"] > 0.45  # wider than over tracks alone


def test_the_page_has_a_table_for_each_ablation(rows):
    text = ablations_text(rows, {"songs": "My songs"})
    assert "## My songs: 8 tracks, 2 seeds" in text
    assert text.count("### ") == 2
    (line,) = [line for line in text.splitlines() if "| late" in line]
    assert "0.55 [" in line and line.count("(0.02)") == 4
