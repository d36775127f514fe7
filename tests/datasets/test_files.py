"""Walking a collection takes songs only: no results, no checkouts, no programs."""

import json

import pytest

from hbvae.datasets.files import walk_files
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


def test_somebody_elses_file_of_that_name_hides_nothing(tmp_path):
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


def test_the_mark_of_results_is_written_as_it_is_read(tmp_path):
    settled = Settled({"folder": "নদী"}, "/a", "/a/b", {"root": "/a"}, {"max_rejected": 0.1})
    settled.write(tmp_path)
    assert Settled.read(tmp_path) == settled
    assert json.loads((tmp_path / "dataset.json").read_text())["made_by"] == "hbvae"
    assert Settled.read(tmp_path / "nowhere") is None
