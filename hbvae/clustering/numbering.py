"""The numbers of clusters: the same for songs and for their slices.

A clusterer numbers its clusters as it comes upon them. Here the clusters of songs are numbered by
size, and the clusters of slices like those of the songs that the slices are of. The partitions stay
as they are, so no score changes.
"""

import numpy as np

from hbvae.storage.clusters import NOISE


def number_by_size(clusters: np.ndarray) -> np.ndarray:
    """Number clusters from 0, the largest first; of equal ones, the one that appears first.

    Args:
        clusters: (points,) integers; `NOISE` stays.

    Returns:
        (points,) int32.
    """
    old, first, column, sizes = np.unique(
        clusters, return_index=True, return_inverse=True, return_counts=True
    )
    order = np.lexsort((first, -sizes))
    order = order[old[order] != NOISE]
    new = np.full(len(old), NOISE, np.int32)
    new[order] = np.arange(len(order))
    return new[column]


def number_like(clusters: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Number clusters like other clusters of the same points.

    Clusters are paired one to one so that pairs share the most points (Hungarian method: Kuhn
    1955), and take the number of their pair. A cluster that shares no point with its pair, or has
    none, takes a number after those of the others: such clusters are numbered by size.

    Args:
        clusters: (points,) integers, of slices for example; `NOISE` stays.
        others: (points,) numbers from `number_by_size`, such as that of each slice's song.

    Returns:
        (points,) int32.
    """
    from scipy.optimize import linear_sum_assignment

    clusters = number_by_size(clusters)  # so that ties do not depend on the numbers before
    k, k_others = clusters.max() + 1, others.max() + 1
    in_both = (clusters != NOISE) & (others != NOISE)
    shared = np.zeros((k, k_others), int)
    np.add.at(shared, (clusters[in_both], others[in_both]), 1)
    rows, columns = linear_sum_assignment(shared, maximize=True)
    is_pair = shared[rows, columns] > 0
    new = np.full(k + 1, NOISE, np.int32)  # the last for noise, which is -1
    new[rows[is_pair]] = columns[is_pair]
    alone = np.setdiff1d(np.arange(k), rows[is_pair])
    new[alone] = k_others + np.arange(len(alone))
    return new[clusters]
