"""The command line: options without a command, and outputs that must not replace anything."""

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import h5py
import numpy as np
import pytest
import soundfile
from support.project import ROOT
from typer.testing import CliRunner

from hbvae.cli import app
from hbvae.errors import ConfigError
from hbvae.generation.sound import write_sound
from hbvae.release.output import GENERATED, check_latents_output, check_sound_output
from hbvae.storage.hdf5 import create_store

COMMAND = "from hbvae.cli import app; app()"
SECOND = np.zeros(8000, np.float32)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working directory with a song, folders, and files of other kinds that end like latents."""
    monkeypatch.chdir(tmp_path)
    soundfile.write("song.wav", SECOND, 8000)
    os.rename("song.wav", "song.h5")  # a recording, by its content
    soundfile.write("song.wav", SECOND, 8000)
    Path("folder.h5").mkdir()
    Path("folder.wav").mkdir()
    Path("notes.h5").write_text("my notes")
    with h5py.File("mine.hdf5", "w") as file:
        file["x"] = [1, 2, 3]
    with create_store("features.h5", "features"):
        pass
    return tmp_path


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_version():
    done = CliRunner().invoke(app, ["--version"])
    assert (done.exit_code, done.stdout) == (0, f"hbvae {version('hbvae')}\n")


def test_the_snakefile_of_this_checkout_is_printed():
    done = CliRunner().invoke(app, ["--snakefile"])
    assert (done.exit_code, done.stdout) == (0, f"{ROOT / 'Snakefile'}\n")


def test_names_are_read_and_printed_where_the_locale_has_no_letters_for_them(tmp_path):
    (tmp_path / "Björk.wav").touch()
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, "assign", "Björk.wav", "--model", "Jóga"],
        cwd=tmp_path,
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 2
    assert done.stderr.startswith("hbvae: Jóga: expected a model folder")


@pytest.mark.parametrize(
    ("command", "output", "message"),
    [
        ("embed", "song.wav", "expected a name that ends in .h5 or .hdf5, got song.wav"),
        ("embed", "new.flac", "expected a name that ends in .h5 or .hdf5, got new.flac"),
        ("embed", "new", "expected a name that ends in .h5 or .hdf5, got new"),
        ("embed", "song.h5", "song.h5 already exists and does not contain latents"),
        ("embed", "notes.h5", "notes.h5 already exists and does not contain latents"),
        ("embed", "mine.hdf5", "mine.hdf5 already exists and does not contain latents"),
        ("embed", "features.h5", "features.h5 already exists and does not contain latents"),
        ("embed", "folder.h5", "expected the name of a file, but folder.h5 is a folder"),
        ("embed", "no/where.h5", "the folder no does not exist"),
        ("generate", "song.wav", "song.wav already exists and was not made by hbvae generate"),
        ("generate", "notes.h5", "expected a name that ends in .wav, .flac, .ogg or .mp3"),
        ("generate", "folder.wav", "expected the name of a file, but folder.wav is a folder"),
        ("generate", "no/where.wav", "the folder no does not exist"),
    ],
)
def test_an_output_that_would_replace_something_is_refused_before_any_work(
    folder, command, output, message
):
    """There is no model either: the output is looked at first."""
    before = contents(folder)
    songs = ["song.wav"] if command == "embed" else []
    done = CliRunner().invoke(app, [command, *songs, "-m", "no_model", "-o", output])
    assert (done.exit_code, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("hbvae: ") and message in line
    assert contents(folder) == before


def test_a_folder_that_may_not_be_written_is_refused():
    readable = Path("/proc/self")
    with pytest.raises(ConfigError, match="is not writable"):
        check_latents_output(readable / "latents.h5")


def test_outputs_of_ours_may_be_replaced(tmp_path):
    latents, sound = tmp_path / "latents.H5", tmp_path / "generated.mp3"
    for check, path in ((check_latents_output, latents), (check_sound_output, sound)):
        check(path)  # there is none yet
    with create_store(str(latents), "latents"):
        pass
    write_sound(sound, SECOND, 8000, comment=GENERATED)
    for check, path in ((check_latents_output, latents), (check_sound_output, sound)):
        check(path)


@pytest.mark.parametrize("ending", ["wav", "flac", "ogg", "mp3"])
def test_a_generated_sound_says_so(tmp_path, ending):
    write_sound(tmp_path / f"sound.{ending}", SECOND, 8000, comment=GENERATED)
    with soundfile.SoundFile(tmp_path / f"sound.{ending}") as file:
        assert file.comment == GENERATED
        assert len(file.read()) == pytest.approx(8000, abs=2000)
