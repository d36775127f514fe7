"""Rows of disentanglement.tsv for a latent whose parts hold given factors."""

import numpy as np
import pytest

from hbvae.evaluation.part_scores import (
    Measured,
    all_parts,
    keep_labelled,
    measurable,
    measure_axes,
    measure_forests,
    measure_parts,
    probe_parts,
)
from hbvae.evaluation.score_table import PART_COLUMNS, select

N_TRACKS = 40
LANGUAGE = np.arange(N_TRACKS) % 2
GENRE = np.arange(N_TRACKS) // 2 % 2
TRACK = np.repeat(np.arange(N_TRACKS), 3)
PARTS = {"lyrics": slice(0, 1), "timbre": slice(1, 3), "texture": slice(3, 4)}


def make_latent():
    """Axes: the language, the genre, a copy of the genre, and noise."""
    latent = 0.01 * np.random.default_rng(0).normal(size=(120, 4))
    latent[:, 0] += LANGUAGE[TRACK]
    latent[:, 1] += GENRE[TRACK]
    latent[:, 2] = latent[:, 1]
    labels = {"language": LANGUAGE, "genre": GENRE}
    return Measured(latent, TRACK, labels, np.arange(N_TRACKS), all_parts(PARTS))


def test_timbre_and_texture_form_the_audio_part():
    assert all_parts(PARTS) == {"whole": slice(None), **PARTS, "audio": slice(1, 4)}
    assert all_parts({}) == {"whole": slice(None)}


def test_measurable_factors_have_two_labels_with_two_tracks_each():
    labels = {"one label": [0, 0, 0, 0], "rare": [0, 0, 0, 1], "fine": [0, 1, 0, 1]}
    assert list(measurable({name: np.array(values) for name, values in labels.items()})) == ["fine"]


def test_each_part_is_probed_for_each_factor():
    measured = probe_parts(make_latent(), n_resamples=20, max_points=1000, n_shuffles=1)
    rows = select(measured, metric="probe")
    values = {(row["part"], row["reference"]): row["value"] for row in rows}
    assert set(values) == {(part, f) for part in all_parts(PARTS) for f in ("language", "genre")}
    for part in ("whole", "lyrics"):
        assert values[part, "language"] == 1
    for part in ("whole", "timbre", "audio"):
        assert values[part, "genre"] == 1
    for part, factor in (("timbre", "language"), ("lyrics", "genre"), ("texture", "genre")):
        assert values[part, factor] < 0.8
    assert {(row["level"], row["n"], row["k"]) for row in measured} == {("track", N_TRACKS, 2)}
    p = {(row["part"], row["reference"]): row["value"] for row in select(measured, metric="hsic_p")}
    assert set(p) == set(values)
    assert {key for key in p if p[key] < 0.01} == {key for key in values if values[key] == 1}


def test_dependence_between_the_axes_is_measured_for_each_part():
    rows = measure_parts(make_latent(), max_points=1000)
    assert {row["reference"] for row in rows} == {"none"} and {row["k"] for row in rows} == {0}
    correlation = {
        row["part"]: row["value"] for row in select(rows, metric="mean_absolute_correlation")
    }
    assert correlation["timbre"] == pytest.approx(1)  # two equal axes
    assert correlation["lyrics"] == correlation["texture"] == 0  # a single axis


def test_axis_scores_of_each_factor():
    rows = measure_axes(make_latent())
    assert [(row["reference"], row["metric"]) for row in rows] == [
        *(("language", "mig"), ("language", "sap"), ("genre", "mig"), ("genre", "sap")),
        ("none", "modularity"),
    ]
    value = {(row["reference"], row["metric"]): row["value"] for row in rows}
    assert value["language", "mig"] > 0.7
    assert value["genre", "mig"] == pytest.approx(0, abs=0.01)  # two axes hold it
    assert {row["n"] for row in rows} == {120}


@pytest.mark.parametrize(("level", "n"), [("track", N_TRACKS), ("slice", 120)])
def test_forests_on_either_level(level, n):
    rows = measure_forests(make_latent(), level)
    assert {(row["level"], row["n"], row["reference"]) for row in rows} == {(level, n, "none")}
    value = {row["metric"]: row["value"] for row in rows}
    assert value["disentanglement"] > 0.95 and value["informativeness"] == 1
    assert 0.6 < value["completeness"] < 0.9  # language has a single axis, genre has two equal axes


def test_without_factors_nothing_is_probed():
    unlabelled = make_latent()._replace(labels={})
    assert measure_axes(unlabelled) == probe_parts(unlabelled, 20, 1000) == []
    assert measure_forests(unlabelled, "track") == []


def test_rows_have_all_columns_except_those_of_the_run():
    (row, *_) = measure_parts(make_latent(), max_points=1000)
    place = {"dataset", "representation", "seed"}
    assert row.keys() | place == set(PART_COLUMNS)


def test_collapsed_and_tiny_latents_are_measured():
    collapsed = make_latent()._replace(latent=np.zeros((120, 4)), labels={"genre": GENRE})
    forests = measure_forests(collapsed, "track")
    for row in forests + measure_axes(collapsed) + measure_parts(collapsed, 1000):
        assert row["value"] != row["value"] or abs(row["value"]) <= 1
    two = Measured(np.eye(4)[:2], np.array([0, 1]), {}, np.arange(2), all_parts(PARTS))
    assert measure_parts(two, 1000)


def test_only_tracks_with_all_labels_are_kept():
    labels = {"genre": ["a", "b", "", "a"], "mood": ["", "", "", "x"], "language": list("eede")}
    latent, track = np.arange(8.0)[:, None], np.repeat(np.arange(4), 2)
    numbers, kept, codes = keep_labelled(labels, latent, track)
    assert {factor: codes.tolist() for factor, codes in numbers.items()} == {
        "genre": [0, 1, 0], "language": [0, 0, 0],
    }  # fmt: skip
    assert kept[:, 0].tolist() == [0, 1, 2, 3, 6, 7]
    assert codes.tolist() == [0, 0, 1, 1, 2, 2]
