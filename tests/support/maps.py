"""Maps of folders of songs, made by the real command."""

import os
import subprocess
import sys

from support.settings import SMALL
from support.songs import write_song

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
