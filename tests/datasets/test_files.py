"""Walking a collection takes songs only: no results, no checkouts, no programs."""

import json
from pathlib import Path

import pytest

from hbvae.datasets.files import expand_home
from hbvae.datasets.walking import walk_files
from hbvae.storage.settled import Settled


def walked(folder):
    return [path for path, _ in walk_files(folder, pytest.fail)]


def put(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")


def test_results_of_a_run_are_no_songs(tmp_path):
    put(tmp_path, "a/1.wav", "run/2.wav", "run/results/mine/sounds/3.wav", "run/results/4.wav")
    Settled({}, "x", "x", {}, {}).write(tmp_path / "run/results/mine")
    assert walked(tmp_path) == ["a/1.wav", "run/2.wav", "run/results/4.wav"]


def test_a_foreign_file_with_that_name_hides_nothing(tmp_path):
    for number, text in enumerate(['{"made_by": "you"}', "[]", "not json", "{}"]):
        put(tmp_path, f"{number}/song.wav")
        (tmp_path / f"{number}/dataset.json").write_text(text)
    assert [path for path in walked(tmp_path) if path.endswith("wav")] == [
        f"{number}/song.wav" for number in range(4)
    ]


@pytest.mark.parametrize(
    "marks", [("Snakefile", "hbvae/cli.py"), ("pyvenv.cfg",), ("conda-meta/history",)]
)
def test_checkouts_and_environments_are_no_songs(tmp_path, marks):
    put(tmp_path, "a/1.wav", "program/results/2.wav", *(f"program/{mark}" for mark in marks))
    assert walked(tmp_path) == ["a/1.wav"]
    inside = walked(tmp_path / "program")  # a folder that a person names is walked
    assert "results/2.wav" in inside


def test_dot_folders_are_no_songs(tmp_path):
    put(tmp_path, ".snakemake/1.wav", ".venv/lib/2.wav", "3.wav", ".4.wav")
    assert walked(tmp_path) == ["3.wav"]


def test_folders_and_songs_whose_names_begin_with_dots_are_songs(tmp_path):
    songs = ["... intro.wav", "...And So On/1.wav", ".38 Band/2.wav", "a/.5 seconds.wav"]
    put(tmp_path, *songs, "a/._1.wav", ".git/3.wav", ".Trash-1000/files/4.wav")
    assert walked(tmp_path) == songs


FOLDERS = ["#recycle", "@Recycle", "$RECYCLE.BIN", "lost+found", "System Volume Information"]
FOLDERS += ["$Extend", "@eaDir", "@__thumb", "__MACOSX"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_system_folders_are_skipped_with_a_remark(tmp_path, folder):
    put(tmp_path, "a/1.wav", f"a/{folder}/S-1-5/2.wav")
    passed_over = []
    walk = walk_files(tmp_path, pytest.fail, lambda *what: passed_over.append(what))
    assert [path for path, _ in walk] == ["a/1.wav"]
    assert [path for path, _ in passed_over] == [f"a/{folder}"]


def test_hidden_folders_are_skipped_with_a_remark(tmp_path):
    put(tmp_path, "1.wav", "Books/.nomedia", "Books/a/2.wav", ".hidden/3.wav", ".4.wav", ".empty/x")
    passed_over = []
    walk = walk_files(tmp_path, pytest.fail, lambda *what: passed_over.append(what))
    assert [path for path, _ in walk] == ["1.wav"]
    dot = "its name begins with a dot"
    assert passed_over == [
        (".4.wav", dot), (".hidden", dot), ("Books", "it contains a file .nomedia"),
    ]  # fmt: skip


def test_the_mark_of_results_is_written_as_it_is_read(tmp_path):
    settled = Settled({"folder": "নদী"}, "/a", "/a/b", {"root": "/a"}, {"max_rejected": 0.1})
    settled.write(tmp_path)
    assert Settled.read(tmp_path) == settled
    assert json.loads((tmp_path / "dataset.json").read_text())["made_by"] == "hbvae"
    assert Settled.read(tmp_path / "nowhere") is None


def test_a_folder_that_is_called_as_a_home_is_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "~/1.wav", "~tape/2.wav")
    assert expand_home("~") == Path.home()
    assert walked(expand_home("./~")) == ["1.wav"]
    assert walked(expand_home("~tape")) == walked(expand_home("./~tape")) == ["2.wav"]
