"""Titles, artists and lyrics in the lists of a dataset, after changes."""

from pathlib import Path

from support.listed_music import (
    changed_lists,
    list_music,
    tag,
    write_flac,
)
from support.project import ROOT

from hbvae.datasets.collections import Datasets
from hbvae.storage.metadata import Metadata, read_metadata
from hbvae.storage.tracks import read_tracks


def test_a_retitled_song_has_a_new_title_and_the_same_sound(listed_results):
    def retitle(music):
        tag(music / "song1.flac", title="A title", artist="Someone", album="LP", date="1994-05-02")

    assert changed_lists(listed_results, retitle) == {"tracks.tsv", "metadata.tsv", "dataset.json"}
    assert read_tracks(str(listed_results / "tracks.tsv"))[1].title == "Someone: A title"
    metadata = read_metadata(str(listed_results / "metadata.tsv"))
    assert metadata["song1"] == Metadata("A title", "Someone", "LP", "1994")
    assert metadata["song2"] == Metadata("song2")


def test_metadata_in_the_table_override_tags(listed_results):
    tag(Path("music/song1.flac"), title="A title", artist="Someone")
    table = Path("music/metadata.csv")
    before = table.read_text()

    def state(music):
        header, *rows = before.splitlines()
        rows = [row + (",Someone else,1987" if row.startswith("song1.") else ",,") for row in rows]
        table.write_text("\n".join([header + ",artist,year", *rows]))

    def listed():
        return read_metadata(str(listed_results / "metadata.tsv"))["song1"]

    assert changed_lists(listed_results, state) == {"tracks.tsv", "metadata.tsv", "dataset.json"}
    assert listed() == Metadata("A title", "Someone else", "", "1987")
    list_music()
    assert listed().artist == "Someone else"
    table.write_text(before)
    list_music()
    assert listed() == Metadata("A title", "Someone")


def test_lyrics_beside_a_song_are_read_again_when_they_change(listed_results):
    music = Path("music")
    (music / "metadata.csv").unlink()
    (music / "song0.txt").write_text("la la")
    list_music()
    assert "song0\tla la" in (listed_results / "lyrics.tsv").read_text()
    (music / "song0.txt").write_text("lo lo lo")
    (music / "song1.lrc").write_text("[00:01]one")
    list_music()
    assert (listed_results / "lyrics.tsv").read_text().splitlines()[1:] == [
        "song0\tlo lo lo",
        "song1\tone",
    ]


def test_lyrics_in_the_tags_of_a_song_are_lyrics_of_the_collection(listed_results):
    (Path("music") / "metadata.csv").unlink()
    list_music()
    assert not Datasets(["music"], ROOT)["music"].has_lyrics
    tag(Path("music/song3.flac"), lyrics="[00:01.00]la la la")
    messages = list_music()
    assert Datasets(["music"], ROOT)["music"].has_lyrics
    assert (listed_results / "lyrics.tsv").read_text().splitlines()[1:] == ["song3\tla la la"]
    assert (listed_results / "lyrics_from.tsv").read_text().splitlines()[1:] == [
        "song3\ttag lyrics\t"
    ]
    assert not any("la la" in text for text in messages)


def test_a_remark_on_a_text_is_kept_and_printed_once(listed_results):
    (Path("music") / "metadata.csv").unlink()
    (Path("music") / "song1.txt").write_text("<html>la la</html>")
    message = "the text of 1 song (song1): it is a web page"
    assert any(message in text for text in list_music())
    write_flac(Path("music/song9.flac"), 900)
    assert not any(message in text for text in list_music())
    assert message in (listed_results / "remarks.tsv").read_text()


def test_texts_are_read_again_if_the_code_that_reads_them_changes(listed_results):
    (Path("music") / "metadata.csv").unlink()
    (Path("music") / "song1.txt").write_text("la la la")
    list_music()
    for file, old, new in (
        ("lyrics.tsv", "la la la", "as another version read it"),
        ("dataset.json", '"code": "', '"code": "another'),
    ):
        (listed_results / file).write_text((listed_results / file).read_text().replace(old, new))
    list_music()
    assert (listed_results / "lyrics.tsv").read_text().splitlines()[1:] == ["song1\tla la la"]
