"""A fingerprint of a collection notices what changes, and nothing else."""

import os

from support.collections import GOOD, description, make

from hbvae.datasets.description import DatasetDescription
from hbvae.datasets.fingerprint import fingerprint


def test_a_fingerprint_notices_what_changes_and_nothing_else(songs, tmp_path):
    config = DatasetDescription.from_mapping("mine", description(tmp_path))
    seen = [fingerprint(config)]  # of what is not there yet
    songs()
    seen.append(fingerprint(config))
    (tmp_path / "audio/a.mp3").read_bytes()
    make(tmp_path / "audio", [".hidden.wav", "notes.md"])
    assert fingerprint(config) == seen[-1]

    def changed(path, data):
        before = path.stat().st_mtime_ns if path.exists() else 10**18
        path.write_bytes(data)
        os.utime(path, ns=(0, before))
        return fingerprint(config)

    seen.append(changed(tmp_path / "metadata.csv", GOOD.replace("Pop", "Rap").encode()))
    seen.append(changed(tmp_path / "audio/c.ogg", b"x"))
    seen.append(changed(tmp_path / "audio/c.ogg", b"xx"))
    os.utime(tmp_path / "audio/c.ogg", ns=(0, 1))
    seen.append(fingerprint(config))
    (tmp_path / "audio/c.ogg").unlink()
    (tmp_path / "audio/a.mp3").unlink()
    seen.append(fingerprint(config))
    assert len(set(seen)) == len(seen)
