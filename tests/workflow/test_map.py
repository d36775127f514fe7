"""`hbvae map`, as a musician uses it: the real command, in a folder of its own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from support.project import SNAKEMAKE
from support.settings import SMALL, write_yaml
from support.songs import write_song

from hbvae.datasets.collections import describe
from hbvae.errors import ConfigError, DatasetError
from hbvae.workflow import map_folder
from hbvae.workflow.map_folder import MARK, MapOf, check_room, default_folder, open_map, read_mark
from hbvae.workflow.place import project_folder

HBVAE = (sys.executable, "-c", "from hbvae.cli import app; app()")
OPENED = "opened"  # what the browser was asked to open
CHEAP = {
    "representations": ["joint_audio"],
    **{name: SMALL[name] for name in ("audio", "devices", "models", "scores", "stability")},
    "pretrained": {"encoder": None},
    "figures": {"shown": ["groups"]},
}


def write_folder(folder, n=8):
    """A folder of songs: low tones in one folder, high ones in another."""
    for number in range(n):
        path = folder / ("low", "high")[number % 2] / f"song {number}.wav"
        write_song(path, 220 + 600 * (number % 2) + 7 * number)
    return folder


def environment(place):
    """A display, and a program to open pages that notes what it is given."""
    program = place / "bin/xdg-open"
    if not program.exists():
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\necho "$1" >> "{place / OPENED}"\n')
        program.chmod(0o755)
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {"PATH": path, "DISPLAY": ":0", "PWD": str(place)}


def hbvae(place, *arguments, code=0):
    """Run the command in a folder; what it printed."""
    done = subprocess.run(
        [*HBVAE, *map(str, arguments)],
        cwd=place,
        env=environment(place),
        capture_output=True,
        text=True,
    )
    printed = done.stdout + done.stderr
    assert done.returncode == code, printed
    return printed


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
    results = place / "My Music-map/results"
    assert str(results / "report.html") in printed
    assert (results / "My_Music/explorer.html").is_file()
    assert read_mark(place / "My Music-map") == MapOf(str(place / "somewhere/My Music"), "My_Music")


def test_a_map_opens_in_the_browser_once_it_is_finished(mapped):
    place, _, printed = mapped
    page = place / "My Music-map/results/My_Music/explorer.html"
    assert (place / OPENED).read_text() == f"{page}\n"
    assert f"{page} opens in the browser" in printed


def test_a_map_can_be_taken_over_with_plain_snakemake(mapped):
    place, *_ = mapped
    snakefile = project_folder() / "Snakefile"
    done = subprocess.run(
        [SNAKEMAKE, "-s", snakefile, "--directory", "My Music-map", "--cores", "1"],
        cwd=place, capture_output=True, text=True,
    )  # fmt: skip
    assert "Nothing to be done" in done.stdout + done.stderr
