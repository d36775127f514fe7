"""What is kept of a finished map, and when the next run goes on from it."""

from pathlib import Path

import pytest
from support.songs import write_song

from hbvae.storage.tracks import Track, write_batch, write_lyrics
from hbvae.workflow.earlier import EarlierConfig
from hbvae.workflow.keeping import Finished, choose_earlier, settings_digest, songs_digest
from hbvae.workflow.map_folder import open_map, write_settings

PROJECT = Path(__file__).parents[2]
NO_EARLIER = EarlierConfig()
SONGS = {"folder": "/music", "k": 4}
CONFIG = {"seeds": [0], "playlists": {"paths": "relative"}}


@pytest.mark.parametrize(
    ("description", "config", "is_same"),
    [
        (SONGS, CONFIG, True),
        (SONGS | {"folder": "/elsewhere"}, CONFIG, True),
        (SONGS, CONFIG | {"playlists": {"paths": "absolute"}}, True),
        (SONGS, CONFIG | {"earlier": {"results": "earlier/1"}}, True),
        (SONGS | {"k": 5}, CONFIG, False),
        (SONGS, CONFIG | {"seeds": [1]}, False),
    ],
)
def test_settings_that_only_show_a_map_do_not_change_it(description, config, is_same):
    assert (settings_digest(description, config) == settings_digest(SONGS, CONFIG)) == is_same


def test_songs_are_the_same_while_their_sound_and_their_lyrics_are(tmp_path):
    (tmp_path / "batches").mkdir()

    def listed(tracks):
        write_batch(str(tmp_path / "batches/00000.tsv"), tracks)
        write_lyrics(str(tmp_path / "lyrics.tsv"), tracks)
        return songs_digest(tmp_path)

    first = listed([Track("a", "a.mp3", 10, 1, title="A")])
    assert listed([Track("a", "a.mp3", 10, 1, title="Another title")]) == first
    assert listed([Track("a", "a.mp3", 11, 1)]) != first
    assert listed([Track("a", "a.mp3", 10, 1, lyrics="words")]) != first
    assert listed([Track("a", "a.mp3", 10, 1), Track("b", "b.mp3", 10, 1)]) != first


@pytest.fixture
def place(tmp_path):
    """The folder of a map whose run ended before it was finished."""
    for number in range(5):
        write_song(tmp_path / f"songs/{number}.wav", 200 + 50 * number)
    opened = open_map(tmp_path / "map", tmp_path / "songs")
    write_settings(tmp_path / "map", opened, {"folder": opened.songs}, {"dataset": opened.dataset})
    return tmp_path / "map"


def go_on(place, last=NO_EARLIER, settings="settings", refit=False):
    return choose_earlier(place, "songs", settings, last, refit, PROJECT, say=print)


def finish(place, kept="earlier/3"):
    Finished("", "settings", kept).write(place)
    go_on(place)  # lists the songs
    Finished(songs_digest(place / "results/songs"), "settings", kept).write(place)


def test_a_map_that_is_not_finished_is_finished_as_it_was_begun(place):
    last = EarlierConfig(results="earlier/2", refit=True)
    assert go_on(place) == NO_EARLIER
    assert go_on(place, last) == last
    assert go_on(place, refit=True) == EarlierConfig(refit=True)


def test_a_finished_map_continues_only_after_a_change(place):
    finish(place)
    last = EarlierConfig(results="earlier/2", refit=False)
    assert go_on(place, last) == last
    assert go_on(place, last, refit=True) == EarlierConfig(results="earlier/3", refit=True)
    others = go_on(place, last, settings="others")
    assert others == EarlierConfig(results="earlier/3", refit=True)
    write_song(place.parent / "songs/new.wav", 700)
    assert go_on(place, last) == EarlierConfig(results="earlier/3", refit=False)


def test_songs_that_cannot_be_listed_are_left_to_the_run(place):
    finish(place)
    for path in (place.parent / "songs").iterdir():
        path.unlink()
    assert go_on(place) == NO_EARLIER


def test_a_map_without_a_kept_copy_is_made_from_scratch(place):
    finish(place, kept="")
    write_song(place.parent / "songs/new.wav", 700)
    assert go_on(place).results is None
