"""Cue sheets as text: which songs they name, and from when on."""

import pytest

from hbvae.datasets.cue import CueTrack, read_sheet
from hbvae.errors import DatasetError

PLAIN = """\
REM GENRE Rock
PERFORMER "The Band"
TITLE "The Album"
FILE "Album.wav" WAVE
  TRACK 01 AUDIO
    TITLE "First"
    INDEX 01 00:00:00
  TRACK 02 AUDIO
    TITLE "Say "Hello" now"
    PERFORMER "A Guest"
    INDEX 00 03:10:00
    INDEX 01 03:12:37
  TRACK 03 AUDIO
    ISRC ABCDE1234567
    FLAGS DCP
    INDEX 01 75:59:74
"""


def test_titles_performers_and_times():
    assert read_sheet(PLAIN) == [
        CueTrack("Album.wav", 1, "First", "The Band", 0),
        CueTrack("Album.wav", 2, 'Say "Hello" now', "A Guest", 192 + 37 / 75),
        CueTrack("Album.wav", 3, "", "The Band", 4559 + 74 / 75),
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("  ", "\t"),
        lambda text: text.replace("INDEX", "Index").replace("TRACK", "track"),
        lambda text: text.replace('"Album.wav" WAVE', "Album.wav WAVE"),
        lambda text: text + "  TRACK 04 MODE1/2352\n    INDEX 01 76:00:00\n",
        lambda text: text + "\n\n* not a command\n",
    ],
)
def test_sheets_are_written_in_many_ways(change):
    assert read_sheet(change(PLAIN)) == read_sheet(PLAIN)


def test_a_gap_may_lie_in_the_file_before_its_song():
    text = (
        'FILE "CD\\01.wav" WAVE\n TRACK 01 AUDIO\n  INDEX 01 00:00:00\n'
        ' TRACK 02 AUDIO\n  INDEX 00 04:00:00\nFILE "02.wav" WAVE\n  INDEX 01 00:00:00\n'
        " TRACK 03 AUDIO\n  INDEX 01 05:00:00\n"
    )
    songs = [(track.file, track.number, track.start) for track in read_sheet(text)]
    assert songs == [("CD/01.wav", 1, 0), ("02.wav", 2, 0), ("02.wav", 3, 300)]


@pytest.mark.parametrize(
    "text, reason",
    [
        ("", "none of its songs has an INDEX 01"),
        ("these are notes\nof somebody\n", "none of its songs has an INDEX 01"),
        (PLAIN.replace("03:12:37", "03:12"), "line 12: expected a time, mm:ss:ff, got '03:12'"),
        (PLAIN.replace("03:12:37", "03:12:75"), "line 12: expected a time"),
        (PLAIN.replace("03:12:37", "03:61:00"), "line 12: expected a time"),
        (PLAIN.replace("75:59:74", "02:00:00"), "track 3 begins at 120 s, track 2 before it"),
        (PLAIN.replace("TRACK 02", "TRACK two"), "line 8: expected the number of a track"),
    ],
)  # fmt: skip
def test_a_broken_sheet_is_named_with_its_line(text, reason):
    with pytest.raises(DatasetError) as raised:
        read_sheet(text)
    assert reason in str(raised.value)


def test_a_hostile_sheet_takes_no_time():
    for line in ("FILE a" + " " * 500_000 + "b", 'TITLE "' + '" ' * 200_000, "A" * 10**6):
        read_sheet(f"{PLAIN}{line}\n")
