"""Tables in workbooks: what a sheet says, in which row, and what cannot be read."""

import datetime

import pytest
from support.collections import list_songs, make
from support.workbooks import workbook

from hbvae.datasets.description import DatasetDescription
from hbvae.datasets.discovery import describe_folder
from hbvae.datasets.fingerprint import fingerprint
from hbvae.datasets.listing import list_tracks
from hbvae.datasets.workbook import read_workbook
from hbvae.errors import ConfigError, DatasetError

HEADER = ["filename", "genre", "lyrics"]
SONGS = [HEADER, *([f"{n}.wav", ("Rock", "Pop")[n % 2], f"line one\nline {n}"] for n in range(4))]
FILES = [f"{n}.wav" for n in range(4)]


def described(folder, **files):
    """The folder with audio and some files more, described as it is found; and the remarks."""
    make(folder, FILES)
    for name, data in files.items():
        (folder / name.replace("__", ".")).write_bytes(data)
    remarks = []
    mapping = describe_folder(str(folder), remarks.append)
    return DatasetDescription.from_mapping("mine", mapping), remarks


@pytest.mark.parametrize("name", ["songs__xlsx", "songs__csv", "songs__XLSX"])
def test_a_workbook_in_a_folder_is_a_table_whatever_it_is_called(tmp_path, name):
    config, remarks = described(tmp_path, **{name: workbook({"Songs": SONGS})})
    assert remarks == [
        f"{name.replace('__', '.')}: it has rows for 4 of 4 recordings; its sheet 'Songs' is read; "
        "'filename' is the recording, 'lyrics' is lyrics, 'genre' is genre"
    ]
    tracks = list_tracks(config).tracks
    assert [track.labels["genre"] for track in tracks] == ["Rock", "Pop", "Rock", "Pop"]
    assert [track.lyrics for track in tracks] == [f"line one\nline {n}" for n in range(4)]


def test_a_changed_workbook_is_noticed(tmp_path):
    config, _ = described(tmp_path, songs__xlsx=workbook({"Songs": SONGS}))
    before = fingerprint(config)
    (tmp_path / "songs.xlsx").write_bytes(workbook({"Songs": [*SONGS[:2], *SONGS[3:], SONGS[2]]}))
    assert fingerprint(config) != before


def test_the_sheet_that_names_the_recordings_is_read_and_hidden_ones_are_not(tmp_path):
    sheets = {"Notes": [["buy", "file"], ["milk", "x"]], "Old": SONGS[:3], "Now": SONGS}
    config, remarks = described(tmp_path, songs__xlsx=workbook(sheets))
    assert config.table.sheet == "Now" and "its sheet 'Now' of 3 is read" in remarks[0]
    config, _ = described(tmp_path, songs__xlsx=workbook(sheets, hidden=["Now"]))
    assert config.table.sheet == "Old"


def test_a_table_that_was_exported_comes_before_its_workbook(tmp_path):
    text = b"filename,genre\n0.wav,x\n1.wav,x\n2.wav,y\n"
    config, _ = described(tmp_path, a__xlsx=workbook({"S": SONGS}), b__csv=text)
    assert config.table.file == "b.csv"


def test_cells_are_what_they_show():
    rows = [
        ["id", "day", "share", "lyrics"],
        [1.0, datetime.date(2021, 3, 4), 0.5, " two\nlines "],
        [],
        [20231231, "2021-03-05", None, "x"],
        ["", ""],
    ]
    (sheet,) = read_workbook(workbook({"S": rows}))
    assert [(record.line, record.cells) for record in sheet.records] == [
        (1, ["id", "day", "share", "lyrics"]),
        (2, ["1", "2021-03-04", "0.5", " two\nlines "]),
        (4, ["20231231", "2021-03-05", "", "x"]),
    ]


def test_merged_rows_share_their_label_and_a_title_above_is_passed_over(tmp_path):
    rows = [["My songs"], [], ["filename", "genre"]]
    rows += [["0.wav", "Rock"], ["1.wav", None], ["2.wav", "Pop"], ["3.wav", "Pop"]]
    config, _ = described(tmp_path, songs__xlsx=workbook({"S": rows}, merged="B4:B5"))
    assert [t.labels["genre"] for t in list_tracks(config).tracks] == ["Rock", "Rock", "Pop", "Pop"]


def test_numbers_mean_the_recordings_that_are_called_so(tmp_path):
    make(tmp_path, ["001.wav", "002.wav", "010.wav", "011.wav"])
    rows = [["track_id", "genre"], [1.0, "a"], [2.0, "b"], [10.0, "a"], [11.0, "b"]]
    (tmp_path / "songs.xlsx").write_bytes(workbook({"S": rows}))
    config = DatasetDescription.from_mapping("mine", describe_folder(str(tmp_path)))
    assert [t.labels["genre"] for t in list_tracks(config).tracks] == ["a", "b", "a", "b"]


def test_a_described_workbook_is_checked_as_a_table_is_with_the_row_of_the_sheet(tmp_path):
    rows = [HEADER, ["0.wav", "Rock", ""], [], ["gone.wav", "Pop", ""], ["0.wav", "Pop", ""]]
    table = {"file": "songs.xlsx"}
    with pytest.raises(DatasetError) as raised:
        list_songs(tmp_path, workbook({"S": rows}), FILES, name="songs.xlsx", table=table)
    assert [(p.kind, p.where, p.line) for p in raised.value.problems] == [
        ("missing file", "songs.xlsx line 4, record 2", 4),
        ("file twice", "songs.xlsx line 5, record 3", 5),
    ]


def test_the_sheet_of_a_description(tmp_path):
    data = workbook({"Notes": [["a"], ["b"]], "Songs": SONGS, "More": [HEADER, ["0.wav", "x", ""]]})
    usual = {"name": "songs.xlsx", "table": {"file": "songs.xlsx"}}
    assert len(list_songs(tmp_path, data, FILES, **usual)) == 4
    usual["table"]["sheet"] = "Song"
    with pytest.raises(DatasetError, match=r"expected 'Song' \(table.sheet\), got 'Notes'.*"
                                           r"did you mean 'Songs'"):  # fmt: skip
        list_songs(tmp_path, data, FILES, **usual)
    with pytest.raises(ConfigError, match=r"expected a file that ends in .*\.xlsx"):
        list_songs(tmp_path, data, FILES, table={"file": "songs.docx"})


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04" + bytes(500),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000),
        workbook({"Songs": SONGS})[:-300],
        workbook({"Songs": SONGS}).replace(b"<sheetData>", b"<sheetDat?>"),
        workbook({"Songs": []}),
    ],
    ids=["zeros", "old and empty", "cut off", "damaged", "empty"],
)
def test_a_workbook_that_cannot_be_read_is_a_line(tmp_path, data):
    config, remarks = described(tmp_path, songs__xlsx=data)
    assert config.layout == "folders"
    (remark,) = remarks
    assert remark.startswith("songs.xlsx is not used: it is ")
    with pytest.raises(DatasetError, match=r"songs\.xlsx: (unreadable|empty) table"):
        list_songs(tmp_path, data, FILES, name="songs.xlsx", table={"file": "songs.xlsx"})
