"""names.tsv: what the clusters of a representation are called.

A row a cluster of songs, for each clusterer and for each factor whose number of clusters was used.
Noise is no cluster and has no name.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from hbvae.errors import StoreError
from hbvae.storage.clusters import NOISE
from hbvae.storage.tsv import read_rows, take_integers, write_rows


class NamedClustering(NamedTuple):
    """Which clusters are named."""

    representation: str
    clusterer: str
    seed: int
    reference: str  # the factor whose k was used, or "none"


class ClusterName(NamedTuple):
    """What a cluster is called."""

    name: str  # two to four words
    description: str  # a sentence or two


Names = dict[NamedClustering, list[ClusterName]]
COLUMNS = (*NamedClustering._fields, "cluster", *ClusterName._fields)


def write_names(path: str, names: Mapping[NamedClustering, Sequence[ClusterName]]) -> None:
    """Write the names of each clustering's clusters, in the order of their numbers."""
    rows = (
        [*clustering, number, *cluster]
        for clustering, clusters in names.items()
        for number, cluster in enumerate(clusters)
    )
    write_rows(path, COLUMNS, rows)


def read_names(paths: Iterable[str]) -> Names:
    """The names in several such files of a dataset, by the number of each clustering's clusters.

    A clustering that leaves all songs out as noise has no names, and is not among them.

    Raises:
        StoreError: a file is missing, or not as `write_names` writes it.
    """
    names: Names = {}
    for path in paths:
        for number, row in enumerate(read_rows(path, COLUMNS), 1):
            seed, cluster = take_integers(path, number, row, ["seed", "cluster"])
            key = NamedClustering(row["representation"], row["clusterer"], seed, row["reference"])
            named = names.setdefault(key, [])
            if cluster != len(named):
                raise StoreError(
                    f"{path}: row {number}: expected cluster {len(named)}, got {cluster}; delete "
                    "it and run again"
                )
            named.append(ClusterName(row["name"], row["description"]))
    return names


def numbered_names(clusters: np.ndarray, names: Sequence[ClusterName]) -> np.ndarray:
    """What figures call the cluster of each point: its number and its name, "0 folk, indie".

    Args:
        clusters: (points,).
        names: by the number of the cluster.

    Returns:
        (points,) texts; "noise" of points that are left out.
    """
    called = {number: f"{number} {named.name}" for number, named in enumerate(names)}
    called[NOISE] = "noise"
    return np.array([called[cluster] for cluster in clusters])
