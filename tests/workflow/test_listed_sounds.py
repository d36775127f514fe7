"""Which lists change if files change, and whether their sound is extracted again."""

import os
import shutil
from pathlib import Path

import pytest
from support.listed_music import (
    changed_lists,
    extract,
    list_music,
    list_times,
    tag,
    write_flac,
)
from support.songs import write_song

from hbvae.storage.metadata import Metadata, read_metadata
from hbvae.storage.tracks import read_tracks


def test_a_touched_song_sounds_the_same(listed_results):
    def touch(music):
        for song in music.glob("*.flac"):
            os.utime(song)

    assert changed_lists(listed_results, touch) == {"dataset.json"}
    assert changed_lists(listed_results, lambda music: None) == set()


@pytest.mark.parametrize("copied", [False, True])
def test_a_folder_that_was_moved_or_copied_sounds_the_same(listed_results, tmp_path, copied):
    before = list_times(listed_results)
    if copied:  # times are not kept, the first folder is gone later
        shutil.copytree("music", tmp_path / "music", copy_function=shutil.copyfile)
        shutil.rmtree("music")
    else:
        Path("music").rename(tmp_path / "music")
    list_music(tmp_path / "music")
    after = list_times(listed_results)
    assert {name for name in after if before[name] != after[name]} == {"dataset.json"}
    assert sorted(path.name for path in listed_results.parent.iterdir()) == ["music"]


def test_a_song_that_sounds_otherwise_is_extracted_again(listed_results):
    def change(music):
        write_flac(music / "song2.flac", 1000)
        tag(music / "song3.flac", title="of the same batch, and the same sound")

    before = (listed_results / "batches/00001.tsv").read_text().splitlines()
    lists = {"batches/00001.tsv", "tracks.tsv", "metadata.tsv", "dataset.json"}
    assert changed_lists(listed_results, change) == lists
    after = (listed_results / "batches/00001.tsv").read_text().splitlines()
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, False, True]


def test_a_song_of_a_cue_sheet_is_extracted_again_where_its_times_change(listed_results):
    def sheet(second, title):
        lines = ['FILE "album.wav" WAVE']
        for number, start in enumerate((0, 6, second, 21), 1):
            lines += [f"TRACK {number:02d} AUDIO", f'TITLE "{title}{number}"']
            lines += [f"INDEX 01 00:{start:02d}:00"]
        Path("music/album.cue").write_text("\n".join(lines))

    def batches():
        return {
            path.stem: path.read_text() for path in sorted(listed_results.glob("batches/*.tsv"))
        }

    write_song(Path("music/album.flac"), 440, seconds=30.0)
    tag(Path("music/album.flac"), title="All of it", album="The album")
    sheet(14, "Song ")
    (Path("music/metadata.csv")).unlink()
    list_music()
    titles = [t.title for t in read_tracks(str(listed_results / "tracks.tsv")) if t.span]
    assert titles == ["Song 1", "Song 2", "Song 3", "Song 4"]
    listed = read_metadata(str(listed_results / "metadata.tsv"))
    assert listed["album.flac/01 Song 1"] == Metadata("Song 1", "", "The album")
    before = batches()
    extract(listed_results)
    sheet(15, "Song ")
    list_music()
    after = batches()
    assert [after[name] == before[name] for name in before] == [True, True, True, False, False]
    assert "14.000000" in before["00003"] and "15.000000" in after["00003"]
    extract(listed_results)
    os.utime("music/album.flac")  # it sounds the same
    list_music()
    assert batches() == after


def test_a_change_that_is_taken_back_before_extraction_is_none(listed_results):
    before = (listed_results / "batches/00001.tsv").read_text()
    shutil.copy2("music/song2.flac", "kept.flac")
    changed_lists(listed_results, lambda music: write_flac(music / "song2.flac", 1000))
    assert (listed_results / "batches/00001.tsv").read_text() != before
    changed_lists(listed_results, lambda music: shutil.copyfile("kept.flac", music / "song2.flac"))
    assert (listed_results / "batches/00001.tsv").read_text() == before


def test_a_song_that_could_not_be_read_is_tried_again_when_it_changes(listed_results):
    (listed_results / "features/00002.h5").unlink()
    assert "batches/00002.tsv" in changed_lists(
        listed_results, lambda music: os.utime(music / "song4.flac")
    )


def test_comparing_many_sounds_is_announced(listed_results, monkeypatch):
    monkeypatch.setattr("hbvae.workflow.sounds.MANY", 6)
    for song in Path("music").glob("*.flac"):
        os.utime(song)
    assert list_music() == [
        "music: the files of 6 songs have changed; checking whether they still sound the same"
    ]
