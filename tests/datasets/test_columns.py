"""A table in a folder that nobody has described: which column is what, and what it says."""

import re

import pytest

from hbvae.datasets.description import DatasetDescription
from hbvae.datasets.discovery import describe_folder, with_lyrics_files
from hbvae.datasets.listing import list_tracks
from hbvae.storage.metadata import Metadata

SONGS = tuple(f"{number:02d} song.wav" for number in range(12))


def annotated(folder, tables, songs=SONGS):
    """The tracks of a folder of songs with tables, and all remarks."""
    for song in songs:
        (folder / song).parent.mkdir(parents=True, exist_ok=True)
        (folder / song).write_bytes(song.encode())
    for name, table in tables.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(table if isinstance(table, bytes) else table.encode())
    remarks = []
    description = describe_folder(str(folder), remarks.append)
    description |= {"lyrics_files": False}
    listing = list_tracks(DatasetDescription.from_mapping("mine", description))
    return listing.tracks, [*remarks, *listing.remarks]


def genres(delimiter=",", songs=SONGS, labels=("rock", "pop")):
    """A table of songs and their genres."""
    rows = [(song, labels[number % len(labels)]) for number, song in enumerate(songs)]
    return "".join(delimiter.join(row) + "\n" for row in [("filename", "genre"), *rows])


FORMATS = {
    "semicolons": {"songs.csv": genres(";")},
    "tabs": {"songs.csv": genres("\t")},
    "bars": {"songs.csv": genres("|")},
    "UTF-16": {"songs.tsv": genres("\t").encode("utf-16")},
    "sep line": {"songs.csv": "sep=,\n" + genres()},
    "blanks": {"songs.csv": genres(", ")},
    "resource fork": {"songs.csv": genres(), "._songs.csv": b"\0\5\x16\7Mac OS X"},
    "without endings": {"songs.csv": genres().replace(".wav", "")},
    "links of the web": {"songs.csv": genres().replace(" song", "%20song")},
    "quoted sep line": {"songs.csv": '"sep=;"\r\n' + genres(";")},
    "a tab-separated text, line ends of old Macs": {
        "Music.txt": genres("\t").replace("\n", "\r").encode("utf-16")
    },
    "titles above": {"songs.csv": "My songs,\n# of 2020\n\n" + genres()},
    "a header in a comment": {"songs.csv": "#" + genres()},
    "a total below": {"songs.csv": genres() + "Total,\n"},
    "the header twice": {"songs.csv": genres() + "filename,genre\n"},
    "names of rows": {
        "songs.csv": "".join(
            f"{i},{line}\n" for i, line in enumerate(genres().split("\n")[:-1])
        ).removeprefix("0,")
    },
    "an index": {
        "songs.csv": "".join(
            f"{i},{line}\n" for i, line in enumerate(genres().split("\n")[:-1])
        ).replace("0,", ",", 1)
    },
    "single quotes": {"songs.csv": re.sub(r"([^,\n]+)", r"'\1'", genres())},
    "a quote within a cell": {
        "songs.csv": genres()
        .replace("genre", "genre,title")
        .replace("rock\n", 'rock,"Heroes" (live)\n')
        .replace("pop\n", 'pop,"12\\" mix, long"\n')
    },
    "rows that end early": {"songs.csv": genres().replace("genre", "genre,year,note")},
    "NULs": {"songs.csv": genres().encode() + b"\0\0"},
    "decimal commas": {"songs.csv": genres(";1,5;").replace("filename;1,5;", "filename;tempo;")},
    "a name in brackets": {"songs.csv": genres().replace("genre", " Genre (main) ", 1)},
    "a longer name": {"songs.csv": genres().replace("genre", "Genre musical", 1)},
    "a name in another script": {"songs.csv": genres().replace("genre", "ジャンル", 1)},
    "a decomposed name": {"songs.csv": genres().replace("genre", "Ge\u0301nero", 1)},
    "rows that agree": {"songs.csv": genres() + genres().partition("\n")[2]},
    "one csv a song": {
        "songs.csv": genres(),
        **{f"{song[:-4]}.csv": "time,beat\n" for song in SONGS},
    },
    "up from a folder": {"about/songs.csv": re.sub(r"(?m)^(?=\d)", "../", genres())},
    "of something else": {"songs.csv": genres(), "eggs.csv": "what,how many\neggs,6\n"},
    "a copy": {"songs (1).csv": genres(";"), "songs.csv": genres()},
    "of elsewhere": {"songs.csv": genres(), "sums.csv": "md5,file\n0f,/volume1/old/x.wav\n"},
}


