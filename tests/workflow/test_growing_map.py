"""A map whose songs change: the same command again, as a musician uses it."""

import csv
import json
import shutil

import pytest
from support.maps import CHEAP, hbvae, write_folder
from support.settings import write_yaml
from support.songs import write_song

from hbvae.storage.changes import read_changes
from hbvae.storage.clusters import read_assignments
from hbvae.storage.latents import read_map
from hbvae.storage.names import read_names
from hbvae.workflow.run_config import read_config

COMMAND = ("map", "songs", "--config", "cheap.yaml", "--cores", "2", "--no-open")
FIRST = "joint_audio/seed0"


def results(place):
    return place / "songs-map/results/songs"


def groups(place):
    """Number and name of each song's group, by the name of the song."""
    folder = results(place) / FIRST
    (names,) = read_names([str(folder / "names.tsv")]).values()
    (clusters,) = read_assignments(str(folder / "kmeans/assignments.h5")).values()
    track_ids = read_map(str(folder / "tsne.h5")).index.track_id
    return {
        track_id.rpartition("/")[2]: f"{number} {names[number].name}"
        for track_id, number in zip(track_ids, clusters["track"], strict=True)
    }


def places(place):
    """Where the slices of each song are on the map, by its name."""
    map = read_map(str(results(place) / FIRST / "tsne.h5"))
    tracks = {track_id: row for row, track_id in enumerate(map.index.track_id)}
    return {name.rpartition("/")[2]: map.xy[map.index.track == row] for name, row in tracks.items()}


def earlier(place):
    return read_config(place / "songs-map/config/config.yaml")["earlier"]


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A finished map of ten songs."""
    place = tmp_path_factory.mktemp("first")
    write_folder(place / "songs", 10)
    write_yaml(place / "cheap.yaml", CHEAP)
    hbvae(place, *COMMAND)
    return place


@pytest.fixture
def place(first, tmp_path):
    """The same in its place, which the test may change: a map knows where its songs are."""
    kept = shutil.copytree(first, tmp_path / "kept")
    yield first
    shutil.rmtree(first)
    shutil.move(kept, first)


def test_new_songs_join_the_groups_and_the_map_that_are_there(place):
    groups_before, places_before = groups(place), places(place)
    weights = (results(place) / "joint_vae/seed0/weights.safetensors").read_bytes()
    songs = place / "songs"
    write_song(songs / "high/new.wav", 850)
    (songs / "low/song 2.wav").rename(songs / "a song with another name.wav")
    (songs / "low/song 4.wav").unlink()
    printed = hbvae(place, *COMMAND)
    assert "1 new song joins the existing groups and map; to fit" in printed
    changed = (
        "Since the last map: 1 song was added; 1 song was removed; no song changed its group.\n"
    )
    assert changed in printed
    assert (results(place) / "joint_vae/seed0/weights.safetensors").read_bytes() == weights

    groups_before["a song with another name"] = groups_before.pop("song 2")
    places_before["a song with another name"] = places_before.pop("song 2")
    gone = groups_before.pop("song 4")
    now = groups(place)
    assert now.pop("new") == groups_before["song 1"]  # of a high tone, as it is
    assert now == groups_before
    assert places(place).keys() - {"new"} == places_before.keys() - {"song 4"}
    for name, xy in places(place).items():
        assert name == "new" or (xy == places_before[name]).all()
    kinds = {change.kind: change for change in read_changes(str(results(place) / "changes.tsv"))}
    assert set(kinds) == {"new", "gone"}
    assert kinds["gone"].before == gone

    again = hbvae(place, *COMMAND)
    assert "Nothing to be done" in again
    write_song(songs / "low/newer.wav", 240)  # the second song that the model was not fitted to
    hbvae(place, *COMMAND)
    assert groups(place).items() >= now.items()
    assert earlier(place) == {"results": "earlier/2", "refit": False}
    # What it goes on from, and what the next one will.
    assert {path.name for path in (place / "songs-map/earlier").iterdir()} == {"2", "3"}
    shutil.move(place / "songs", place / "elsewhere")
    moved = hbvae(place, "map", "elsewhere", *COMMAND[2:], "--output", "songs-map")
    assert "new song" not in moved and "made again" not in moved
    assert earlier(place)["results"] == "earlier/2"


def test_many_new_songs_fit_the_model_again(place):
    for number in range(3):  # of 13
        write_song(place / f"songs/high/new {number}.wav", 900 + 5 * number)
    printed = hbvae(place, *COMMAND)
    assert "3 of 13 songs are new. Groups and map are computed again, starting from the" in printed
    assert "Since the last map: 3 songs were added; " in printed
    assert earlier(place) == {"results": "earlier/1", "refit": False}
    kept = {
        row["fitted"] for row in read_listed(place / "songs-map/earlier/1/songs/identities.tsv")
    }
    assert kept == {"yes"}


def read_listed(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def test_other_settings_fit_again_and_refit_is_kept_until_it_is_done(place):
    write_song(place / "songs/high/new.wav", 850)
    finished = place / "songs-map/finished.json"
    assert json.loads(finished.read_text())["kept"] == "earlier/1"
    printed = hbvae(place, *COMMAND, "--k", "3")
    assert "you set --refit. Groups and map are computed again" in printed
    assert earlier(place) == {"results": "earlier/1", "refit": True}
    assert len(set(groups(place).values())) == 3
    finished.unlink()  # as if that run had not ended
    assert "Nothing to be done" in hbvae(place, *COMMAND, "--k", "3")
    assert earlier(place) == {"results": "earlier/1", "refit": True}
    assert finished.is_file()
