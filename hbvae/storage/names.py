"""names.tsv: the names of a representation's clusters.

It has one row per cluster of songs, for each clusterer and each factor whose number of clusters was
used. Noise is not a cluster and has no name.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from hbvae.errors import StoreError
from hbvae.storage.clusters import NOISE
from hbvae.storage.tsv import read_rows, take_integers, write_rows


class NamedClustering(NamedTuple):
    """The clustering whose clusters are named."""

    representation: str
    clusterer: str
    seed: int
    reference: str  # the factor whose k was used, or "none"


class ClusterName(NamedTuple):
    """Name and description of a cluster."""

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
    """Read the cluster names of each clustering from files of a dataset, in the clusters' order.

    A clustering that treats all songs as noise has no names and is left out.

    Raises:
        StoreError: a file is missing or damaged.
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
    """The label of each point's cluster in figures: number and name, such as "0 folk, indie".

    Args:
        clusters: shape (points,).
        names: names in the order of the clusters' numbers.

    Returns:
        texts of shape (points,); "noise" for points without a cluster.
    """
    called = {number: f"{number} {named.name}" for number, named in enumerate(names)}
    called[NOISE] = "noise"
    return np.array([called[cluster] for cluster in clusters])