@pytest.mark.parametrize("tables", FORMATS.values(), ids=FORMATS)
def test_a_table_is_used_as_programs_write_it(tmp_path, tables):
    tracks, remarks = annotated(tmp_path, tables)
    assert [track.labels for track in tracks] == [{"genre": "rock"}, {"genre": "pop"}] * 6
    (used,) = [remark for remark in remarks if "it has rows for 12 of 12 recordings" in remark]
    assert re.search(r"'#?filename' is the recording, .* is genre", used)
    assert len(remarks) < 6


def test_a_windows_table_is_read_in_the_encoding_that_matches_files(tmp_path):
    songs = [f"{number} песня.wav" for number in range(4)]
    tracks, remarks = annotated(tmp_path, {"s.csv": genres(songs=songs).encode("cp1251")}, songs)
    assert [track.labels["genre"] for track in tracks] == ["rock", "pop"] * 2
    assert "read as cp1251" in remarks[0]


@pytest.mark.parametrize(
    ("labels", "encoding"),
    [
        (("рок-музыка", "народная"), "cp1251"),
        (("摇滚", "流行音乐"), "gb18030"),
        (("Rock für Mädchen", "Pop"), "cp1252"),
        (("Rock für Mädchen", "Pop"), "utf-16-le"),
    ],
)
def test_labels_are_in_the_encoding_that_is_likeliest_where_files_do_not_show_it(
    tmp_path, labels, encoding
):
    tracks, remarks = annotated(tmp_path, {"s.csv": genres(labels=labels).encode(encoding)})
    assert [track.labels["genre"] for track in tracks] == list(labels) * 6
    assert f"read as {encoding}" in remarks[0]
    assert ("save it as UTF-8" in remarks[0]) == (not encoding.startswith("utf"))


def test_a_damaged_byte_costs_no_other_letter(tmp_path):
    table = genres(labels=("Chanson française, enregistrée à l'été", "Pop")).replace(", ", " ")
    damaged = table.encode() + b"\xff.wav,x\n"
    tracks, remarks = annotated(tmp_path, {"s.csv": damaged})
    assert tracks[0].labels["genre"] == "Chanson française enregistrée à l'été"
    assert "read as utf-8" in remarks[0]


NO_TABLES = {
    "nothing": b"",
    "a letter": b"x",
    "empty lines": b"\n\n\r\n",
    "empty cells": b",,\n,,\n",
    "NULs": bytes(4000),
    "quotes": b'"' * 999,
    "open quotes": b'"a,b\n' * 999,
    "sound": b"RIFF\x24\x08\0\0WAVEfmt " + bytes(range(256)) * 20,
    "a gzip": b"\x1f\x8b\x08" + bytes(range(256)) * 9,
    "a web page": b"<!DOCTYPE html><html><body>Sign in, please</body></html>",
    "JSON": b'[{"filename": "00 song.wav", "genre": "rock"}]',
}


@pytest.mark.parametrize("content", NO_TABLES.values(), ids=NO_TABLES)
def test_an_unreadable_table_is_reported_and_costs_no_song(tmp_path, content):
    tracks, remarks = annotated(tmp_path, {"t.csv": content})
    assert [track.path for track in tracks] == list(SONGS)
    assert remarks[0].startswith("t.csv is not used: ") and len(remarks[0]) < 900


UNUSED = {
    "workbook": ({"songs.xlsx": b"PK\3\4"}, "songs.xlsx is not used: it is a workbook"),
    "workbook as csv": ({"songs.csv": b"PK\3\4"}, "songs.csv is not used: it is a workbook"),
    "of other files": (
        {"sums.csv": "md5,file\n0f,/volume1/music/x.wav\n"},
        "sums.csv is not used: its column 'file' names no recording of this folder",
    ),
    "without labels": (
        {"favourites.csv": "file,stars\n00 song.wav,5\n01 song.wav,5\n"},
        "it has rows for 2 of 12 recordings",
    ),
    "no header": (
        {"songs.csv": genres().partition("\n")[2]},
        "first line names a recording: add a",
    ),
    "ragged": (
        {"songs.csv": "filename,title\n00 song.wav,a, b\n01 song.wav,c\n"},
        "line 2: ragged",
    ),
    "a genre a song": (
        {"songs.csv": genres(labels=[f"genre {n}" for n in range(12)])},
        "12 labels for 12 songs are too few or too many to score",
    ),
    "more labels than half the songs": (
        {"songs.csv": genres(labels=[f"genre {n}" for n in range(8)])},
        "8 labels for 12 songs are too few or too many to score",
    ),
    "a number that may mean anything": (
        {"songs.csv": genres().replace("filename", "year").replace(" song.wav", "")},
        "none of its columns names a recording of this folder",
    ),
    "names of lyric files": (
        {"songs.csv": "filename,lyrics\n00 song.wav,lyrics/0.txt\n"},
        "column 'lyrics' names files; lyrics in files belong to the songs",
    ),
    "two columns of one name": (
        {"songs.csv": genres().replace("filename,genre", "filename,genre,genre")},
        "columns with the same name: 'genre'",
    ),
    "two tables": (
        {"a.csv": genres(), "b.csv": genres(labels=("folk", "jazz"))},
        "none of a.csv, b.csv is used",
    ),
}


