"""Tables: those that are as they should be, and every problem that a table can have."""

import codecs
import logging
import os

import pytest
from support.collections import GOOD, HEADER, description, make

from hbvae.datasets.description import DatasetDescription
from hbvae.datasets.listing import list_tracks
from hbvae.datasets.matching import Recordings
from hbvae.datasets.table import read_table
from hbvae.errors import DatasetError


@pytest.mark.parametrize(
    "data, changes",
    [
        (GOOD.encode(), {}),
        (codecs.BOM_UTF8 + GOOD.encode(), {}),
        (codecs.BOM_UTF8 + GOOD.encode(), {"table": {"encoding": "utf-8"}}),
        (GOOD.replace("\n", "\r\n").encode(), {}),
        (GOOD.rstrip("\n").encode(), {}),
        (GOOD.encode("utf-16"), {"table": {"encoding": "utf-16"}}),
        (GOOD.encode("utf-16"), {}),
        (GOOD.encode("utf-16-le"), {}),
        (GOOD.replace(",", ";").encode(), {}),
        (GOOD.replace(",", "\t").encode(), {}),
        (GOOD.replace(",", "|").encode(), {}),
        (b"sep=,\r\n" + GOOD.encode(), {}),
        (b"sep=|\n" + GOOD.replace(",", "|").encode(), {}),
        (GOOD.replace(",", " , ").encode(), {}),
        (GOOD.replace("\n", "\n\n").encode(), {}),
        (GOOD.replace("a.mp3", " ./a.mp3 ").replace("Pop", " Pop ").encode(), {}),
        (GOOD.replace(",", "\t").encode(), {"table": {"file": "m.tsv"}, "name": "m.tsv"}),
    ],
    ids=[
        "plain",
        "bom",
        "bom-as-utf8",
        "crlf",
        "no-end",
        "utf16",
        "utf16-seen",
        "utf16-le-seen",
        "semicolon",
        "tab",
        "bar",
        "sep",
        "sep-bar",
        "blanks-round-cells",
        "blank",
        "spaces",
        "tsv",
    ],
)
def test_a_table_is_read(songs, data, changes):
    tracks = songs(data, **changes)
    assert [t.path for t in tracks] == ["a.mp3", "b.wav"]
    assert [t.track_id for t in tracks] == ["a", "b"]
    assert [t.labels for t in tracks] == [{"genre": "Rock"}, {"genre": "Pop"}]
    assert [t.lyrics.strip() for t in tracks] == ["la", "lo"]
    assert [t.bytes for t in tracks] == [1, 2]
    assert all(t.modified > 10**18 for t in tracks)


def test_lyrics_over_several_lines(songs):
    long = "la, " * 100_000
    tracks = songs(HEADER + f'a.mp3,Rock,"one\r\n""two"", three\n\nগান"\r\nb.wav,Pop,"{long}"\r\n')
    assert [t.lyrics for t in tracks] == ['one\n"two", three\n\nগান', long]


def test_absent_lyrics_are_a_warning_with_their_rows(songs, caplog):
    table = HEADER + 'a.mp3,Rock,"one\ntwo"\nb.wav,Pop, \nc.au,Pop,nan\n'
    tracks = songs(table, ["a.mp3", "b.wav", "c.au"])
    assert [t.lyrics for t in tracks] == ["one\ntwo", None, None]
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "2 of 3 tracks" in record.getMessage()
    assert "metadata.csv line 4, record 2; metadata.csv line 5, record 3" in record.getMessage()


def test_other_and_missing_columns(songs):
    table = {"path": "File", "track_id": "no", "lyrics": None}
    factors = {"style": {"k": 2, "column": "Kind"}}
    tracks = songs("no,File,Kind\n07,a.mp3,x\n08,b.wav,y\n", table=table, factors=factors)
    assert [(t.track_id, t.labels["style"], t.lyrics) for t in tracks] == [
        ("07", "x", None),
        ("08", "y", None),
    ]


# Problems, each by itself; lines are counted as an editor shows them

