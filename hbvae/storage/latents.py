"""Latents files, which hold a representation, and files of its maps."""

import json
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from hbvae.storage.hdf5 import create_store, open_store, write_array
from hbvae.storage.slices import SliceIndex, read_index, write_index

ROUNDING = 1e-5  # error of a distance in float32, as a share of the longest row
MAX_DISTINCT = 100  # with more distinct slices, rounding does not decide the clusters
N_PROJECTED = 8


def write_latents(
    path: str,
    latent: np.ndarray,
    index: SliceIndex,
    parts: Mapping[str, int] | None = None,
    **attributes,
) -> None:
    """Write a representation as float32, one row per slice.

    Rows that differ only by rounding are written as equal rows, see `merge_coincident`.

    Args:
        path: the file to write.
        latent: shape (slices, dimensions).
        index: index of the slices.
        parts: size of each part of the latent, in the order of the columns; None without parts.
        attributes: what made the latent: ``model``, ``seed``, ``device``.
    """
    with create_store(path, "latents", **attributes, parts=json.dumps(parts or {})) as store:
        latent = merge_coincident(np.asarray(latent, np.float32))
        write_array(store, "latent", latent, "1", "slice, dimension")
        write_index(store, index)


def merge_coincident(points: np.ndarray) -> np.ndarray:
    """Make points equal that differ only by rounding.

    Without this, a collection of few songs and many copies would be clustered by rounding errors.
    Points are compared by their projections on `N_PROJECTED` random axes.

    Args:
        points: (points, dimensions) float32.

    Returns:
        the merged points, or ``points`` unchanged if more than `MAX_DISTINCT` are distinct.
    """
    axes = np.random.default_rng(0).standard_normal((points.shape[1], N_PROJECTED), np.float32)
    projected = points @ axes
    reach = ROUNDING * np.linalg.norm(projected, axis=1).max(initial=0)
    merged, is_left = points.copy(), np.ones(len(points), bool)
    for _ in range(MAX_DISTINCT):
        if not is_left.any():
            return merged
        first = np.argmax(is_left)
        near = is_left & (np.linalg.norm(projected - projected[first], axis=1) <= reach)
        merged[near], is_left[near] = points[first], False
    return points if is_left.any() else merged


def read_latents(path: str) -> tuple[np.ndarray, SliceIndex]:
    """Read a representation, (slices, dimensions) float32, and the index of its slices."""
    with open_store(path, "latents") as store:
        return store["latent"][:], read_index(store)


def read_parts(path: str) -> dict[str, slice]:
    """Read the columns of each part of a latent; empty if it has no parts."""
    with open_store(path, "latents") as store:
        return columns(json.loads(store.attrs["parts"]))


def read_provenance(path: str) -> dict:
    """Read the seed and device that made the latents, and their `hbvae.provenance.record`."""
    with open_store(path, "latents") as store:
        made = {"seed": int(store.attrs["seed"]), "device": store.attrs["device"]}
        return made | json.loads(store.attrs["provenance"])


def columns(parts: Mapping[str, int]) -> dict[str, slice]:
    """Compute the columns of each part of a latent from the sizes of the parts, in order."""
    places, end = {}, 0
    for part, size in parts.items():
        places[part] = slice(end, end + size)
        end += size
    return places


class Map(NamedTuple):
    """Slices on a plane. The map was fitted to some slices; the others were placed on it."""

    xy: np.ndarray  # (slices, 2) float32
    row: np.ndarray  # (fitted slices,) rows of the latents, ascending
    index: SliceIndex


def write_map(path: str, xy: np.ndarray, row: np.ndarray, index: SliceIndex, **attributes) -> None:
    """Write the fields of a `Map`; ``attributes`` are the settings that made it."""
    with create_store(path, "map", **attributes) as store:
        write_array(store, "xy", np.asarray(xy, np.float32), "1", "slice, dimension")
        write_array(store, "row", np.asarray(row, np.int64), "row of the latents", "compared slice")
        write_index(store, index)


def read_map(path: str) -> Map:
    """Read a map."""
    with open_store(path, "map") as store:
        return Map(store["xy"][:], store["row"][:], read_index(store))
