"""Latents files, which hold a representation, and files of its maps."""

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
    """Write a representation as float32, a row for each slice.

    Args:
        path: of the file.
        latent: (slices, dimensions).
        index: of the slices.
        parts: size of each part of the latent, from the first column on; None without parts.
        attributes: what made the latent: ``model``, ``seed``, ``device``.
    """
    with create_store(path, "latents", **attributes, parts=json.dumps(parts or {})) as store:
        write_array(store, "latent", np.asarray(latent, np.float32), "1", "slice, dimension")
        write_index(store, index)


def read_latents(path: str) -> tuple[np.ndarray, SliceIndex]:
    """A representation, (slices, dimensions) float32, and the index of its slices."""
    with open_store(path, "latents") as store:
        return store["latent"][:], read_index(store)


def read_parts(path: str) -> dict[str, slice]:
    """Columns of each part of a latent; empty if it has no parts."""
    with open_store(path, "latents") as store:
        return columns(json.loads(store.attrs["parts"]))


def read_provenance(path: str) -> dict:
    """Seed and device that made the latents, with the `hbvae.provenance.record` of then."""
    with open_store(path, "latents") as store:
        made = {"seed": int(store.attrs["seed"]), "device": store.attrs["device"]}
        return made | json.loads(store.attrs["provenance"])


def columns(parts: Mapping[str, int]) -> dict[str, slice]:
    """Columns of each part of a latent, from the sizes of the parts in their order."""
    places, end = {}, 0
    for part, size in parts.items():
        places[part] = slice(end, end + size)
        end += size
    return places


class Map(NamedTuple):
    """Slices on a plane: all slices of the latents, or a sample of them."""

    xy: np.ndarray  # (points, 2) float32
    row: np.ndarray  # (points,) row of the latents
    index: SliceIndex  # of all rows of the latents


def write_map(path: str, xy: np.ndarray, row: np.ndarray, index: SliceIndex, **attributes) -> None:
    """Write a `Map`, given by its fields; ``attributes`` say what made it."""
    with create_store(path, "map", **attributes) as store:
        write_array(store, "xy", np.asarray(xy, np.float32), "1", "point, dimension")
        write_array(store, "row", np.asarray(row, np.int64), "row of the latents", "point")
        write_index(store, index)


def read_map(path: str) -> Map:
    """Read a map."""
    with open_store(path, "map") as store:
        return Map(store["xy"][:], store["row"][:], read_index(store))