def test_a_table_may_say_no_more_than_artists_albums_and_years(tmp_path):
    rows = "filename,Artist,album,Release Year\n00 song.wav,Ann,Far away,1994-05-02\n"
    rows += "01 song.wav,,Far away,\n"
    tracks, remarks = annotated(tmp_path, {"songs.csv": rows})
    assert tracks[0].metadata == Metadata("", "Ann", "Far away", "1994")
    assert tracks[1].metadata == Metadata(album="Far away") and tracks[0].labels == {}
    assert "'Artist' is the artist" in remarks[0]
    labels = "filename,genre\n" + "".join(f"{n:02} song.wav,{'ab'[n % 2]}\n" for n in range(12))
    tracks, remarks = annotated(tmp_path, {"genres.csv": labels})
    assert tracks[0].labels == {"genre": "a"} and tracks[0].metadata == Metadata()
    assert any(text.startswith("songs.csv is not used: it has no labels") for text in remarks)


@pytest.mark.parametrize("tables, text", UNUSED.values(), ids=UNUSED)
def test_the_reason_for_skipping_a_table_is_reported(tmp_path, tables, text):
    tracks, remarks = annotated(tmp_path, tables)
    assert [track.path for track in tracks] == list(SONGS)
    assert tracks[0].labels == {}
    assert any(text in remark for remark in remarks), remarks


def test_metadata_is_preferred_among_tables(tmp_path):
    tables = {"a.csv": genres(), "Metadata.csv": genres(labels=("folk", "jazz", "folk"))}
    tracks, _ = annotated(tmp_path, tables)
    assert tracks[0].labels == {"genre": "folk"}


def test_a_table_of_some_songs_leaves_the_others_without_labels(tmp_path):
    rows = "filename,genre\n" + "".join(
        f"{song},{label}\n"
        for song, label in zip(
            (*SONGS[:5], "gone.wav"), ["rock", "pop", "rock", "Unknown", "pop", "pop"], strict=True
        )
    )
    tracks, remarks = annotated(tmp_path, {"songs.csv": rows})
    labels = ["rock", "pop", "rock", "", "pop", *[""] * 7]
    assert [track.labels["genre"] for track in tracks] == labels
    assert "songs.csv: rows that match no single recording: 1 ('gone.wav')" in remarks
    assert "genre: songs without a label: 8 of 12; scores leave them out" in remarks


def test_the_column_that_names_most_recordings_is_used(tmp_path):
    rows = "".join(f"{number},/elsewhere/x{number}.wav,{'ab'[number % 2]}\n" for number in range(4))
    songs = [f"audio/{number:03d}.wav" for number in range(4)]
    tracks, remarks = annotated(tmp_path, {"songs.csv": "id,file,genre\n" + rows}, songs)
    assert [track.labels["genre"] for track in tracks] == list("abab")
    assert "'id' is the recording" in remarks[0]


def test_a_table_in_a_folder_beside_the_songs_is_used(tmp_path):
    (tmp_path / "about").mkdir()
    songs = [f"audio/{song}" for song in SONGS]
    tracks, remarks = annotated(tmp_path, {"about/tracks.csv": genres()}, songs)
    assert [track.labels["genre"] for track in tracks] == ["rock", "pop"] * 6
    assert remarks[0].startswith("about/tracks.csv: it has rows for 12 of 12")


def test_what_spreadsheets_leave_behind_means_nothing(tmp_path):
    table = genres().replace("rock\n", "rock,,\n") + ",\n,\n"
    tracks, remarks = annotated(tmp_path, {"songs.csv": table})
    assert [track.labels["genre"] for track in tracks] == ["rock", "pop"] * 6
    assert len(remarks) == 1


def test_songs_that_a_table_has_no_lyrics_of_have_those_beside_them(tmp_path):
    table = "filename,lyrics\n00 song.wav,from the table\n"
    (tmp_path / "01 song.txt").write_text("from beside it")
    annotated(tmp_path, {"songs.csv": table})
    description = with_lyrics_files(describe_folder(str(tmp_path)))
    tracks = list_tracks(DatasetDescription.from_mapping("mine", description)).tracks
    assert [track.lyrics for track in tracks[:3]] == ["from the table", "from beside it", None]


