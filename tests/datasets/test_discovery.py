"""A folder of songs that nobody has described; what recordings say of themselves."""

import numpy as np
import pytest
import soundfile
import yaml
from mutagen.flac import FLAC
from mutagen.id3 import ID3, TIT2, TPE1, USLT

from hbvae.datasets.description import DatasetDescription
from hbvae.datasets.discovery import (
    dataset_name,
    describe_folder,
    with_corpus,
    with_lyrics_files,
)
from hbvae.datasets.fingerprint import fingerprint
from hbvae.datasets.listing import list_tracks
from hbvae.datasets.tags import find_lyrics, read_title, song_title
from hbvae.errors import DatasetError


def record(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, np.zeros(2000), 8000)
    return path


def described(folder):
    return DatasetDescription.from_mapping("mine", with_lyrics_files(describe_folder(str(folder))))


# What a recording says


def test_lyrics_beside_a_recording_come_before_its_tags(tmp_path):
    song = record(tmp_path / "a song.flac")
    assert find_lyrics(song) is None
    tags = FLAC(song)
    tags["lyrics"] = "in the tag"
    tags.save()
    assert find_lyrics(song) == "in the tag"
    (tmp_path / "a song.txt").write_text("beside it\n\n")
    assert find_lyrics(song) == "beside it"
    (tmp_path / "a song.LRC").write_text("[ar:Me]\n[00:12.00]One <00:13.00>line\n[01:02.5]Two")
    assert find_lyrics(song) == "One line\nTwo"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_lyrics_of_any_usual_encoding(tmp_path, encoding):
    (tmp_path / "song.txt").write_text("Grüße an alle", encoding=encoding)
    assert find_lyrics(tmp_path / "song.mp3") == "Grüße an alle"


