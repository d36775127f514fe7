"""Lists in results/ keep any name, and a changed dataset changes few batches."""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from hbvae.errors import StoreError
from hbvae.storage.tracks import (
    FileState,
    Track,
    assign_batches,
    read_batch,
    read_files,
    read_lyrics,
    read_rejected,
    read_tracks,
    reference_labels,
    write_batch,
    write_files,
    write_labels,
    write_lyrics,
    write_rejected,
    write_tracks,
)

ROOT = Path(__file__).parents[2]
AWKWARD = ['tab\there "quoted"', "line\nbreak", "carriage\rreturn", "গান বাংলা", "🎵 , ;", " x "]


def test_lists_survive_a_round_trip(tmp_path):
    tracks = [
        Track(f"{n} {name}", f"{name}/ä.mp3", n, 10**18 + n, {"genre": name, "b": "B"},
              name * n, f"A: {name}", n)
        for n, name in enumerate(AWKWARD)
    ]  # fmt: skip
    tracks[0] = tracks[0]._replace(lyrics=None)
    path = str(tmp_path / "x.tsv")
    write_tracks(path, tracks)
    assert read_tracks(path) == [t._replace(bytes=0, modified=0, lyrics=None) for t in tracks]
    table = pd.read_csv(path, sep="\t")
    assert list(table) == ["track_id", "path", "title", "genre", "b", "batch"]
    assert list(table.track_id) == [t.track_id for t in tracks]
    assert list(table.batch) == [t.batch for t in tracks]
    write_labels(path, tracks)
    assert read_tracks(path) == [Track(t.track_id, labels=t.labels) for t in tracks]
    write_batch(path, tracks)
    assert read_batch(path) == [Track(*t[:4]) for t in tracks]
    states = {t.track_id: FileState(t.bytes, t.modified, t.title) for t in tracks}
    write_files(path, states)
    assert read_files(path) == states
    write_lyrics(path, tracks)
    assert read_lyrics(path) == {t.track_id: t.lyrics for t in tracks[1:]}
    write_rejected(path, [("a", "a.mp3", "too short\nby far")])
    assert read_rejected(path) == [("a", "a.mp3", "too short\nby far")]
    assert os.listdir(tmp_path) == ["x.tsv"]


def test_an_unchanged_list_is_not_rewritten(tmp_path):
    path = tmp_path / "x.tsv"
    tracks = [
        Track("a", "a.mp3", labels={"genre": "Rock"}),
        Track("b", "b.mp3", labels={"genre": "Pop"}),
    ]
    assert write_labels(str(path), tracks)
    os.utime(path, ns=(1, 1))
    assert not write_labels(str(path), [track._replace(title="new") for track in tracks])
    assert path.stat().st_mtime_ns == 1
    assert write_labels(str(path), tracks[:1])
    assert path.stat().st_mtime_ns > 1
    assert os.listdir(tmp_path) == ["x.tsv"]


@pytest.mark.parametrize(
    "text",
    [None, "", "track_id\tpath\n", "track_id\tpath\tbytes\tmodified\na\tb\tc\t1\n", "a\tb\nc"],
)
def test_a_damaged_list_is_refused(tmp_path, text):
    if text is not None:
        (tmp_path / "x.tsv").write_text(text)
    with pytest.raises(StoreError, match="delete it and run again"):
        read_batch(str(tmp_path / "x.tsv"))


@pytest.mark.parametrize(
    "ids, per_job, previous, expected",
    [
        ("abcde", 2, {}, [0, 0, 1, 1, 2]),
        ("abc", 1, {}, [0, 1, 2]),
        ("abcdef", 2, "a0 b0 c1 d1 e2", [0, 0, 1, 1, 2, 2]),  # appended
        ("xabycd", 2, "a0 b0 c1 d1", [2, 0, 0, 2, 1, 1]),  # inserted
        ("bcd", 2, "a0 b0 c1 d1", [0, 1, 1]),  # removed
        ("bcdx", 2, "a0 b0 c1 d1", [0, 1, 1, 2]),  # the gap stays
        ("cab", 2, "a0 b0 c1", [1, 0, 0]),  # sorted anew
        ("abcde", 3, "a0 b0 c1 d1", [0, 0, 1, 1, 1]),  # raised
        ("abc", 1, "a0 b0 c1", [0, 1, 2]),  # lowered: all are assigned anew
        ("bc", 1, "a0 b0 c1", [0, 1]),  # lowered, but no batch is too large
        ("xy", 2, "a0 b0", [0, 0]),  # all tracks are replaced
        ("", 2, {}, []),
    ],
)
def test_batches(ids, per_job, previous, expected):
    previous = {pair[0]: int(pair[1]) for pair in previous.split()} if previous else {}
    assert assign_batches(list(ids), per_job, previous) == expected


def test_extraction_imports_only_the_standard_library():
    code = "import sys, hbvae.storage.tracks\n"
    code += "print('numpy' in sys.modules, 'pathlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-Sc", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.split() == ["False", "False"], done.stderr


def test_further_labels_have_their_own_column(tmp_path):
    path = str(tmp_path / "tracks.tsv")
    rock = Track("a", "a.wav", labels={"genre": "Rock"}, batch=0, others={"genre": ("Pop", "Folk")})
    none = Track("b", "b.wav", labels={"genre": ""}, batch=0)
    write_tracks(path, [rock, none])
    assert (tmp_path / "tracks.tsv").read_text().splitlines() == [
        "track_id\tpath\ttitle\tgenre\tgenre (others)\tbatch",
        "a\ta.wav\t\tRock\tPop; Folk\t0",
        "b\tb.wav\t\t\t\t0",
    ]
    assert read_tracks(path) == [rock, none]
    assert reference_labels([rock, none], ["b", "a"], "genre") == ["", "Rock"]
