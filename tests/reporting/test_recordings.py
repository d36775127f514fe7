"""Recordings that the explorer plays."""

from pathlib import Path

import numpy as np
import soundfile

from hbvae.reporting.recordings import (
    addresses_on_another_page,
    copy_as_flac,
    sound_address,
    sound_addresses,
)


def test_sound_is_addressed_from_the_page_within_the_project_and_in_full_elsewhere(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    inside = sound_address("results/d/dataset/a #1 100%.wav", "results/d")
    assert inside == "dataset/a%20%231%20100%25.wav"
    assert sound_address("/music/é.mp3", "results/d") == "file:///music/%C3%A9.mp3"


def test_a_page_on_another_disk_finds_the_sound_of_the_project(tmp_path, monkeypatch):
    """A browser does not go back through the link by which the page's folder was reached."""
    project, disk = tmp_path / "project", tmp_path / "disk"
    disk.mkdir()
    (project / "kept").mkdir(parents=True)
    monkeypatch.chdir(project)
    Path("results").symlink_to(disk)
    assert sound_address("songs/a.wav", "results/songs") == f"file://{project}/songs/a.wav"
    Path("results").unlink()
    Path("results").symlink_to("kept")  # in the project: both can be moved together
    assert sound_address("songs/a.wav", "results/songs") == "../../songs/a.wav"


def test_a_copy_for_the_browser_has_the_same_sound(tmp_path):
    sound = np.random.default_rng(0).uniform(-0.5, 0.5, (30_000, 2))
    soundfile.write(tmp_path / "a.au", sound, 22050, format="AU")
    copy_as_flac(tmp_path / "a.au", tmp_path / "a.flac")
    copied, rate = soundfile.read(tmp_path / "a.flac")
    assert rate == 22050
    assert np.abs(copied - sound).max() < 1e-4


def test_only_what_browsers_do_not_play_is_copied(tmp_path, monkeypatch, caplog):
    monkeypatch.chdir(tmp_path)
    for name in ("a.wav", "b.aiff"):
        soundfile.write(name, np.zeros(800), 8000)
    Path("c.aiff").write_text("no sound")
    Path("results").mkdir()
    album = [Path("b.aiff")] * 2  # of several songs
    paths = [Path("a.wav"), *album, Path("c.aiff")]
    addresses = sound_addresses(paths, "results/sounds")
    assert addresses == ["../a.wav", "sounds/1.flac", "sounds/1.flac", "../c.aiff"]
    assert [path.name for path in Path("results/sounds").iterdir()] == ["1.flac"]
    others = addresses_on_another_page(paths, "results/sounds", ".")
    assert others == ["a.wav", "results/sounds/1.flac", "results/sounds/1.flac", "c.aiff"]
    assert "c.aiff cannot be played in the explorer" in caplog.text
