"""The index of slices, stored in every file that has one row per slice."""

from collections.abc import Iterable
from typing import NamedTuple

import h5py
import numpy as np

from hbvae.storage.hdf5 import TEXT, write_array
from hbvae.storage.tracks import NO_LABEL, Track, reference_labels


class SliceIndex(NamedTuple):
    """Track and start of each slice."""

    track_id: list[str]  # (tracks,) ascending
    track: np.ndarray  # (slices,) int32, row of track_id; ascending
    start: np.ndarray  # (slices,) float64, s from the beginning of the file


def write_index(store: h5py.File, index: SliceIndex) -> None:
    """Write the three arrays of an index into an open file."""
    store.create_dataset("track_id", data=list(index.track_id), dtype=TEXT).attrs["axes"] = "track"
    write_array(store, "track", np.asarray(index.track, np.int32), "row of track_id", "slice")
    write_array(store, "start", np.asarray(index.start, np.float64), "s", "slice")


def read_index(store: h5py.File) -> SliceIndex:
    """Read the index of an open file."""
    return SliceIndex(list(store["track_id"].asstr()[:]), store["track"][:], store["start"][:])


def slice_labels(tracks: Iterable[Track], index: SliceIndex, reference: str) -> np.ndarray:
    """Reference label of each slice, shape (slices,).

    Args:
        tracks, reference: as in `reference_labels`.
        index: index of the slices.

    Returns:
        the labels; `NO_LABEL` for the slices of a track without a label.
    """
    labels = reference_labels(tracks, index.track_id, reference)
    return np.array([label or NO_LABEL for label in labels])[index.track]
