"""Assignments files: the cluster of each slice and of each track.

Tracks and slices are clustered separately and numbered together (`hbvae.clustering.numbering`):
track clusters from 0, the largest first; a cluster of slices has the number of the track cluster
that it is matched with.
"""

import json
from collections.abc import Collection, Mapping
from types import MappingProxyType

import numpy as np

from hbvae.storage.hdf5 import create_store, open_store, write_array

NOISE = -1  # the cluster of points that a clusterer leaves out


def write_assignments(
    path: str,
    clusters: Mapping[str, Mapping[str, np.ndarray]],
    compared: Mapping[str, int] = MappingProxyType({}),
    continued: Collection[str] = (),
    **attributes,
) -> None:
    """Write the number of the cluster of each slice and of each track.

    Args:
        path: the file to write.
        clusters: arrays of shape (slices,) or (tracks,) by level, ``slice`` or ``track``, by the
            factor whose number of clusters was used.
        compared: number of slices and tracks that the clusterer was fitted to, by level; the
            others were assigned to its clusters. Empty if it was fitted to all of them.
        continued: the factors whose clusters come from an earlier run and were joined by new songs.
        attributes: settings that made the clusters.
    """
    about = attributes | {"compared": dict(compared), "continued": json.dumps(list(continued))}
    with create_store(path, "assignments", **about) as store:
        for factor, levels in clusters.items():
            for level, values in levels.items():
                write_array(store, f"{factor}/{level}", values, "cluster", level)


def read_assignments(path: str) -> dict[str, dict[str, np.ndarray]]:
    """Read int32 clusters by factor and level, with the shapes of `write_assignments`."""
    with open_store(path, "assignments") as store:
        return {
            factor: {level: values[:] for level, values in levels.items()}
            for factor, levels in store.items()
        }


def read_compared(path: str) -> dict[str, int]:
    """Read how many slices and tracks the clusterer was fitted to; see `write_assignments`."""
    with open_store(path, "assignments") as store:
        return json.loads(store.attrs["compared"])


def read_continued(path: str) -> list[str]:
    """Read the factors whose clusters come from an earlier run; see `write_assignments`."""
    with open_store(path, "assignments") as store:
        return json.loads(store.attrs["continued"])
