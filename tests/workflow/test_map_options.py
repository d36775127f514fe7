"""Options of `hbvae map` that change what is made: labels, the number of groups, paths."""

import csv

import mutagen
import pytest
from mutagen.id3 import TCON
from sklearn.metrics import adjusted_rand_score
from support.maps import CHEAP, hbvae, write_folder
from support.settings import write_yaml

from hbvae.evaluation.score_table import read_scores, select
from hbvae.storage.clusters import read_assignments

TRACK = {"representation": "joint_audio", "clusterer": "kmeans", "level": "track"}


@pytest.fixture
def place(tmp_path):
    """Eight songs in two folders, and settings that make a map of them quickly."""
    write_folder(tmp_path / "songs", 8)
    write_yaml(tmp_path / "cheap.yaml", CHEAP)
    return tmp_path


def make(place, *options):
    """The results of a map."""
    hbvae(place, "map", "songs", "--config", "cheap.yaml", "--no-open", "--cores", "2", *options)
    return place / "songs-map/results/songs"


def labels(results):
    with open(results / "labels.tsv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def groups(results):
    path = results / "joint_audio/seed0/kmeans/assignments.h5"
    return {reference: levels["track"] for reference, levels in read_assignments(str(path)).items()}


def test_groups_are_compared_with_folders_and_playlists_may_be_absolute(place):
    results = make(place, "--labels", "folder", "--k", "2", "--paths", "absolute")
    assert {row["track_id"].split("/")[0] for row in labels(results)} == {"high", "low"}
    assert all(row["track_id"].startswith(f"{row['folder']}/") for row in labels(results))
    assert set(groups(results)) == {"folder"} and groups(results)["folder"].max() == 1
    scores = read_scores([str(results.parent / "metrics.tsv")])
    (score,) = select(scores, reference="folder", metric="ari", **TRACK)
    folders = [row["folder"] for row in labels(results)]
    expected = adjusted_rand_score(folders, groups(results)["folder"])
    assert score["value"] == pytest.approx(expected, abs=1e-6)
    listed = [
        line
        for path in (results / "playlists").glob("*.m3u8")
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    assert len(listed) == 8 and all(line.startswith(f"{place}/songs/") for line in listed)


def test_groups_are_compared_with_the_genres_of_the_tags(place):
    for number, path in enumerate(sorted((place / "songs").rglob("*.wav"))):
        song = mutagen.File(path)
        song.add_tags()
        song.tags.add(TCON(text=["Drone" if number < 4 else "Bass"]))
        song.save()
    results = make(place, "--labels", "genre")
    assert {row["track_id"].split("/")[0]: row["genre"] for row in labels(results)} == {
        "high": "Drone",
        "low": "Bass",
    }
    assert set(groups(results)) == {"genre"}