TWO = 'a.mp3,Rock,"one\ntwo"\n'  # lines 2 and 3
BAD_ROWS = {
    "missing": ("c.mp3,Pop,x", "missing file: 'c.mp3'"),
    "absolute": ("/b.wav,Pop,x", "outside: '/b.wav'"),
    "drive": ("C:\\b.wav,Pop,x", "outside: "),
    "parent": ("sub/../../other/b.wav,Pop,x", "outside: '../other/b.wav'"),
    "link out": ("out.mp3,Pop,x", "outside: 'out.mp3'"),
    "linked folder out": ("up/x.mp3,Pop,x", "outside: 'up/x.mp3'"),
    "broken link": ("broken.mp3,Pop,x", "missing file: 'broken.mp3'"),
    "loop": ("loop.mp3,Pop,x", "unreadable file: 'loop.mp3'"),
    "folder": ("sub,Pop,x", "folder: 'sub'"),
    "pipe": ("pipe.wav,Pop,x", "unreadable file: 'pipe.wav'"),
    "NUL": ("b\0.wav,Pop,x", "unreadable file: "),
    "ending": ("notes.txt,Pop,x", "unsupported ending: 'notes.txt'"),
    "same path": ("./a.mp3,Pop,x", "file twice: 'a.mp3' is also at metadata.csv line 2, record 1"),
    "empty path": (" ,Pop,x", "empty path: no filename"),
    "empty row": (" ,,", "empty row"),
    "too few": ("b.wav,Pop", "ragged row: expected 3 cells, as in the header, got 2"),
    "too many": ("b.wav,Pop,x,y", "ragged row: expected 3 cells, as in the header, got 4"),
    "unclosed": ('b.wav,Pop,"x', "unclosed quote"),
}


@pytest.mark.parametrize("row, text", BAD_ROWS.values(), ids=BAD_ROWS)
def test_a_bad_row_is_named(songs, tmp_path, row, text):
    files = ["a.mp3", "b.wav", "a.wav", "e.mp3", "notes.txt", "sub/d.ogg"]
    make(tmp_path / "audio", files)
    (tmp_path.parent / "x.mp3").touch()
    links = {"out.mp3": "../../x.mp3", "up": "../..", "link.mp3": "a.mp3", "broken.mp3": "no.mp3"}
    for name, target in {**links, "loop.mp3": "loop.mp3"}.items():
        (tmp_path / "audio" / name).symlink_to(target)
    os.mkfifo(tmp_path / "audio/pipe.wav")
    with pytest.raises(DatasetError) as raised:
        songs(f"{HEADER}{TWO}e.mp3,Folk,\n{row}\n", files)
    message = str(raised.value)
    assert "1 problem:" in message
    text = text.format(audio=tmp_path / "audio")
    assert f"\n  metadata.csv line 5, record 3: {text}" in message


