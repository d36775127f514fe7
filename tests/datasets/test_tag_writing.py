"""A field of real files' tags: written, put back, and the file as it was where that fails."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import av
import mutagen
import numpy as np
import pytest
from mutagen.id3 import ID3, TPE1
from support.formats import is_writable, write_kind
from support.kinds import KINDS

from hbvae.datasets.tag_formats import FIELDS
from hbvae.datasets.tag_writing import (
    COPY,
    Change,
    FileState,
    make_change,
    read_field,
    read_fields,
    sound_digests,
)
from hbvae.errors import AudioError

TAGS = {"title": "Títle नदी", "artist": "Ann", "genre": "Folk", "comment": "mine"}
WRITABLE = (
    *("MP3", "FLAC", "FLAC in ogg", "Vorbis", "Opus", "Speex", "AAC in m4a", "ALAC in m4a"),
    *("AAC in mp4, index first", "WMA 2", "PCM in aiff", "16-bit PCM in wav", "WavPack"),
    "True Audio",
)
NOT_WRITABLE = ("Opus in webm", "AAC", "PCM in caf", "PCM in au", "AC-3")
TEXT = "3 fünk, नदी"


def recording(folder: Path, name: str, tags=TAGS) -> Path:
    kind = KINDS[name]
    if not is_writable(kind):
        pytest.skip(f"there is no encoder for {name}")
    path = folder / f"song.{kind.ending}"
    return write_kind(path, kind, kind.rates[-1], 1, 1.0, tags=tags)


def decoded(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        frames = container.decode(container.streams.audio[0])
        return np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames])


def write(path: Path, field: str, text: str = TEXT) -> None:
    make_change(Change(path, field, FileState.read(path), text))


def put_back(path: Path, field: str, old, size: int) -> None:
    make_change(Change(path, field, FileState.read(path), "", old, size))


def others(path: Path, field: str) -> dict[str, str]:
    """What mutagen reads in other fields."""
    id3, *names = FIELDS[field]
    own = {name.lower() for name in [*id3, *names]}
    tags = mutagen.File(path).tags or {}
    return {key: str(tags[key]) for key in dict(tags) if key.split(":")[0].lower() not in own}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("name", WRITABLE)
def test_a_field_is_written_and_put_back_and_nothing_else(name, field, tmp_path):
    path = recording(tmp_path, name)
    sound, tags = decoded(path), others(path, field)
    old, size = read_field(path, field), path.stat().st_size
    write(path, field)
    assert read_field(path, field).text == TEXT
    assert np.array_equal(decoded(path), sound)
    assert others(path, field) == tags
    put_back(path, field, old, size)
    assert read_field(path, field) == old
    assert np.array_equal(decoded(path), sound)
    assert others(path, field) == tags
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("name", WRITABLE)
def test_tags_that_mutagen_wrote_are_put_back_to_the_last_byte(name, tmp_path):
    path = recording(tmp_path, name)
    write(path, "grouping", "mine")
    old, before = read_field(path, "grouping"), path.read_bytes()
    write(path, "grouping", "a longer text " * 20)
    put_back(path, "grouping", old, len(before))
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", NOT_WRITABLE)
def test_formats_without_tags_are_reported(name, tmp_path):
    path = recording(tmp_path, name, {})
    (outcome,) = read_fields([path], "grouping")
    assert str(outcome) == "its format has no writable tags"


def test_a_player_reads_what_was_written(tmp_path):
    for name, key in (("MP3", "grouping"), ("AAC in m4a", "grouping"), ("FLAC", "GROUPING")):
        path = recording(tmp_path, name)
        write(path, "grouping")
        with av.open(str(path)) as container:
            assert container.metadata[key] == TEXT
            assert container.metadata["title"] == TAGS["title"]


@pytest.mark.parametrize("version", [3, 4])
def test_id3_keeps_its_version_its_old_tag_and_its_several_values(version, tmp_path):
    path = recording(tmp_path, "MP3", {})
    tags = ID3()
    tags.add(TPE1(encoding=1, text=["Ann", "Bo"]))
    tags.save(path, v2_version=version, v23_sep=None)
    end = b"TAG" + b"Another title".ljust(125, b"\0")
    path.write_bytes(path.read_bytes() + end)
    write(path, "grouping")
    raw = ID3(path, translate=False, load_v1=False)
    assert raw.version == (2, version, 0)
    assert raw["TPE1"].text == ["Ann", "Bo"]
    assert raw["TIT1"].text == raw["GRP1"].text == [TEXT]
    assert path.read_bytes().endswith(end)


def test_fields_of_id3v1_are_not_hidden_by_the_new_tag(tmp_path):
    path = recording(tmp_path, "MP3", {})
    mutagen.id3.delete(path)
    path.write_bytes(path.read_bytes() + b"TAG" + b"Old title".ljust(125, b"\0"))
    before, old = path.read_bytes(), read_field(path, "grouping")
    write(path, "grouping")
    assert ID3(path, load_v1=False)["TIT2"].text == ["Old title"]
    put_back(path, "grouping", old, len(before))
    assert path.read_bytes() == before


def test_other_comments_than_the_listener_s_stay(tmp_path):
    path = recording(tmp_path, "MP3", {})
    tags = ID3(path)
    tags.add(mutagen.id3.COMM(encoding=3, lang="eng", desc="iTunNORM", text=["0000"]))
    tags.add(mutagen.id3.COMM(encoding=3, lang="deu", desc="", text=["schön"]))
    tags.save(path)
    old = read_field(path, "comment")
    assert old.text == "schön"
    write(path, "comment")
    assert sorted(map(str, ID3(path).getall("COMM"))) == sorted(["0000", TEXT])
    put_back(path, "comment", old, 0)
    assert ID3(path)["COMM::deu"].text == ["schön"]


# Files that are as they were


def test_a_file_that_was_changed_meanwhile_is_left_alone(tmp_path):
    path = recording(tmp_path, "FLAC")
    change = Change(path, "grouping", FileState.read(path), TEXT)
    os.utime(path, ns=(1, 1))
    before = path.read_bytes()
    with pytest.raises(AudioError, match="another program changed it in the meantime"):
        make_change(change)
    assert path.read_bytes() == before


def test_read_only_and_missing_files_are_reported(tmp_path):
    path = recording(tmp_path, "FLAC")
    path.chmod(0o444)
    gone = tmp_path / "gone.mp3"
    assert [str(value) for value in read_fields([path, gone], "grouping")] == [
        *("the file is read-only", "the file is gone")
    ]


def test_permissions_and_links_are_kept(tmp_path):
    path = recording(tmp_path, "FLAC")
    path.chmod(0o640)
    (tmp_path / "list").mkdir()
    link = tmp_path / "list/link.flac"
    link.symlink_to(path)
    write(link, "grouping")
    assert link.is_symlink() and read_field(path, "grouping").text == TEXT
    assert path.stat().st_mode & 0o777 == 0o640


def test_another_sound_has_another_digest(tmp_path):
    path = recording(tmp_path, "FLAC")
    before = sound_digests(path)
    data = bytearray(path.read_bytes())
    data[-100] ^= 1
    path.write_bytes(data)
    assert sound_digests(path) != before


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path):
    """A process may write files of so many bytes only."""
    path = recording(tmp_path, "16-bit PCM in wav")
    before = path.read_bytes()
    program = f"""
