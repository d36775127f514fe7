"""A finished run of two small collections: its files, its tables and its pages."""

import csv
import json
import math
from itertools import combinations, pairwise

import h5py
import numpy as np
import pytest
from support.project import jobs

from hbvae.figures.catalogue import all_figures
from hbvae.models.joint import JointVAE
from hbvae.models.weights import load_model

pytestmark = pytest.mark.slow
AUDIO = ("spectral", "pca", "mfcc", "autoencoder", "conv_vae", "dense_vae", "joint_vae")
AUDIO += ("joint_audio", "joint_audio_alone", "pretrained")
WITH_LYRICS = ("lyrics", "pca_lyrics", "hybrid_vae", "late_fusion", "joint_lyrics")
WITH_LYRICS += ("shuffled_lyrics", "shuffled_audio", "lyrics_without_language")


def read_rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, dialect="excel-tab"))


@pytest.fixture(scope="module")
def results(finished):
    return finished / "results"


def test_a_run_leaves_what_the_readme_promises(finished, results):
    ran = jobs((finished / "run.log").read_text(encoding="utf-8"))
    assert ran["extract_features"] == 2 + 2
    for name in (
        "metrics.tsv",
        "disentanglement.tsv",
        "disentanglement.md",
        "evidence.md",
        *(f"{table}.{end}" for table in ("table1", "algorithms") for end in ("tsv", "md", "tex")),
        "songs/tracks.tsv",
        "songs/features.h5",
        "songs/rejected.tsv",
        "songs/duplicates.tsv",
        "songs/lyrics.h5",
        "songs/hybrid_vae/seed0/weights.safetensors",
        "songs/hybrid_vae/seed0/history.tsv",
        "songs/pca/seed0/kmeans/assignments.h5",
        "songs/joint_audio/seed0/stability.tsv",
        "clips/conv_vae/seed0/latents.h5",
        "report.html",
        "songs/explorer.html",
        "songs/atlas.parquet",
        "songs/clusters.csv",
        "songs/groups.tsv",
        "clips/playlists",
        "songs/sweep/6.mp3",
        "clips/generated/3.mp3",
        "clips/generated.tsv",
        "songs/release/weights.safetensors",
        "clips/release/generator.safetensors",
    ):
        assert (results / name).stat().st_size, name


def test_songs_with_the_same_sound_are_listed_in_pairs(results):
    pairs = read_rows(results / "songs/duplicates.tsv")
    same = [(0, 1, 4, 5), (2, 3, 6, 7)]  # numbers of songs: each group is of one tone
    paths = {
        number: f"{('bangla', 'english')[number % 2]}/song {number}.wav" for number in range(8)
    }
    expected = {
        frozenset(map(paths.get, pair)) for group in same for pair in combinations(group, 2)
    }
    assert {frozenset((row["path"], row["same_as_path"])) for row in pairs} == expected
    assert {(row["kind"], row["confidence"]) for row in pairs} == {("exact copy", "1.000")}


@pytest.mark.parametrize("dataset", ["songs", "clips"])
def test_every_figure_is_drawn_as_png_and_pdf(results, dataset):
    folder = results / dataset / "figures"
    pictures = {picture.name for picture in folder.iterdir() if picture.stat().st_size > 3000}
    assert pictures == {f"{name}.{end}" for name in all_figures() for end in ("png", "pdf")}


def test_slices_and_lyrics_are_stored_as_the_reference_says(results):
    with h5py.File(results / "songs/features.h5") as store:
        assert store["mel"].shape == (16, 32, 32)
        assert store["mel"].dtype == np.float16
        assert store["mel"].chunks is None
    with h5py.File(results / "songs/lyrics.h5") as store:
        assert len(store["track_id"]) == 7


def test_metrics_are_tidy_and_complete(results):
    rows = read_rows(results / "metrics.tsv")
    seen = {(r["dataset"], r["representation"], r["level"], r["reference"]) for r in rows}
    assert seen == {
        (dataset, representation, level, reference)
        for dataset, representations, references in (
            ("songs", (*AUDIO, *WITH_LYRICS), ("language", "genre", "language x genre")),
            ("clips", AUDIO, ("genre",)),
        )
        for representation in representations
        for level in ("slice", "track")
        for reference in references
    }
    agreement = {"ari", "nmi", "v_measure", "purity", "accuracy"}
    shape = {"silhouette", "calinski_harabasz", "davies_bouldin"}
    expected = {"kmeans": agreement | shape, "reference": shape}
    cells = {}
    for row in rows:
        keys = ("dataset", "representation", "clusterer", "level", "reference")
        cells.setdefault(tuple(row[key] for key in keys), {})[row["metric"]] = row
    assert {clusterer for _, _, clusterer, _, _ in cells} == expected.keys()
    names = {"named", "tags_fit"}  # the second only where a name holds tags
    for (_, _, clusterer, level, _), scores in cells.items():
        assert scores.keys() - names == expected[clusterer]
        assert ("named" in scores) == ((clusterer, level) == ("kmeans", "track"))
    # Two tones far apart: PCA and k-means separate them. (The genres of the songs take turns in
    # the order of their ids, so that labels of another row would show.)
    for level in ("slice", "track"):
        for dataset in ("clips", "songs"):
            row = cells[dataset, "pca", "kmeans", level, "genre"]["ari"]
            assert (row["value"], row["low"], row["high"], row["k"]) == ("1", "1", "1", "2")
            assert abs(float(row["chance"])) < 0.9
        lyrics = cells["songs", "lyrics", "kmeans", level, "language"]["ari"]
        assert float(lyrics["value"]) > 0.5  # one song has no lyrics