UTF_8 = {"table": {"encoding": "utf-8-sig"}}
BY_LYRICS = {"table": {"track_id": "lyrics"}}
BAD_TABLES = {
    "absent": (None, {}, "metadata.csv: missing table"),
    "empty": (b"", {}, "metadata.csv: empty table"),
    "huge cell": (
        GOOD + 'c.mp3,Pop,"' + "x" * 2**24 + "\n",
        {},
        "line 4, record 3: unclosed quote",
    ),
    "no rows": (HEADER, {}, "metadata.csv: no tracks"),
    "utf-16": (GOOD.encode("utf-16"), UTF_8, "line 1: wrong encoding: it looks like UTF-16"),
    "utf-16, no mark": (GOOD.encode("utf-16-le"), UTF_8, "line 1: wrong encoding: it looks like"),
    "latin-1": (
        HEADER.encode() + b'a.mp3,Rock,"la\r\nla"\r\nc.mp3,R\xe9,x',
        UTF_8,
        "line 4: wrong encoding: it is not utf-8-sig: byte 0xe9",
    ),
    "column": (
        GOOD.replace("genre", "Genre"),
        {},
        "line 1: absent column: expected 'genre' (factors.genre.column), got 'filename', "
        "'Genre', 'lyrics'; did you mean 'Genre'?",
    ),
    "no lyrics": (GOOD.replace("lyrics", "text"), {}, "set 'lyrics: null'"),
    "delimiter": (
        GOOD.replace(",", ";"),
        {"table": {"delimiter": ","}},
        "cells seem to be separated by ';', not by ','",
    ),
    "two columns": (
        GOOD.replace("lyrics", "genre"),
        {},
        "column twice: 2 columns are named 'genre'",
    ),
    "id": (GOOD.replace("lo", "la"), BY_LYRICS, "line 3, record 2: id twice: 'la' is also"),
    "workbook": (b"PK\x03\x04" + bytes(99), {}, "it is a workbook or an archive"),
    "long label": (
        GOOD.replace("Pop", "la " * 99),
        {},
        "line 3, record 2: long label: genre has 296 characters, expected 200 at most",
    ),
    "no id": (GOOD.replace("lo", ""), BY_LYRICS, "line 3, record 2: empty id"),
    "one label": (GOOD.replace("Pop", "Rock"), {}, "factors.genre: too few labels: expected 2"),
    "k": (
        GOOD,
        {"factors": {"genre": {"k": 3}}},
        "factors.genre.k: k too large: expected at most as many clusters as tracks (2), got 3",
    ),
    "audio": (GOOD, {"audio_dir": "sounds"}, "sounds: missing folder"),
    "root": (
        GOOD,
        {"root": "/no/such", "source": "Ask."},
        "/no/such: missing folder: the folder does not exist. How to get it: Ask.",
    ),
}


@pytest.mark.parametrize("data, changes, text", BAD_TABLES.values(), ids=BAD_TABLES)
def test_a_bad_table_is_named(songs, data, changes, text):
    with pytest.raises(DatasetError) as raised:
        songs(data, **changes)
    assert text in str(raised.value)


def test_all_problems_come_together_in_order(songs, caplog):
    caplog.set_level(logging.INFO)
    rows = ["b.wav,,x", "./a.mp3,Pop,x", "../c.mp3,Pop,x", "d.txt,Pop,x", "e.mp3", ",Pop,x"]
    rows += [f"{n}.mp3,rock,x" for n in range(60)]
    with pytest.raises(DatasetError) as raised:
        songs(HEADER + TWO + "\n".join(rows), ["a.mp3", "b.wav", "d.txt"])
    problems = raised.value.problems
    assert [(p.kind, p.line) for p in problems[:5]] == [
        ("file twice", 5),
        ("outside", 6),
        ("unsupported ending", 7),
        ("ragged row", 8),
        ("empty path", 9),
    ]
    assert {p.kind for p in problems[5:]} == {"missing file"}
    message = str(raised.value)
    assert "65 problems: 60 x missing file, 1 x" in message
    assert "and 15 more" in message and "'59.mp3'" not in message
    assert len(message.splitlines()) == 1 + 50 + 2
    assert any("line 69, record 67: missing file: '59.mp3'" in text for text in caplog.messages)


def test_the_ending_distinguishes_files_with_the_same_name(songs):
    tracks = songs(
        GOOD + "a.wav,Pop,x\nb.tar.wav,Pop,x\n", ["a.mp3", "b.wav", "a.wav", "b.tar.wav"]
    )
    assert [track.track_id for track in tracks] == ["a.mp3", "b", "a.wav", "b.tar"]


def test_rows_whose_file_cannot_be_used_are_rejected(songs):
    assert [track.path for track in songs(GOOD + "no.mp3,Pop,x\n", max_rejected=0.4)] == [
        *("a.mp3", "b.wav"),
    ]


