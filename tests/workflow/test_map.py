"""`hbvae map`, as a musician uses it: the real command, in a folder of its own."""

import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
import soundfile
from support.maps import CHEAP, HBVAE, OPENED, environment, hbvae, write_folder
from support.project import SNAKEMAKE
from support.settings import write_yaml
from typer.testing import CliRunner

from hbvae.cli import app
from hbvae.storage.settled import Settled
from hbvae.workflow.map_folder import (
    MapMark,
    read_mark,
)
from hbvae.workflow.place import project_folder


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