def test_an_open_quote_is_reported_and_read_literally(tmp_path):
    table = genres("\t").replace("rock", '"rock', 1)
    tracks, remarks = annotated(tmp_path, {"songs.tsv": table})
    assert [track.labels["genre"] for track in tracks] == ["rock", "pop"] * 6
    (quoted,) = [remark for remark in remarks if "quote" in remark]
    assert quoted.startswith("songs.tsv line 2, record 1: unclosed quote:")


def test_a_very_long_label_is_dropped_with_a_remark(tmp_path):
    tracks, remarks = annotated(tmp_path, {"songs.csv": genres().replace("rock", "la " * 99, 1)})
    assert [track.labels["genre"] for track in tracks] == ["", "pop", *["rock", "pop"] * 5]
    assert any("line 2, record 1: long label: genre has 296" in remark for remark in remarks)


def test_conflicting_rows_are_reported_and_exact_paths_win(tmp_path):
    table = genres().replace("filename,genre\n", "filename,genre\n00_SONG.wav,folk\n")
    tracks, remarks = annotated(tmp_path, {"songs.csv": table})
    assert tracks[0].labels["genre"] == "rock"
    assert any("rows that contradict an earlier row" in remark for remark in remarks)


def test_a_ragged_row_is_reported_with_its_line(tmp_path):
    table = genres().replace("03 song.wav,pop", "03 song.wav,pop, folk")
    tracks, remarks = annotated(tmp_path, {"songs.csv": table})
    assert tracks[3].labels == {"genre": ""} and tracks[4].labels == {"genre": "rock"}
    (quoted,) = [remark for remark in remarks if "ragged row" in remark]
    assert quoted.startswith("songs.csv line 5, record 4: ragged row: expected 2 cells")


def test_columns_of_several_levels_are_those_of_the_free_music_archive(tmp_path):
    songs = [f"fma_small/000/{number:06d}.mp3" for number in range(2, 8)]
    rows = "".join(f"{n},0,2008,{('Rock', 'Folk')[n % 2]},Food\n" for n in range(2, 200))
    header = ",album,album,track,track\n,comments,date,genre_top,title\ntrack_id,,,,\n"
    tracks, remarks = annotated(tmp_path, {"tracks.csv": header + rows}, songs)
    assert [track.labels["genre"] for track in tracks] == ["Rock", "Folk"] * 3
    assert "'track_id' is the recording, 'track.genre_top' is genre" in remarks[0]


def test_separators_are_detected_and_doubtful_ones_reported(tmp_path):
    table = genres(labels=("Rock", "Pop", "Rock;Pop", "Pop; Rock", "Rock/Pop", "Rock"))
    tracks, remarks = annotated(tmp_path, {"songs.csv": table})
    first = ["Rock", "Pop", "Rock", "Pop", "Rock/Pop", "Rock"] * 2
    assert [track.labels["genre"] for track in tracks] == first
    assert tracks[3].others == {"genre": ("Rock",)}
    assert any("4 songs have several labels, between which is ';'" in text for text in remarks)
    assert any("'Rock/Pop' are single labels; if" in text for text in remarks)


def test_a_table_may_name_songs_by_a_linked_folder_or_a_link(tmp_path):
    (tmp_path / "songs").mkdir()
    (tmp_path / "linked").symlink_to("songs")
    (tmp_path / "best.wav").symlink_to("songs/2.wav")
    rows = "linked/0.wav,rock\nlinked/1.wav,pop\nbest.wav,rock\nsongs/3.wav,pop\n"
    songs = [f"songs/{number}.wav" for number in range(4)]
    tracks, _ = annotated(tmp_path, {"t.csv": f"filename,genre\n{rows}"}, songs)
    assert {track.path: track.labels["genre"] for track in tracks} == {
        "songs/0.wav": "rock", "songs/1.wav": "pop", "songs/2.wav": "rock", "songs/3.wav": "pop",
    }  # fmt: skip


def test_a_song_may_be_called_as_a_column(tmp_path):
    songs = ["filename.wav", "genre.wav", "title.wav", "label.wav"]
    tracks, _ = annotated(tmp_path, {"t.csv": genres(songs=songs)}, songs)
    assert {track.path for track in tracks if track.labels["genre"] == "rock"} == set(songs[::2])


def test_labels_are_counted_in_the_rows_that_are_used(tmp_path):
    first = "".join(f"{song.upper()},pop\n" for song in SONGS)  # other spellings of the same songs
    table = genres(labels=("rock",)).replace("filename,genre\n", f"filename,genre\n{first}")
    tracks, remarks = annotated(tmp_path, {"songs.csv": table})
    assert tracks[0].labels == {}
    assert any("1 labels for 12 songs are too few or too many" in remark for remark in remarks)