def test_many_rows_are_read_and_each_that_is_ragged_is_named(tmp_path):
    rows = ("".join(f"{n}{digit}.mp3,Rock,la\n" for digit in range(9)) for n in range(10**4))
    table = "".join(f"{row}ragged\n" for row in rows)
    (tmp_path / "metadata.csv").write_text(HEADER + table)
    problems = []
    config = DatasetDescription.from_mapping("mine", description(tmp_path))
    read = read_table(config, (tmp_path / "metadata.csv").read_bytes(), problems, [])
    assert len(read) == 9 * 10**4 and read[-1].path == "99998.mp3"
    assert [problem.line for problem in problems] == list(range(11, 10**5 + 2, 10))


def test_a_message_shows_few_problems(songs):
    with pytest.raises(DatasetError) as raised:
        songs(GOOD + "".join(f"{number}.mp3,Rock,la\n" for number in range(20_000)))
    assert "20000 problems: 20000 x missing file" in str(raised.value)
    assert "20000 of 20002 tracks cannot be used" in str(raised.value)
    assert len(str(raised.value)) < 10_000


@pytest.mark.parametrize("text", ["12.5", "NaN", "-", "null", "?!", " \n ", "la" * 2**20])
def test_a_text_without_words_is_no_lyrics(songs, text):
    (track, other) = songs(f'{HEADER}a.mp3,Rock,"{text}"\nb.wav,Pop,নদী\n')
    assert (track.lyrics, other.lyrics) == (None, "নদী")


def test_the_number_of_clusters_may_be_left_open(songs):
    assert len(songs(factors={"genre": {"k": "auto"}})) == 2


def listed(tmp_path, table, files, **changes):
    """What a listing of a table and files gives, remarks and all."""
    data = table if isinstance(table, bytes) else table.encode()
    (tmp_path / "metadata.csv").write_bytes(data)
    make(tmp_path / "audio", files)
    mapping = description(tmp_path, table={"lyrics": None}, **changes)
    return list_tracks(DatasetDescription.from_mapping("mine", mapping))


SPELLINGS = {
    "case": ("SUB/D.OGG", "sub/d.ogg"),
    "backslash": ("sub\\d.ogg", "sub/d.ogg"),
    "composed": ("No\u0308el.wav", "Nöel.wav"),
    "no ending": ("sub/d", "sub/d.ogg"),
    "no folder": ("d.ogg", "sub/d.ogg"),
    "neither": ("d", "sub/d.ogg"),
    "number 0": ("0", "000.wav"),
    "another ending": ("sub/d.wav", "sub/d.ogg"),
    "url": ("my%20song.wav", "my song.wav"),
    "number": ("7", "007.wav"),
    "number with ending": ("7.wav", "007.wav"),
    "further folder": ("corpus/sub/d.ogg", "sub/d.ogg"),
    "of another computer": ("C:\\Music\\audio\\my song.wav", "my song.wav"),
    "absolute elsewhere": ("/volume1/music/sub/d.ogg", "sub/d.ogg"),
}


@pytest.mark.parametrize("stated, path", SPELLINGS.values(), ids=SPELLINGS)
def test_a_path_in_another_spelling_matches_a_unique_recording(tmp_path, stated, path):
    files = ["a.mp3", "sub/d.ogg", "Nöel.wav", "my song.wav", "007.wav", "000.wav"]
    listing = listed(tmp_path, f"filename,genre\na.mp3,Rock\n{stated},Pop\n", files)
    assert [track.path for track in listing.tracks] == ["a.mp3", path]
    (remark,) = listing.remarks
    assert remark.endswith(f"differs from the recording's: 1 ({stated!r} is {path!r})")


def test_absolute_paths_that_lie_in_the_folder_are_used(tmp_path):
    files = ["a.mp3", "b.wav"]
    rows = f"filename,genre\n{tmp_path}/audio/a.mp3,Rock\nfile://{tmp_path}/audio/b.wav,Pop\n"
    assert [track.path for track in listed(tmp_path, rows, files).tracks] == files


@pytest.mark.parametrize("stated", ["01", "01.mp3", "a/1.wav", "/b/01.wav/01.wav", "../01.wav"])
def test_a_path_that_may_mean_two_recordings_means_none(tmp_path, stated):
    files = ["x.wav", "a/01.wav", "b/01.wav"]
    if stated == "a/1.wav":
        files.append("a/001.wav")
    with pytest.raises(DatasetError, match=r"1 problem: 1 x (missing file|outside)"):
        listed(tmp_path, f"filename,genre\nx.wav,Rock\n{stated},Pop\n", files)


