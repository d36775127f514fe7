"""What people's recordings are kept in: a part is that of the whole, in every container."""

from collections import defaultdict

import pytest
from support.formats import Song, is_writable, write_kind, write_songs
from support.kinds import KINDS
from support.parts import check_part, check_passage
from support.without_encoders import write_dff, write_dsf, write_shn

from hbvae.errors import AudioError

SECONDS = (2.9, 3.27, 3.71)
TAGS = ({}, {"title": "নদী"}, {"title": "x", "comment": "la " * 3_000})


def test_each_kind_has_several_files():
    assert sum(map(len, GROUPS.values())) >= 300


def grouped():
    """What is made at each rate and number of channels: every kind, with other lengths and tags."""
    groups = defaultdict(list)
    for number, (name, kind) in enumerate(KINDS.items()):
        for rate in kind.rates:
            for channels in kind.channels:
                place = number + len(groups[rate, channels])
                groups[rate, channels].append((name, SECONDS[place % 3], TAGS[place // 3 % 3]))
    return groups


GROUPS = grouped()


@pytest.mark.parametrize("rate, channels", GROUPS)
def test_a_part_equals_that_part_of_the_file(rate, channels, tmp_path):
    songs = {
        name: Song(tmp_path / f"{number}.{KINDS[name].ending}", KINDS[name], seconds, tags)
        for number, (name, seconds, tags) in enumerate(GROUPS[rate, channels])
        if is_writable(KINDS[name])
    }
    write_songs(list(songs.values()), rate, channels)
    faults = {}
    for name, song in songs.items():
        try:
            check_part(song.path, song.kind.codec)
            check_passage(song.path, song.kind.codec)
        except (AssertionError, AudioError) as problem:
            faults[name] = str(problem).strip()[:300]
    assert not faults


WITHOUT_FFMPEG = (
    *("AAC in m4a", "ALAC in m4a", "Opus in webm", "Vorbis in mka", "AAC", "AMR", "WavPack", "w64"),
    *("MP3 of variable rate, without its length", "FLAC of unknown length", "E-AC-3", "Opus"),
    *("True Audio of 24 bits", "MP3 in wav", "PCM in aiff", "WMA 2", "AC-3 in vob", "AAC in m2ts"),
)


@pytest.mark.parametrize("name", WITHOUT_FFMPEG)
def test_songs_are_made_without_ffmpeg_too(name, tmp_path):
    kind = KINDS[name]
    path, channels = tmp_path / f"song.{kind.ending}", min(2, kind.channels[-1])
    write_kind(path, kind, kind.rates[-1], channels, SECONDS[0], with_pyav=True)
    check_part(path, kind.codec)


@pytest.mark.parametrize(
    "write, codec", [(write_dsf, "dsd"), (write_dff, "dsd"), (write_shn, "shorten")]
)
def test_a_part_equals_that_part_of_a_stored_file(write, codec, tmp_path):
    check_part(write(tmp_path / "song", 3), codec)


@pytest.mark.parametrize(
    "name",
    ["AAC in m4a", "AAC", "Opus in webm", "WMA 2", "MP3 in wav", "AC-3", "WavPack"],
)
def test_content_counts_and_not_the_ending(name, tmp_path):
    kind = KINDS[name]
    path = write_kind(tmp_path / "song.mp3", kind, kind.rates[-1], 2, SECONDS[0])
    check_part(path, kind.codec)
