"""Files of lyric embeddings, one row per track that has lyrics."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from hbvae.storage.hdf5 import TEXT, create_store, open_store, write_array


class LyricsTable(NamedTuple):
    """Embeddings of the tracks that have lyrics."""

    track_id: list[str]
    embedding: np.ndarray  # (tracks with lyrics, embedding_dim) float32
    n_tokens: np.ndarray  # (tracks with lyrics,) int32, word pieces before truncation


def write_lyrics_table(path: str, table: LyricsTable, **attributes) -> None:
    """Write lyric embeddings; ``attributes`` are the settings that made them."""
    with create_store(path, "lyrics", **attributes) as store:
        store.create_dataset("track_id", data=table.track_id, dtype=TEXT).attrs["axes"] = "track"
        write_array(store, "embedding", table.embedding, "1", "track, dimension")
        write_array(store, "n_tokens", table.n_tokens, "word pieces", "track")


def read_embeddings(path: str, track_ids: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Read lyric embeddings in the order of ``track_ids``.

    Returns:
        (tracks, embedding_dim) float32, with zeros where a track has no lyrics; and which tracks
        have lyrics, (tracks,) bool.
    """
    with open_store(path, "lyrics") as store:
        rows = {track_id: row for row, track_id in enumerate(store["track_id"].asstr()[:])}
        embedding = store["embedding"][:]
    mask = np.array([track_id in rows for track_id in track_ids], bool)
    aligned = np.zeros((len(track_ids), embedding.shape[1]), np.float32)
    aligned[mask] = embedding[[rows[track_id] for track_id in track_ids if track_id in rows]]
    return aligned, mask