def test_labels_in_two_spellings_are_merged(tmp_path):
    labels = ["Hip-Hop", "hip-hop", "Hip-Hop ", "\u202eHip-\u200bHop", "Rock"]
    rows = "".join(f"{n}.wav,{label}\n" for n, label in enumerate(labels))
    listing = listed(tmp_path, "filename,genre\n" + rows, [f"{n}.wav" for n in range(5)])
    assert [track.labels["genre"] for track in listing.tracks] == ["Hip-Hop"] * 4 + ["Rock"]
    assert listing.remarks[0].startswith("genre: labels that differ in case")


def test_what_says_that_there_is_no_label_is_none(tmp_path):
    labels = ["Rock", "Pop", "", "nan", "Unknown", "N/A", "?", " - "]
    rows = "".join(f"{n}.wav,{label}\n" for n, label in enumerate(labels))
    listing = listed(tmp_path, "filename,genre\n" + rows, [f"{n}.wav" for n in range(8)])
    assert [track.labels["genre"] for track in listing.tracks] == ["Rock", "Pop"] + [""] * 6
    assert listing.remarks == ["genre: songs without a label: 6 of 8; scores leave them out"]


def test_several_labels_of_a_song_are_parted_by_the_separator(tmp_path):
    factors = {"genre": {"k": 2, "separator": ";"}}
    table = "filename,genre\na.wav,Rock; Pop ;Rock\nb.wav,\"['Pop', 'Rock']\"\nc.wav,Pop\n"
    listing = listed(tmp_path, table, ["a.wav", "b.wav", "c.wav"], factors=factors)
    assert [track.labels["genre"] for track in listing.tracks] == ["Rock", "Pop", "Pop"]
    assert [track.others for track in listing.tracks] == [
        {"genre": ("Pop",)},
        {"genre": ("Rock",)},
        {},
    ]


def test_cells_behind_the_last_column_of_tabs_are_a_list(tmp_path):
    factors = {"mood": {"k": 2, "column": "TAGS", "separator": ";"}}
    table = "filename\tTAGS\na.wav\tsad\tslow\nb.wav\tcalm\n"
    listing = listed(tmp_path, table, ["a.wav", "b.wav"], factors=factors)
    assert [track.labels["mood"] for track in listing.tracks] == ["sad", "calm"]
    assert listing.tracks[0].others == {"mood": ("slow",)}


def test_a_table_from_windows_is_read_with_a_remark(tmp_path):
    table = "filename,genre\na.wav,Café\nb.wav,Pop\n".encode("cp1252")
    listing = listed(tmp_path, table, ["a.wav", "b.wav"])
    assert listing.tracks[0].labels == {"genre": "Café"}
    assert listing.remarks[0].startswith("metadata.csv is not UTF-8: it is read as cp1252; if")


def test_a_link_in_a_table_is_the_song_once(tmp_path):
    make(tmp_path / "audio", ["b.wav"])
    (tmp_path / "audio/a.wav").symlink_to("b.wav")
    table = "filename,genre\na.wav,Rock\nb.wav,Rock\nc.wav,Pop\n"
    listing = listed(tmp_path, table, ["b.wav", "c.wav"])
    assert [track.path for track in listing.tracks] == ["b.wav", "c.wav"]
    assert listing.remarks == ["links to songs, which are used once: 1 ('a.wav' is 'b.wav')"]


@pytest.mark.parametrize(
    "stated", ["9" * 5000, "a/" * 50_000 + "1.wav", "~nobody/a", "\ud800", "%ff"]
)
def test_a_path_that_nobody_would_write_means_nothing(tmp_path, stated):
    recordings = Recordings(["a.wav", "b/1.wav", "b/c/1.wav"], tmp_path)
    assert recordings.find(stated) is None