import resource
from pathlib import Path
from hbvae.datasets.tag_writing import *
path = Path({str(path)!r})
resource.setrlimit(resource.RLIMIT_FSIZE, ({len(before) - 1000},) * 2)
try:
    make_change(Change(path, "grouping", FileState.read(path), "x"))
except AudioError as problem:
    print(problem)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.startswith("it cannot be written: File too large"), done.stderr
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_process_that_is_killed_leaves_every_file_old_or_new(tmp_path):
    first = recording(tmp_path, "16-bit PCM in wav")
    old = first.read_bytes()
    paths = [Path(shutil.copy(first, tmp_path / f"{number}.wav")) for number in range(20)]
    write(first, "grouping")
    new = first.read_bytes()
    program = f"""
from pathlib import Path
from hbvae.datasets.tag_writing import *
paths = sorted(Path({str(tmp_path)!r}).glob("[0-9]*.wav"))
for path in paths:
    make_change(Change(path, "grouping", FileState.read(path), {TEXT!r}))
"""
    process = subprocess.Popen([sys.executable, "-c", program])
    while process.poll() is None and not list(tmp_path.glob(f".*.{COPY}")):
        pass
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert {path.read_bytes() for path in paths} <= {old, new}
    for path in paths:  # another run takes up what was left
        if path.read_bytes() == old:
            write(path, "grouping")
    assert {path.read_bytes() for path in paths} == {new}
    assert not list(tmp_path.glob(f".*.{COPY}"))
