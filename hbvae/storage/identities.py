"""Songs shared with an earlier run of a collection: identities.tsv and known.h5.

A digest of its log-mel slices identifies a song, wherever its file is now and whatever its tags
say. Results that depend on lyrics identify a song by its sound and its lyrics.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from hbvae.storage.features import map_mel, read_features_index
from hbvae.storage.hdf5 import create_store, open_store, write_array
from hbvae.storage.tracks import read_lyrics
from hbvae.storage.tsv import read_rows, take_integers, write_rows

NEW = -1  # row of a song, or a slice, that the earlier run did not have
FITTED = {True: "yes", False: "no"}
COLUMNS = ("track_id", "n_slices", "sound", "lyrics", "fitted")
SOUND, WITH_LYRICS = "sound", "with_lyrics"  # what identifies a song


class Identity(NamedTuple):
    """The digests that identify a song."""

    track_id: str
    n_slices: int
    sound: str  # digest of its slices
    lyrics: str  # digest of its text; "" without lyrics
    is_fitted: bool = True  # whether the run's models were fitted to it


class EarlierRows(NamedTuple):
    """Rows of songs and of their slices in an earlier run; `NEW` if it did not have them."""

    track: np.ndarray  # (tracks,)
    slice: np.ndarray  # (slices,)


def identify(features: str, lyrics: str) -> list[Identity]:
    """Compute the identity of each song of a features file, in the file's order.

    Args:
        features: path of the features of all songs.
        lyrics: path of the list of their lyrics.
    """
    index, mel, texts = read_features_index(features), map_mel(features), read_lyrics(lyrics)
    ends = np.cumsum(np.bincount(index.track, minlength=len(index.track_id)))
    identities = []
    for track_id, first, end in zip(index.track_id, [0, *ends[:-1]], ends, strict=True):
        text = texts.get(track_id, "")
        text_digest = (
            hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() if text else ""
        )
        sound = hashlib.sha256(mel[first:end].tobytes()).hexdigest()
        identities.append(Identity(track_id, int(end - first), sound, text_digest))
    return identities


def write_identities(path: str, identities: Sequence[Identity]) -> None:
    """Write identities.tsv, one row per song in the order of the run's files."""
    rows = ([*song[:-1], FITTED[song.is_fitted]] for song in identities)
    write_rows(path, COLUMNS, rows)


def read_identities(path: str) -> list[Identity]:
    """Read identities.tsv.

    Raises:
        StoreError: the file is missing or damaged.
    """
    return [
        Identity(
            row["track_id"],
            *take_integers(path, number, row, ["n_slices"]),
            row["sound"],
            row["lyrics"],
            row["fitted"] == FITTED[True],
        )
        for number, row in enumerate(read_rows(path, COLUMNS), 1)
    ]


def match_songs(
    songs: Sequence[Identity], earlier: Sequence[Identity], with_lyrics: bool
) -> EarlierRows:
    """Find the songs of a collection in an earlier run.

    A song that the earlier run has several times is matched with the copy that has its track id,
    else with the first.

    Args:
        songs, earlier: songs of the collection now, and in the earlier run.
        with_lyrics: whether a song with other lyrics counts as new.
    """
    rows_by_key: dict[tuple[str, str], list[int]] = {}
    for row, song in enumerate(earlier):
        rows_by_key.setdefault(_key(song, with_lyrics), []).append(row)
    track = np.full(len(songs), NEW)
    for number, song in enumerate(songs):
        rows = rows_by_key.get(_key(song, with_lyrics), [])
        same = [row for row in rows if earlier[row].track_id == song.track_id]
        track[number] = next(iter(same or rows), NEW)
    counts = np.array([song.n_slices for song in songs], int)
    starts = np.cumsum([0, *(song.n_slices for song in earlier)])[track]
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    slice_rows = np.where(np.repeat(track == NEW, counts), NEW, np.repeat(starts, counts) + within)
    return EarlierRows(track, slice_rows)


def _key(song: Identity, with_lyrics: bool) -> tuple[str, str]:
    return song.sound, song.lyrics if with_lyrics else ""


def write_earlier_rows(
    path: str, by_identity: Mapping[str, EarlierRows], is_fitted: np.ndarray
) -> None:
    """Write known.h5.

    Args:
        path: the file to write.
        by_identity: rows of the earlier run, by what identifies a song, `SOUND` or `WITH_LYRICS`.
        is_fitted: (tracks,) whether the models of the earlier run were fitted to a song.
    """
    with create_store(path, "known songs") as store:
        write_array(store, "fitted", is_fitted, "1", "track")
        for name, rows in by_identity.items():
            write_array(store, f"{name}/track", rows.track, "row of the earlier run", "track")
            write_array(store, f"{name}/slice", rows.slice, "row of the earlier run", "slice")


def read_earlier_rows(path: str, with_lyrics: bool) -> EarlierRows:
    """Read the rows of songs in the earlier run from known.h5."""
    name = WITH_LYRICS if with_lyrics else SOUND
    with open_store(path, "known songs") as store:
        return EarlierRows(store[f"{name}/track"][:], store[f"{name}/slice"][:])


def read_fitted(path: str) -> np.ndarray:
    """Read from known.h5 whether the earlier run's models were fitted to each song, (tracks,)."""
    with open_store(path, "known songs") as store:
        return store["fitted"][:]
