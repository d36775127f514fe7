"""Assignments files: the cluster of each slice and of each track.

Tracks and slices are clustered apart and numbered together (`hbvae.clustering.numbering`): track
clusters from 0, the largest first; a cluster of slices has the number of the track cluster that it
is matched with.
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
        path: of the file.
        clusters: (slices,) or (tracks,) by level, ``slice`` or ``track``, by the factor whose
            number of clusters was used.
        compared: how many slices and tracks made the clusters, by level; the others were put to
            them. Empty: all did.
        continued: the factors whose clusters are those of an earlier run, which new songs joined.
        attributes: what made the clusters.
    """
    about = attributes | {"compared": dict(compared), "continued": json.dumps(list(continued))}
    with create_store(path, "assignments", **about) as store:
        for factor, levels in clusters.items():
            for level, values in levels.items():
                write_array(store, f"{factor}/{level}", values, "cluster", level)


def read_assignments(path: str) -> dict[str, dict[str, np.ndarray]]:
    """Read clusters by factor and level, shaped as in `write_assignments`, int32."""
    with open_store(path, "assignments") as store:
        return {
            factor: {level: values[:] for level, values in levels.items()}
            for factor, levels in store.items()
        }


def read_compared(path: str) -> dict[str, int]:
    """How many slices and tracks made the clusters, by level, as in `write_assignments`."""
    with open_store(path, "assignments") as store:
        return json.loads(store.attrs["compared"])


def read_continued(path: str) -> list[str]:
    """The factors whose clusters are those of an earlier run, as in `write_assignments`."""
    with open_store(path, "assignments") as store:
        return json.loads(store.attrs["continued"])
