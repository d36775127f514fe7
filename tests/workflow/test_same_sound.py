"""Snakemake extracts a song again when its sound has changed, and not for less."""

import os
import shutil

import pytest
from mutagen.flac import FLAC
from support.project import copy_project, planned, snakemake
from support.settings import SMALL, write_run, write_yaml
from support.songs import write_song

FEATURES = "results/music/features.h5"


def write_labels(music, labels):
    rows = [f"song{number}.flac,{label}" for number, label in enumerate(labels)]
    (music / "metadata.csv").write_text("\n".join(["filename,genre", *rows]) + "\n")


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A run's folder with a collection of six songs, whose features are extracted. To be copied."""
    folder = copy_project(tmp_path_factory.mktemp("finished") / "run")
    for number in range(6):
        write_song(folder / f"music/song{number}.flac", 300 + 50 * number)
    write_labels(folder / "music", ["Folk", "Rock"] * 3)
    write_run(folder, dataset="music", audio=SMALL["audio"] | {"tracks_per_job": 2})
    snakemake(folder, FEATURES, "--cores", "2")
    return folder


@pytest.fixture
def run(finished, tmp_path):
    return shutil.copytree(finished, tmp_path / "run")


def test_the_same_sound_is_not_extracted_again(run):
    title = FLAC(run / "music/song1.flac")
    title["title"] = "A title"
    title.save()
    os.utime(run / "music/song2.flac")
    write_labels(run / "music", ["Rock", "Rock", "Folk", "Rock", "Folk", "Rock"])
    assert planned(run, FEATURES) == {}


def test_another_sound_is_extracted_again_with_its_batch_alone(run):
    write_song(run / "music/song2.flac", 1000)
    jobs = {"extract_features": 1, "gather_rejected": 1, "merge_features": 1}
    assert planned(run, FEATURES) == jobs


def test_a_dataset_that_only_a_target_names_is_planned(run):
    mine = {"root": "music", "layout": "folders"}
    write_yaml(run / "config/datasets/mine.yaml", mine)
    write_run(run, dataset="gtzan")  # which is not there
    jobs = {"extract_features": 2, "gather_rejected": 1, "merge_features": 1}
    assert planned(run, "results/mine/features.h5") == jobs
