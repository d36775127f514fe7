"""Latents files: a representation, a row a slice; and maps of it."""

import json
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from hbvae.storage.hdf5 import create_store, open_store, write_array
from hbvae.storage.slices import SliceIndex, read_index, write_index


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