def test_axes_and_parts_are_measured(results):
    rows = read_rows(results / "disentanglement.tsv")
    parts = {(r["dataset"], r["part"]) for r in rows if r["representation"] == "joint_vae"}
    sound_parts = ("whole", "timbre", "texture", "audio", "encoder")
    assert parts == {("songs", part) for part in (*sound_parts, "lyrics")} | {
        ("clips", part) for part in sound_parts
    }
    hybrid = [r for r in rows if r["representation"] == "hybrid_vae"]
    assert {r["part"] for r in hybrid} == {"whole"}
    assert {(r["metric"], r["reference"]) for r in hybrid} >= {
        ("mig", "language"),
        ("sap", "genre"),
        ("probe", "genre"),
        ("modularity", "none"),
        ("total_correlation", "none"),
    }
    mfcc = [r for r in rows if r["representation"] == "mfcc_statistics"]
    assert {r["metric"] for r in mfcc} == {"probe", "hsic_p"}
    probes = [r for r in mfcc if r["metric"] == "probe"]
    assert {float(r["value"]) for r in probes if r["reference"] == "genre"} == {1.0}  # two tones


def test_shuffled_lyrics_are_the_same_lyrics_of_other_tracks(results):
    folder = results / "songs"
    with (
        h5py.File(folder / "joint_lyrics/seed0/latents.h5") as kept,
        h5py.File(folder / "joint_vae_shuffled_lyrics/seed0/latents.h5") as shuffled,
        h5py.File(folder / "joint_vae_shuffled_audio/seed0/latents.h5") as shuffled_audio,
    ):
        assert kept["latent"].shape == (16, 4)
        assert list(shuffled["track"]) == list(kept["track"])
        assert list(shuffled_audio["track"]) == sorted(shuffled_audio["track"])
        assert sorted(shuffled_audio["start"]) == sorted(kept["start"])
    weights = folder / "joint_vae_shuffled_audio/seed0/weights.safetensors"
    assert isinstance(load_model(str(weights)), JointVAE)


def test_the_evidence_page_has_every_claim(finished, results):
    text = (results / "evidence.md").read_text(encoding="utf-8").partition("## Published")[0]
    claims = dict.fromkeys(
        row["claim"] for row in read_rows(finished / "resources/paper/claims.tsv")
    )
    headings = [line.split(". ", 1)[1] for line in text.splitlines() if line.startswith("## ")]
    assert headings == list(claims)
    for name in ("hybrid_vae", "late_fusion", "joint_lyrics", "shuffled_lyrics"):
        assert f"`{name}`" in text
    assert "clips" in text and "songs" in text


def test_tables_set_published_beside_measured(results):
    (row,) = [
        row
        for row in read_rows(results / "table1.tsv")
        if (row["method"], row["metric"], row["level"]) == ("Hybrid VAE", "ari", "track")
    ]
    assert (row["dataset"], row["published"], row["n"]) == ("songs", "1.00", "8")
    (ours,) = [
        r
        for r in read_rows(results / "metrics.tsv")
        if (r["representation"], r["clusterer"], r["dataset"]) == ("hybrid_vae", "kmeans", "songs")
        and (r["level"], r["reference"], r["metric"]) == ("track", "language", "ari")
    ]
    names = ("value", "low", "high", "chance")
    assert [float(row[name]) for name in names] == pytest.approx(
        [float(ours[name]) for name in names]
    )
    text = (results / "table1.md").read_text(encoding="utf-8")
    assert "GTZAN, Conv-VAE" in text.split("\n\n")[-1]
    assert "\\toprule" in (results / "algorithms.tex").read_text(encoding="utf-8")


def test_waiting_jobs_are_checked_only_when_a_job_ends(finished):
    printed = (finished / "run.log").read_text(encoding="utf-8")
    assert printed.count("Ready jobs:") <= 2 * sum(jobs(printed).values())


def test_gpu_jobs_run_in_sequence(finished):
    """Snakemake keeps a record of each output; those of a job have the same log."""
    spans = {}
    for path in (finished / ".snakemake/metadata").rglob("*"):
        if not path.is_file():
            continue
        record = json.loads(path.read_text(encoding="utf-8"))
        if record["rule"] == "train_model":
            start, end = spans.get(record["log"][0], (math.inf, 0))
            span = (min(start, record["starttime"]), max(end, record["endtime"]))
            spans[record["log"][0]] = span
    # The models of the paper; the joint model and two controls; two that generate.
    assert len(spans) == (4 + 3) + (3 + 1) + 2
    assert all(end <= start for (_, end), (start, _) in pairwise(sorted(spans.values())))
