"""Runs of collections that are less tidy than the paper's: no labels, bad files, bad tables."""

import csv

import pytest
from support.finished import CLIPS
from support.project import copy_project, planned, snakemake
from support.settings import write_run, write_yaml
from support.songs import LYRICS, song_row, write_clips, write_song, write_songs, write_table

from hbvae.clustering.choice_of_k import most_stable_k, read_curve

pytestmark = pytest.mark.slow
SHAPE = {"silhouette", "calinski_harabasz", "davies_bouldin"}


def read_rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, dialect="excel-tab"))


@pytest.fixture(scope="module")
def own_songs(tmp_path_factory):
    """A project with a run of a folder of songs that nobody described."""
    project = copy_project(tmp_path_factory.mktemp("own"))
    for number in range(10):
        song = project / "My গান" / f"album {number % 2}" / f"সুর #{number}'s.wav"
        write_song(song, 300 + 900 * (number % 2) + number)
        lyrics = list(LYRICS.values())[number % 2]
        song.with_suffix(".lrc").write_text(f"[00:01.00]{lyrics}", encoding="utf-8")
    names = ["pca", "joint_audio", "joint_lyrics"]
    write_run(project, representations=names, clusterers=["kmeans", "hdbscan"])
    chosen = ("--cores", "2", "--config", "dataset=My গান")
    return project, snakemake(project, "results/metrics.tsv", "release", *chosen)


def test_a_folder_of_songs_is_all_that_is_needed(own_songs):
    project, _ = own_songs
    would = planned(project, "--config", "dataset=My গান")
    assert {"write_report", "all"} <= would.keys()
    assert not {"tabulate_scores", "write_evidence"} & would.keys()
    results = project / "results/My_gan"
    assert {path.name for path in (results / "release").iterdir() if path.suffix} >= {
        *("weights.safetensors", "reference.safetensors", "README.md", "config.json")
    }
    assert not (results / "release/generator.safetensors").exists()


def test_songs_without_labels_are_scored_by_the_shape_of_their_clusters(own_songs):
    project, _ = own_songs
    rows = read_rows(project / "results/metrics.tsv")
    assert {row["reference"] for row in rows} == {"none"}
    assert {row["metric"] for row in rows} == SHAPE | {"noise", "tags_fit"}
    assert {row["representation"] for row in rows} == {"pca", "joint_audio", "joint_lyrics"}


def test_songs_without_labels_are_clustered_into_a_stable_number(own_songs):
    project, _ = own_songs
    (row,) = [
        row
        for row in read_rows(project / "results/metrics.tsv")
        if (row["representation"], row["clusterer"]) == ("pca", "kmeans")
        and (row["level"], row["metric"]) == ("slice", "silhouette")
    ]
    curve = read_curve(project / "results/My_gan/pca/seed0/stability.tsv")
    assert [point.k for point in curve] == [2, 3]
    assert row["k"] == str(most_stable_k(curve))


@pytest.fixture
def clips(tmp_path):
    """A project with a collection of six clips."""
    project = copy_project(tmp_path / "project")
    write_clips(project / "clips")
    write_yaml(project / "clips.yaml", CLIPS)
    write_run(project, dataset="clips.yaml")
    return project


def test_an_unreadable_track_is_reported_and_the_run_continues(clips):
    target = ("results/clips/features.h5", "--cores", "2")
    (clips / "clips/metal/metal.00001.wav").write_text("not a sound")
    snakemake(clips, *target)
    (row,) = read_rows(clips / "results/clips/rejected.tsv")
    assert (row["track_id"], row["path"]) == ("metal/metal.00001", "metal/metal.00001.wav")
    assert row["reason"]
    (clips / "clips/metal/metal.00003.wav").write_text("nor this")
    printed = snakemake(clips, *target, succeeds=False)
    assert (
        "2 of 6 tracks cannot be used, which is more than the share max_rejected = 0.1" in printed
    )
    assert row["reason"] in printed


def test_all_errors_of_a_table_are_reported_together(tmp_path):
    project = copy_project(tmp_path / "project")
    write_songs(project / "songs")
    rows = [song_row(number) for number in range(8)]
    rows[2][0] = "bangla/nowhere.wav"
    rows[4].pop()
    write_table(project / "songs", rows)
    description = {"root": "songs", "audio_dir": "audio", "layout": "table"}
    factors = {"language": {"k": 2}, "genre": {"k": 2}}
    write_yaml(project / "songs.yaml", description | {"factors": factors})
    write_run(project, dataset="songs.yaml")
    target = ("results/songs/features.h5", "--cores", "2")
    printed = snakemake(project, *target, succeeds=False)
    assert "nowhere.wav" in printed
    assert ", record 5: ragged row: expected 5 cells" in printed
    assert "Traceback" not in printed