def test_what_is_no_lyrics_is_passed_over(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("not yours")
    (tmp_path / "linked.txt").symlink_to(secret)
    (tmp_path / "long.txt").write_text("la " * 400_000)
    (tmp_path / "blank.txt").write_text(" \n\n")
    (tmp_path / "folder.txt").mkdir()
    for name in ("linked", "long", "blank", "folder"):
        assert find_lyrics(tmp_path / f"{name}.mp3") is None


def test_titles_and_lyrics_of_id3(tmp_path):
    song = record(tmp_path / "01.mp3")
    tags = ID3()
    tags.add(TIT2(encoding=3, text="নদী"))
    tags.add(TPE1(encoding=3, text="A band"))
    tags.add(USLT(encoding=3, lang="ben", desc="", text="নদীর ঘাটে\r\nসন্ধ্যা"))
    tags.save(song)
    assert read_title(song) == "A band: নদী"
    assert find_lyrics(song) == "নদীর ঘাটে\nসন্ধ্যা"


def test_a_recording_without_tags_is_called_as_its_file(tmp_path):
    (tmp_path / "broken.mp3").write_bytes(b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f" + b"\xff" * 50)
    assert song_title(tmp_path / "broken.mp3") == "broken"
    assert song_title(record(tmp_path / "plain.wav")) == "plain"


def test_a_title_is_one_line_and_no_book(tmp_path):
    song = record(tmp_path / "01.mp3")
    tags = ID3()
    tags.add(TIT2(encoding=3, text=" \n one\n two " + "la " * 100_000))
    tags.save(song)
    assert song_title(song).startswith("one two la la")
    assert len(song_title(song)) == 200


# What a folder is


def test_a_folder_without_a_table_is_all_its_recordings_without_labels(tmp_path):
    for name in ("b/two.wav", "one.wav", "b/c/three.flac"):
        record(tmp_path / name)
    config = described(tmp_path)
    assert [track.path for track in list_tracks(config).tracks] == [
        *("b/c/three.flac", "b/two.wav", "one.wav")
    ]
    assert config.references == {"none": "auto"}
    assert not config.has_lyrics


def test_lyrics_that_are_added_are_found_by_the_next_run(tmp_path):
    record(tmp_path / "one.wav")
    record(tmp_path / "two.wav")
    (tmp_path / "one.txt").write_text("la la")
    config = described(tmp_path)
    assert [track.lyrics for track in list_tracks(config).tracks] == ["la la", None]
    before = fingerprint(config)
    (tmp_path / "two.lrc").write_text("lo lo")
    assert fingerprint(config) != before
    assert [track.lyrics for track in list_tracks(config).tracks] == ["la la", "lo lo"]


@pytest.mark.parametrize("where", ["audio", "."])
def test_a_table_in_the_folder_is_used(tmp_path, where):
    for name in ("1.wav", "2.wav", "3.wav"):
        record(tmp_path / where / name)
    rows = ["Filename,Language,genre,Lyrics", "1.wav,Bangla,Folk,la", "2.wav,English,Folk,lo"]
    (tmp_path / "songs.csv").write_text("\n".join([*rows, "3.wav,English,Folk,"]))
    config = described(tmp_path)
    assert config.audio_dir == "."
    assert {name: factor.k for name, factor in config.factors.items()} == {"language": 2}
    tracks = list_tracks(config).tracks
    assert [track.labels for track in tracks] == [
        {"language": "Bangla"}, {"language": "English"}, {"language": "English"},
    ]  # fmt: skip
    assert [track.lyrics for track in tracks] == ["la", "lo", None]


def test_a_table_of_something_else_is_passed_over(tmp_path):
    record(tmp_path / "1.wav")
    (tmp_path / "shopping.csv").write_text("what,how many\neggs,6\n")
    assert described(tmp_path).layout == "folders"


SONGS = tuple(f"{number:02d} song.wav" for number in range(12))


def annotated(folder, tables, songs=SONGS):
    """The tracks of a folder of songs with tables, and all remarks."""
    for song in songs:
        (folder / song).parent.mkdir(parents=True, exist_ok=True)
        (folder / song).write_bytes(song.encode())
    for name, table in tables.items():
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
    "of something else": {"songs.csv": genres(), "eggs.csv": "what,how many\neggs,6\n"},
    "of elsewhere": {"songs.csv": genres(), "sums.csv": "md5,file\n0f,/volume1/old/x.wav\n"},
}


@pytest.mark.parametrize("tables", FORMATS.values(), ids=FORMATS)
def test_a_table_is_used_as_programs_write_it(tmp_path, tables):
    tracks, remarks = annotated(tmp_path, tables)
    assert [track.labels for track in tracks] == [{"genre": "rock"}, {"genre": "pop"}] * 6
    (used,) = [remark for remark in remarks if "it has rows for 12 of 12 recordings" in remark]
    assert "'filename' is the recording, 'genre' is genre" in used


def test_a_table_of_windows_is_read_in_the_encoding_by_which_files_are_found(tmp_path):
    songs = [f"{number} песня.wav" for number in range(4)]
    tracks, remarks = annotated(tmp_path, {"s.csv": genres(songs=songs).encode("cp1251")}, songs)
    assert [track.labels["genre"] for track in tracks] == ["rock", "pop"] * 2
    assert "read as cp1251" in remarks[0]


UNUSED = {
    "workbook": ({"songs.xlsx": b"PK\3\4"}, "songs.xlsx is not used: export the table as CSV"),
    "workbook as csv": ({"songs.csv": b"PK\3\4"}, "songs.csv is not used: it is a workbook"),
    "open quote": (
        {"songs.csv": genres().replace("rock", '"rock', 1)},
        "songs.csv is not used: line 2: unclosed quote",
    ),
    "of other files": (
        {"sums.csv": "md5,file\n0f,/volume1/music/x.wav\n"},
        "sums.csv is not used: its column 'file' names no recording of this folder",
    ),
    "without labels": (
        {"favourites.csv": "file,stars\n00 song.wav,5\n01 song.wav,5\n"},
        "it has rows for 2 of 12 recordings",
    ),
    "no header": ({"songs.csv": genres().partition("\n")[2]}, "its first line does not have a"),
    "ragged": (
        {"songs.csv": "filename,title\n00 song.wav,a, b\n01 song.wav,c\n"},
        "line 2: ragged",
    ),
    "a genre a song": (
        {"songs.csv": genres(labels=[f"genre {n}" for n in range(12)])},
        "12 labels for 12 songs are nothing to score clusters against",
    ),
    "two tables": ({"a.csv": genres(), "b.csv": genres()}, "none of a.csv, b.csv is used"),
}


@pytest.mark.parametrize("tables, text", UNUSED.values(), ids=UNUSED)
def test_why_a_table_is_not_used_is_said(tmp_path, tables, text):
    tracks, remarks = annotated(tmp_path, tables)
    assert [track.path for track in tracks] == list(SONGS)
    assert tracks[0].labels == {}
    assert any(text in remark for remark in remarks), remarks


def test_of_several_tables_metadata_is_used(tmp_path):
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
    assert "songs.csv: rows that mean no single recording: 1 ('gone.wav')" in remarks
    assert "genre: songs without a label: 8 of 12; scores leave them out" in remarks


def test_the_column_of_recordings_is_the_one_that_names_most_of_them(tmp_path):
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
    tracks = list_tracks(described(tmp_path)).tracks
    assert [track.lyrics for track in tracks[:3]] == ["from the table", "from beside it", None]


def test_a_ragged_row_is_said_with_its_line_and_the_others_are_used(tmp_path):
    table = genres().replace("03 song.wav,pop", "03 song.wav,pop, folk")
    tracks, remarks = annotated(tmp_path, {"songs.csv": table})
    assert tracks[3].labels == {"genre": ""} and tracks[4].labels == {"genre": "rock"}
    (said,) = [remark for remark in remarks if "ragged row" in remark]
    assert said.startswith("songs.csv line 5, record 4: ragged row: expected 2 cells")


def test_columns_of_several_levels_are_those_of_the_free_music_archive(tmp_path):
    songs = [f"fma_small/000/{number:06d}.mp3" for number in range(2, 8)]
    rows = "".join(f"{n},0,2008,{('Rock', 'Folk')[n % 2]},Food\n" for n in range(2, 200))
    header = ",album,album,track,track\n,comments,date,genre_top,title\ntrack_id,,,,\n"
    tracks, remarks = annotated(tmp_path, {"tracks.csv": header + rows}, songs)
    assert [track.labels["genre"] for track in tracks] == ["Rock", "Folk"] * 3
    assert "'track_id' is the recording, 'track.genre_top' is genre" in remarks[0]


def test_a_separator_between_genres_is_seen_and_a_doubtful_one_is_said(tmp_path):
    table = genres(labels=("Rock", "Pop", "Rock;Pop", "Pop; Rock", "Rock/Pop", "Rock"))
    tracks, remarks = annotated(tmp_path, {"songs.csv": table})
    first = ["Rock", "Pop", "Rock", "Pop", "Rock/Pop", "Rock"] * 2
    assert [track.labels["genre"] for track in tracks] == first
    assert tracks[3].others == {"genre": ("Rock",)}
    assert any("4 songs have several labels, between which is ';'" in text for text in remarks)
    assert any("'Rock/Pop' are labels of their own; if" in text for text in remarks)


def test_a_folder_without_recordings_is_told(tmp_path):
    (tmp_path / "notes.txt").write_text("none")
    with pytest.raises(DatasetError, match=r"expected recordings \(.wav, .*found none"):
        describe_folder(str(tmp_path))


def test_a_folder_that_cannot_be_read_is_named(tmp_path):
    song = record(tmp_path / "one.wav")
    with pytest.raises(DatasetError, match=r"one\.wav: this folder cannot be read: Not a dir"):
        describe_folder(str(song))


def test_a_description_that_says_where_lyrics_are_is_not_asked_twice(tmp_path):
    record(tmp_path / "one.wav")
    (tmp_path / "one.txt").write_text("la la")
    text = yaml.safe_dump({"root": str(tmp_path), "layout": "folders", "lyrics_files": False})
    assert with_lyrics_files(yaml.safe_load(text))["lyrics_files"] is False


@pytest.mark.parametrize(
    ("paths", "corpus"),
    [
        (["blues/blues.00000.wav", "rock/rock.00099.wav", "README.txt"], "GTZAN"),
        (["genres/jazz/jazz.00012.au"], "GTZAN"),
        (["blues/blues.00000.wav", "rock/my song.wav"], None),
        (["blues/blues.00100.wav"], None),  # GTZAN has 100 clips a genre
        (["blues/rock.00000.wav"], None),
        (["folk/folk.00000.wav"], None),
        (["blues/blues.00000.flac"], None),  # as the demo corpus is written
        ([], None),
    ],
)
def test_gtzan_is_known_by_the_names_of_its_clips(tmp_path, paths, corpus):
    for path in paths:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    description = {"root": str(tmp_path), "layout": "folders", "factors": {"genre": {"k": 10}}}
    assert with_corpus(description).get("corpus") == corpus
    assert with_corpus(description | {"corpus": "GTZAN"})["corpus"] == "GTZAN"
    assert with_corpus(description | {"factors": {}}).get("corpus") is None  # nothing to score
    assert with_corpus(description | {"recipe": "made.yaml"}).get("corpus") is None


@pytest.mark.parametrize(
    ("folder", "name"),
    [("My Müsic", "My_Music"), ("গান", "gan"), ("...", "songs"), ("-rf $(x)", "rf_x")],
)
def test_results_have_a_name_that_no_shell_minds(tmp_path, folder, name):
    (tmp_path / folder).mkdir()
    assert dataset_name(str(tmp_path / folder)) == name
