"""The folder of a map before a run: its place, checks and settings."""

import os
import re
from pathlib import Path

import pytest
from support.maps import hbvae, write_folder
from support.permissions import permissions_hold
from support.settings import write_yaml

from hbvae.datasets.collections import describe
from hbvae.errors import ConfigError, DatasetError
from hbvae.storage.settled import Settled
from hbvae.storage.tracks import Track, write_tracks
from hbvae.workflow.locks import begin_run
from hbvae.workflow.map_folder import (
    MARK,
    MapMark,
    check_room,
    count_songs,
    default_folder,
    demo_description,
    last_config,
    map_config,
    open_map,
    size_in_words,
    write_settings,
)
from hbvae.workflow.map_run import run_workflow
from hbvae.workflow.place import project_folder
from hbvae.workflow.run_config import read_config


def contents(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


def test_a_map_is_beside_where_you_are_unless_that_is_among_the_songs(tmp_path, monkeypatch):
    songs = tmp_path / "home/Music/rock"
    songs.mkdir(parents=True)
    for here, place in (
        (tmp_path, Path("rock-map")),
        (songs.parent, Path("rock-map")),
        (songs, songs.parent / "rock-map"),
    ):
        monkeypatch.chdir(here)
        assert default_folder(songs) == default_folder(Path(os.path.relpath(songs))) == place


def test_a_folder_that_holds_something_else_is_left_as_it_is(tmp_path):
    own_folder = tmp_path / "mine"
    own_folder.mkdir()
    (own_folder / "thesis.txt").write_text("a year")
    before = contents(own_folder)
    for place in (own_folder, own_folder / "thesis.txt"):
        with pytest.raises(ConfigError, match=r"is not a map made by hbvae.*--output"):
            open_map(place, tmp_path / "songs")
    assert contents(own_folder) == before


def test_a_map_is_of_the_same_songs_or_of_songs_that_were_moved(tmp_path):
    place, songs = tmp_path / "map", write_folder(tmp_path / "Music")
    made = open_map(place, songs)
    assert made == open_map(place, songs) == MapMark(str(songs), "Music")
    with pytest.raises(ConfigError, match=f"map is the map of {songs}; give another"):
        open_map(place, tmp_path)
    with pytest.raises(ConfigError, match=f"map is the map of {songs}; give another"):
        open_map(place, None, "demo_bilingual")
    moved = songs.rename(tmp_path / "Songs")
    results = place / "results/Music"
    results.mkdir(parents=True)
    Settled({"folder": str(songs)}, str(songs), str(songs), {}, {}).write(results)
    paths = [path.relative_to(moved).as_posix() for path in moved.rglob("*.wav")]
    write_tracks(str(results / "tracks.tsv"), [Track(path, path, batch=0) for path in paths])
    with pytest.raises(ConfigError, match=f"map is the map of {songs}; give another"):
        open_map(place, write_folder(tmp_path / "others", 3))  # which are not most of them
    assert open_map(place, moved) == MapMark(str(moved), "Music")  # so its results are used
    (place / MARK).write_text("{}")
    with pytest.raises(ConfigError, match="is not a map made by hbvae"):
        open_map(place, moved)


def test_a_map_at_which_a_run_is_at_work_is_refused(tmp_path):
    open_map(tmp_path / "map", tmp_path)
    run, _ = begin_run(tmp_path / "map")
    at_work = rf"a run is in progress in .*map \(.*{os.getpid()}\); wait"
    with pytest.raises(ConfigError, match=at_work):
        open_map(tmp_path / "map", tmp_path)
    run.end()
    open_map(tmp_path / "map", tmp_path)


@pytest.mark.parametrize(
    ("n", "message"),
    [
        (0, "expected recordings in this folder or below it, got none; give the folder"),
        (3, "expected at least 4 songs, got 3, .* add songs, or give a folder above"),
    ],
)
def test_too_few_songs_are_named_before_any_work(tmp_path, n, message):
    songs = write_folder(tmp_path / "songs", n)
    songs.mkdir(exist_ok=True)
    with pytest.raises(DatasetError, match=message):
        count_songs(songs)
    printed = hbvae(tmp_path, "map", songs, code=2)
    assert printed.startswith(f"hbvae: {songs}: ") and printed.count("\n") == 1
    assert not (tmp_path / "songs-map").exists()


def test_a_disk_without_room_is_named_before_any_work(tmp_path):
    check_room(tmp_path / "map/in/here", 10)
    with pytest.raises(ConfigError, match=r"a map of 10,000,000,000 songs needs about .* GB.*free"):
        check_room(tmp_path / "map/in/here", 10_000_000_000)
    (tmp_path / "map/results").mkdir(parents=True)
    check_room(tmp_path / "map", 10_000_000_000)  # what is there takes the room already


@pytest.mark.parametrize(
    ("n_bytes", "expected"),
    [(28.4e6, "28 MB"), (999e6, "999 MB"), (2.34e9, "2.3 GB")],
)
def test_room_is_named_in_a_unit_that_leaves_digits(n_bytes, expected):
    assert size_in_words(n_bytes) == expected


def test_a_folder_that_may_not_be_made_is_named_with_the_one_above_it(tmp_path):
    tmp_path.chmod(0o500)
    expected = f"{tmp_path / 'a/map'}: you have no permission to create this folder in {tmp_path};"
    with permissions_hold(), pytest.raises(ConfigError, match=re.escape(expected)):
        open_map(tmp_path / "a/map", tmp_path)


def test_a_machine_without_slurm_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigError, match="--slurm: this machine has no SLURM commands"):
        run_workflow(tmp_path, None, on_slurm=True)


