"""Matching songs with those of an earlier run."""

import numpy as np
import pytest

from hbvae.features.log_mel import TrackFeatures
from hbvae.storage.features import merge_features, write_features
from hbvae.storage.identities import (
    NEW,
    EarlierRows,
    Identity,
    identify,
    match_songs,
    read_earlier_rows,
    read_fitted,
    read_identities,
    write_earlier_rows,
    write_identities,
)
from hbvae.storage.tracks import Track, write_lyrics

BEFORE = [
    Identity("a", 2, "sound of a", ""),
    Identity("b", 3, "sound of b", "words"),
    Identity("copy", 2, "sound of a", "", is_fitted=False),
]


@pytest.mark.parametrize(
    ("song", "row"),
    [
        (Identity("a", 2, "sound of a", ""), 0),
        (Identity("copy", 2, "sound of a", ""), 2),  # the copy with its track id
        (Identity("moved/away", 2, "sound of a", ""), 0),
        (Identity("b", 3, "sound of b", "words"), 1),
        (Identity("a", 2, "another sound", ""), NEW),
    ],
)
def test_a_song_is_identified_by_its_sound(song, row):
    assert match_songs([song], BEFORE, with_lyrics=False).track.tolist() == [row]


def test_other_lyrics_make_a_new_song_only_where_lyrics_count():
    song = Identity("b", 3, "sound of b", "other words")
    assert match_songs([song], BEFORE, with_lyrics=False).track.tolist() == [1]
    assert match_songs([song], BEFORE, with_lyrics=True).track.tolist() == [NEW]


def test_a_matched_song_keeps_its_slices():
    songs = [
        Identity("b", 3, "sound of b", "words"),
        Identity("c", 1, "sound of c", ""),
        Identity("a", 2, "sound of a", ""),
    ]
    matched = match_songs(songs, BEFORE, with_lyrics=True)
    assert matched.track.tolist() == [1, NEW, 0]
    assert matched.slice.tolist() == [2, 3, 4, NEW, 0, 1]


def test_matching_with_an_empty_collection():
    matched = match_songs(BEFORE, [], with_lyrics=False)
    assert matched.track.tolist() == [NEW] * 3 and matched.slice.tolist() == [NEW] * 7
    matched = match_songs([], BEFORE, with_lyrics=False)
    assert not matched.track.size and not matched.slice.size


def test_files_hold_what_was_written(tmp_path):
    path = str(tmp_path / "identities.tsv")
    write_identities(path, BEFORE)
    assert read_identities(path) == BEFORE
    path = str(tmp_path / "known.h5")
    rows = {"sound": EarlierRows(np.array([0, NEW]), np.array([0, 1, NEW]))}
    rows["with_lyrics"] = EarlierRows(np.array([NEW, NEW]), np.full(3, NEW))
    write_earlier_rows(path, rows, np.array([True, False]))
    for with_lyrics, name in ((False, "sound"), (True, "with_lyrics")):
        read = read_earlier_rows(path, with_lyrics)
        assert read.track.tolist() == rows[name].track.tolist()
        assert read.slice.tolist() == rows[name].slice.tolist()
    assert read_fitted(path).tolist() == [True, False]


def test_a_song_is_identified_by_sound_and_lyrics(tmp_path):
    random = np.random.default_rng(0)

    def random_features(n):
        mel = random.random((n, 4, 4)).astype(np.float16)
        return TrackFeatures(mel, np.zeros((n, 43), np.float32), np.arange(float(n)), 30.0)

    first, other = random_features(2), random_features(3)
    paths = []
    audio = {"n_mels": 4, "n_frames": 4}
    for number, tracks in enumerate(({"a": first, "b": other}, {"z": first})):
        paths.append(str(tmp_path / f"{number}.h5"))
        write_features(paths[-1], tracks, audio)
    merged, lyrics = str(tmp_path / "features.h5"), str(tmp_path / "lyrics.tsv")
    merge_features(paths, merged)
    write_lyrics(lyrics, [Track("b", lyrics="words"), Track("z", lyrics="words")])
    a, b, z = identify(merged, lyrics)
    assert [song[:2] for song in (a, b, z)] == [("a", 2), ("b", 3), ("z", 2)]
    assert a.sound == z.sound != b.sound
    assert (a.lyrics, b.lyrics == z.lyrics != "") == ("", True)
