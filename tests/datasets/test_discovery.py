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
from hbvae.datasets.tags import find_lyrics, read_metadata
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
    assert read_metadata(song).name == "A band: নদী"
    assert find_lyrics(song) == "নদীর ঘাটে\nসন্ধ্যা"


def test_a_recording_without_tags_is_called_as_its_file(tmp_path):
    (tmp_path / "broken.mp3").write_bytes(b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f" + b"\xff" * 50)
    assert read_metadata(tmp_path / "broken.mp3").name == "broken"
    assert read_metadata(record(tmp_path / "plain.wav")).name == "plain"


def test_a_title_is_a_single_short_line(tmp_path):
    song = record(tmp_path / "01.mp3")
    tags = ID3()
    tags.add(TIT2(encoding=3, text=" \n one\n two " + "la " * 100_000))
    tags.save(song)
    assert read_metadata(song).title.startswith("one two la la")
    assert len(read_metadata(song).title) == 200


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


def test_added_lyrics_are_used_by_the_next_run(tmp_path):
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


def test_an_unrelated_table_is_skipped(tmp_path):
    record(tmp_path / "1.wav")
    (tmp_path / "shopping.csv").write_text("what,how many\neggs,6\n")
    assert described(tmp_path).layout == "folders"


def test_a_folder_without_recordings_is_reported(tmp_path):
    (tmp_path / "notes.txt").write_text("none")
    with pytest.raises(DatasetError, match=r"expected recordings \(.wav, .*got none"):
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
def test_gtzan_is_recognised_by_file_names(tmp_path, paths, corpus):
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
