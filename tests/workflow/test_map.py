"""`hbvae map`, as a musician uses it: the real command, in a folder of its own."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
import soundfile
from support.maps import CHEAP, HBVAE, OPENED, environment, hbvae, write_folder
from support.permissions import permissions_hold
from support.project import SNAKEMAKE
from support.settings import write_yaml
from typer.testing import CliRunner

from hbvae.cli import app
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
    read_mark,
    size_in_words,
    write_settings,
)
from hbvae.workflow.map_run import run_workflow
from hbvae.workflow.place import project_folder
from hbvae.workflow.run_config import read_config


def contents(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


# A run


@pytest.fixture(scope="module")
def mapped(tmp_path_factory):
    """A folder where a map was made, in two calls, the first of which was interrupted."""
    place = tmp_path_factory.mktemp("mapped")
    songs = write_folder(place / "somewhere/My Music")
    write_yaml(place / "cheap.yaml", CHEAP)
    before = contents(songs)
    command = [*HBVAE, "map", songs, "--config", "cheap.yaml", "--cores", "1"]
    run = subprocess.Popen(
        command, cwd=place, env=environment(place), start_new_session=True, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    features = place / "My Music-map/results/My_Music/features"
    while run.poll() is None and not features.with_suffix(".h5").exists():
        time.sleep(0.05)
    first = features / "00000.h5"
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does on Ctrl-C
    interrupted = run.communicate()[0]
    assert run.returncode == 130, interrupted
    kept = first.stat().st_mtime_ns
    printed = hbvae(place, *command[3:])
    assert first.stat().st_mtime_ns == kept
    assert contents(songs) == before
    return place, interrupted, printed


def test_an_interrupted_map_says_what_is_kept_and_the_same_command_finishes_it(mapped):
    place, interrupted, printed = mapped
    assert "jobs are done and kept" in interrupted and "Traceback" not in interrupted
    assert interrupted.endswith("Run the same command again to resume.\n")
    results = place / "My Music-map/results"
    *_, done, a_map, playlists, report = printed.splitlines()
    assert done.startswith("Done in ")
    map_results = Path("My Music-map/results")
    assert (a_map.split(maxsplit=1), playlists.split(maxsplit=1), report.split(maxsplit=1)) == (
        ["Map", f"{map_results}/My_Music/explorer.html"],
        ["Playlists", f"{map_results}/My_Music/playlists"],
        ["Report", f"{map_results}/report.html"],
    )
    assert (results / "My_Music/explorer.html").is_file()
    assert read_mark(place / "My Music-map") == MapMark(
        str(place / "somewhere/My Music"), "My_Music"
    )


def test_a_map_opens_in_the_browser_once_it_is_finished(mapped):
    place, _, printed = mapped
    page = place / "My Music-map/results/My_Music/explorer.html"
    assert (place / OPENED).read_text() == f"{page}\n"
    assert "Opening the map in your browser" in printed


def test_a_map_can_be_taken_over_with_plain_snakemake(mapped):
    place, *_ = mapped
    snakefile = project_folder() / "Snakefile"
    done = subprocess.run(
        [SNAKEMAKE, "-s", snakefile, "--directory", "My Music-map", "--cores", "1"],
        cwd=place, capture_output=True, text=True,
    )  # fmt: skip
    assert "Nothing to be done" in done.stdout + done.stderr


def test_songs_that_were_tagged_are_not_new(mapped):
    place, *_ = mapped
    results = place / "My Music-map/results/My_Music"
    before = contents(results / "features") | contents(results / "batches")
    for option in ("--write", "--undo"):
        printed = hbvae(place, "tag", "My Music-map", option)
        assert printed.startswith("8 files")
        done = hbvae(place, "map", "somewhere/My Music", "--config", "cheap.yaml", "--no-open")
        assert "Done in" not in done and "Extracting" not in done
        assert contents(results / "features") | contents(results / "batches") == before
    assert "8 files would change" in hbvae(place, "tag", "My Music-map")


def test_each_group_is_a_playlist_of_the_users_files(mapped):
    place, *_ = mapped
    songs = place / "somewhere/My Music"
    lists = sorted((place / "My Music-map/results/My_Music/playlists").glob("*.m3u8"))
    assert [path.name[:2] for path in lists] == [f"{n} " for n in range(len(lists))]
    assert len(lists) >= 2
    listed = []
    for path in lists:
        first, title, _, *lines = path.read_text(encoding="utf-8").splitlines()
        assert (first, title) == ("#EXTM3U", f"#PLAYLIST:{path.stem[2:]}")
        for line, file in zip(lines[::2], lines[1::2], strict=True):
            seconds = round(soundfile.info(path.parent / file).duration)
            assert line == f"#EXTINF:{seconds},{Path(file).stem}"
        assert not any(Path(line).is_absolute() for line in lines[1::2])
        listed += [(path.parent / line).resolve() for line in lines[1::2]]
    assert sorted(listed) == sorted(songs.rglob("*.wav"))


# The songs of a finished map


def ask(place, *arguments, code=0):
    """Ask a map in this process; what was printed."""
    done = CliRunner().invoke(app, [*arguments, "--map", str(place / "My Music-map")])
    assert done.exit_code == code, done.output
    return done.output


def test_similar_songs_are_of_the_same_kind(mapped, tmp_path):
    place, *_ = mapped
    song = place / "somewhere/My Music/low/song 2.wav"
    for name in ("song 2", "SONG 2.wav", "low/song 2", str(song)):
        near = json.loads(ask(place, "similar", name, "-n", "3", "--json"))
        assert near["title"] == "Like song 2"
        assert {Path(item["file"]).parent.name for item in near["songs"]} == {"low"}
    copy = tmp_path / "copy.wav"
    copy.write_bytes(song.read_bytes())  # it is not on the map, and is heard
    (nearest,) = json.loads(ask(place, "similar", str(copy), "-n", "1", "--json"))["songs"]
    assert nearest["file"] == str(song) and nearest["distance"] == pytest.approx(0, abs=1e-3)


def test_a_way_from_song_to_song_is_a_playlist(mapped, tmp_path):
    place, *_ = mapped
    playlist = tmp_path / "way.m3u8"
    for _ in range(2):  # its own playlist is written again
        ask(place, "path", "song 0", "song 1", "-n", "4", "-o", str(playlist))
    lines = playlist.read_text(encoding="utf-8").splitlines()
    assert lines[:4] == [
        *("#EXTM3U", "#PLAYLIST:From song 0 to song 1", "# made by hbvae", "#EXTINF:-1,song 0")
    ]
    files = [Path(line) for line in lines[4::2]]
    assert len(set(files)) == 4 and all(file.is_file() for file in files)
    assert (files[0].name, files[-1].name) == ("song 0.wav", "song 1.wav")
    playlist.write_text("mine")
    message = ask(place, "path", "song 0", "song 1", "-o", str(playlist), code=2)
    assert "way.m3u8 already exists and was not made by hbvae" in message
    assert playlist.read_text() == "mine"


def test_a_mix_of_songs_is_named_without_them(mapped):
    place, *_ = mapped
    song_sum = ["song", "0", "+", "song", "2", "-", "song", "1"]
    printed = ask(place, "mix", *song_sum, "-n", "2")
    head, *lines = printed.splitlines()
    assert head == "song 0 + song 2 - song 1:"
    assert len(lines) == 2 and all("/low/" in line for line in lines)
    message = ask(place, "mix", "song 0", "-", "song 0", code=2)
    assert "the songs cancel each other out" in message


def test_recordings_that_lie_in_the_map_are_named_from_wherever_it_is(mapped, tmp_path):
    """Those of the demo: its description names them from the map's folder."""
    run = tmp_path / "a map"
    results = run / "results/My_Music"
    shutil.copytree(mapped[0] / "My Music-map/results/My_Music", results)
    Settled({}, "songs", "songs", {}, {}).write(results)
    done = CliRunner().invoke(app, ["similar", "song 2", "--map", str(run), "--json"])
    for song in json.loads(done.stdout)["songs"]:
        assert song["file"].startswith(f"{run}/songs/")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("song", "'song' matches 8 songs; choose one of 'high/song 1', "),
        (
            "sing 3",
            "expected a song of the map or the path of a recording, got 'sing 3'; did you mean",
        ),
    ],
)
def test_an_ambiguous_song_is_an_error(mapped, name, message):
    assert f"hbvae: {message}" in ask(mapped[0], "similar", name, code=2)


def test_the_map_that_is_here_is_taken(mapped, tmp_path, monkeypatch):
    place, *_ = mapped
    for here in (place, place / "My Music-map"):
        monkeypatch.chdir(here)
        assert "Like song 2:" in CliRunner().invoke(app, ["similar", "song 2"]).output
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["similar", "song 2"])
    assert (done.exit_code, done.stderr[:38]) == (2, "hbvae: this folder has no finished map")


# Before a run


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
