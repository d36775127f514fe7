"""Folders and files that may not be read: each is named, and none stops a run."""

import pytest
from support.collections import folders_config, make
from support.permissions import permissions_hold

from hbvae.datasets.collections import Datasets
from hbvae.datasets.discovery import describe_folder
from hbvae.datasets.fingerprint import fingerprint
from hbvae.datasets.listing import list_tracks
from hbvae.errors import DatasetError


@pytest.fixture
def locked(tmp_path):
    """A function that takes the permissions of paths below a folder until the test ends."""
    taken = []

    def lock(*names):
        for name in names:
            taken.append(tmp_path / name)
            taken[-1].chmod(0)

    with permissions_hold():
        yield lock
    for path in reversed(taken):
        path.chmod(0o700)


def test_a_folder_that_may_not_be_read_is_named_and_costs_no_song(tmp_path, locked):
    songs = [f"rock/{number}.wav" for number in range(4)]
    make(tmp_path / "audio", [*songs, "pop/locked/a.wav", "pop/b.wav", "pop/c.wav"])
    config = folders_config(tmp_path)
    before = fingerprint(config)
    locked("audio/pop/locked", "audio/rock/1.wav")
    assert fingerprint(config) != before
    listing = list_tracks(config, max_rejected=0.1)
    assert [track.path for track in listing.tracks] == ["pop/b.wav", "pop/c.wav", *songs]
    (folder,) = listing.rejected
    assert folder.path == "pop/locked/"
    assert folder.problem.text == "the folder 'pop/locked/' is left out: Permission denied"


def test_many_locked_folders_do_not_stop_a_run_unless_none_may_be_rejected(tmp_path, locked):
    make(tmp_path / "audio", ["rock/a.wav", "pop/b.wav", *(f"{n}/c.wav" for n in range(9))])
    locked(*(f"audio/{number}" for number in range(9)))
    listing = list_tracks(folders_config(tmp_path), max_rejected=0.1)
    assert (len(listing.tracks), len(listing.rejected)) == (2, 9)
    with pytest.raises(DatasetError, match="9 x unreadable folder"):
        list_tracks(folders_config(tmp_path), max_rejected=0)


def test_tables_and_descriptions_that_may_not_be_read_are_named(tmp_path, locked, monkeypatch):
    make(tmp_path / "music", ["a.wav", "locked/inner/b.wav"])
    for name in ("music/songs.csv", "mine.yaml"):
        (tmp_path / name).write_text("filename,genre\na.wav,rock\n")
    locked("music/songs.csv", "mine.yaml", "music/locked")
    remarks = []
    assert describe_folder(str(tmp_path / "music"), remarks.append)["layout"] == "folders"
    assert remarks == ["songs.csv is not used: it cannot be read: Permission denied"]
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DatasetError, match=r"mine\.yaml cannot be read: Permission denied"):
        Datasets(["mine.yaml"], tmp_path)["mine"]
    for entry in ("music/locked/inner", "music/locked/inner/b.wav"):
        with pytest.raises(DatasetError, match="cannot be opened: Permission denied"):
            Datasets([entry], tmp_path)
    with pytest.raises(DatasetError, match="this folder cannot be read: Permission denied"):
        describe_folder("music/locked")
