"""What is made from the features: lyric embeddings, latents, and the clusters they are put in."""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from hbvae.storage.hdf5 import (
    TEXT,
    SliceIndex,
    create_store,
    open_store,
    read_index,
    write_array,
    write_index,
)


class LyricsTable(NamedTuple):
    """One embedding a track; tracks without lyrics are not in it."""

    track_id: list[str]
    embedding: np.ndarray  # (tracks with lyrics, embedding_dim) float32
    n_tokens: np.ndarray  # (tracks with lyrics,) int32, word pieces before any cut


def write_lyrics_table(path: str, table: LyricsTable, **attributes) -> None:
    """Write lyric embeddings, with the settings that made them as attributes."""
    with create_store(path, "lyrics", **attributes) as store:
        store.create_dataset("track_id", data=table.track_id, dtype=TEXT).attrs["axes"] = "track"
        write_array(store, "embedding", table.embedding, "1", "track, dimension")
        write_array(store, "n_tokens", table.n_tokens, "word pieces", "track")


def read_lyrics(path: str, track_ids: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Embeddings in the order of ``track_ids``.

    Returns:
        (tracks, embedding_dim) float32 with zeros where a track has no lyrics, and the mask of
        those that have, (tracks,) bool.
    """
    with open_store(path, "lyrics") as store:
        rows = {track_id: row for row, track_id in enumerate(store["track_id"].asstr()[:])}
        embedding = store["embedding"][:]
    mask = np.array([track_id in rows for track_id in track_ids], bool)
    aligned = np.zeros((len(track_ids), embedding.shape[1]), np.float32)
    aligned[mask] = embedding[[rows[track_id] for track_id in track_ids if track_id in rows]]
    return aligned, mask


def write_latents(
    path: str,
    latent: np.ndarray,
    index: SliceIndex,
    parts: Mapping[str, int] | None = None,
    **attributes,
) -> None:
    """Write a representation: one row a slice, (slices, dimensions), as float32.

    Args:
        path: of the file.
        latent: (slices, dimensions).
        index: of its rows.
        parts: dimensions of each part, from the first on, where a latent has parts.
        attributes: what made it.
    """
    with create_store(path, "latents", **attributes, parts=json.dumps(parts or {})) as store:
        write_array(store, "latent", np.asarray(latent, np.float32), "1", "slice, dimension")
        write_index(store, index)


def read_latents(path: str) -> tuple[np.ndarray, SliceIndex]:
    """What `write_latents` wrote, (slices, dimensions) float32 and the index of its rows."""
    with open_store(path, "latents") as store:
        return store["latent"][:], read_index(store)


def read_parts(path: str) -> dict[str, slice]:
    """Columns of each part of the latents that `write_latents` wrote; empty if they have none."""
    with open_store(path, "latents") as store:
        return columns(json.loads(store.attrs["parts"]))


def read_provenance(path: str) -> dict:
    """Of latents the device and the seed that made them, and `hbvae.provenance.record`."""
    with open_store(path, "latents") as store:
        made = {"seed": int(store.attrs["seed"]), "device": store.attrs["device"]}
        return made | json.loads(store.attrs["provenance"])


def columns(parts: Mapping[str, int]) -> dict[str, slice]:
    """Where each part of a latent is, by their sizes in their order."""
    found, end = {}, 0
    for part, size in parts.items():
        found[part] = slice(end, end + size)
        end += size
    return found


class Map(NamedTuple):
    """Slices on a plane: all of them, or a sample."""

    xy: np.ndarray  # (points, 2) float32
    row: np.ndarray  # (points,) row of the latents
    index: SliceIndex  # of the latents, all of them


def write_map(path: str, xy: np.ndarray, row: np.ndarray, index: SliceIndex, **attributes) -> None:
    """Write a `Map`."""
    with create_store(path, "map", **attributes) as store:
        write_array(store, "xy", np.asarray(xy, np.float32), "1", "point, dimension")
        write_array(store, "row", np.asarray(row, np.int64), "row of the latents", "point")
        write_index(store, index)


def read_map(path: str) -> Map:
    """What `write_map` wrote."""
    with open_store(path, "map") as store:
        return Map(store["xy"][:], store["row"][:], read_index(store))


def write_assignments(path: str, clusters: Mapping[str, Mapping[str, np.ndarray]], **attributes):
    """Write clusters by factor (whose k was used) and level, ``slice`` or ``track``."""
    with create_store(path, "assignments", **attributes) as store:
        for factor, levels in clusters.items():
            for level, values in levels.items():
                write_array(store, f"{factor}/{level}", values, "cluster", level)


def read_assignments(path: str) -> dict[str, dict[str, np.ndarray]]:
    """Clusters by factor and level, (slices,) or (tracks,) int32."""
    with open_store(path, "assignments") as store:
        return {
            factor: {level: values[:] for level, values in levels.items()}
            for factor, levels in store.items()
        }
