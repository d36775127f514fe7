"""Fixtures of a listed collection."""

import os
import shutil
from pathlib import Path

import pytest
from support.listed_music import extract, list_music, make_music


@pytest.fixture(scope="session")
def listed_run(tmp_path_factory):
    """A run's folder with a listed and extracted collection, which tests copy."""
    folder = tmp_path_factory.mktemp("listed") / "run"
    folder.mkdir()
    make_music(folder)
    before = Path.cwd()
    os.chdir(folder)
    try:
        list_music()
        extract(folder / "results/music")
    finally:
        os.chdir(before)
    return folder


@pytest.fixture
def listed_results(listed_run, tmp_path, monkeypatch):
    """Results of a copy of `listed_run`; the test works in the copy."""
    shutil.copytree(listed_run, tmp_path / "run")
    monkeypatch.chdir(tmp_path / "run")
    list_music()
    return tmp_path / "run/results/music"