# Settings


def settings(tmp_path, typed=(), preset="quick", own=None):
    """The config that a map's run is given."""
    opened, songs = MapMark("/music/My Songs", "My_Songs"), {"folder": "/music/My Songs"}
    config = map_config(opened, dict(typed), preset, own, project_folder())
    write_settings(tmp_path, opened, songs, config)
    assert read_config(tmp_path / "config/datasets/My_Songs.yaml") == songs
    assert last_config(tmp_path) == config
    return config


def test_settings_of_the_preset_are_below_those_of_a_file_and_these_below_what_is_typed(tmp_path):
    own = write_yaml(tmp_path / "own.yaml", {"seeds": [3], "playlists": {"paths": "absolute"}})
    config = settings(tmp_path, own=own)
    quick = read_config(project_folder() / "config/quick.yaml")
    ours = {"dataset": "My_Songs", "seeds": [3], "playlists": {"paths": "absolute"}}
    assert config == quick | ours
    config = settings(tmp_path, own=own, typed={"playlists": {"paths": "relative"}})
    assert config["playlists"] == {"paths": "relative"}
    config = settings(tmp_path, preset="full")
    assert len(config["clusterers"]) == 7 and config["audio"] == quick["audio"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a list", "expected keys with values, as in config/config.yaml, got"),
        ("a: [1", "expected YAML in UTF-8"),
        ("dataset: other", "`hbvae map FOLDER` sets dataset itself; remove it"),
    ],
)
def test_a_file_of_settings_that_cannot_be_used_is_named(tmp_path, text, message):
    (tmp_path / "own.yaml").write_text(text)
    with pytest.raises(ConfigError, match=f"--config: .*own.yaml: {message}"):
        settings(tmp_path, own=tmp_path / "own.yaml")


def test_the_demo_is_a_map_of_songs_and_no_experiment_unless_everything_is_run():
    for preset, repeats in (("quick", None), ("full", "HBLM-100")):
        mapping = demo_description(preset, project_folder())
        description = describe("demo", mapping, looks_for_lyrics=False)
        assert description.experiment == repeats
        assert Path(description.recipe).is_absolute() and Path(description.recipe).is_file()
        assert description.audio_folder == Path("results/demo/dataset/audio")


def test_a_folder_is_described_by_its_content_and_stated_settings(tmp_path):
    songs = write_folder(tmp_path / "Music", 4)
    (songs / "songs.csv").write_text(
        "file,genre\n" + "".join(f"song {n}.wav,{'ab'[n % 2]}\n" for n in range(4))
    )
    description = describe("music", {"folder": str(songs)})
    assert (description.title, description.layout, description.factors["genre"].k) == (
        "Music",
        "table",
        2,
    )
    description = describe("music", {"folder": str(songs), "k": 3})
    assert (description.layout, description.factors["genre"].k, description.k) == ("table", 3, 3)
    by_folder = {"layout": "folders", "table": None, "factors": {"folder": {"k": "auto"}}}
    description = describe("music", {"folder": str(songs), **by_folder})
    assert (description.layout, description.table, list(description.factors)) == (
        "folders",
        None,
        ["folder"],
    )
    with pytest.raises(ConfigError, match=r"music.yaml: folder: expected text, got 5"):
        describe("music", {"folder": 5})
