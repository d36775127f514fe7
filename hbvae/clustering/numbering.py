"""Numbers of clusters, consistent between songs and their slices.

A clusterer numbers its clusters in any order. This module numbers clusters of songs by size, and
clusters of slices like the clusters of their songs. The partitions do not change, so no score
changes.
"""

import numpy as np

from hbvae.storage.clusters import NOISE


def number_by_size(clusters: np.ndarray) -> np.ndarray:
    """Number clusters from 0, the largest first; of equal sizes, the first to appear.

    Args:
        clusters: (points,) integers; `NOISE` does not change.

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

    Clusters are paired one to one so that the pairs share the most points (Hungarian method: Kuhn
    1955), and each takes the number of its partner. Clusters without a partner, or without a point
    in common with it, take the numbers after those of ``others``, the largest first.

    Args:
        clusters: (points,) integers, for example of slices; `NOISE` does not change.
        others: (points,) numbers from `number_by_size`, for example of each slice's song.

    Returns:
        (points,) int32.
    """
    from scipy.optimize import linear_sum_assignment

    clusters = number_by_size(clusters)  # so that ties do not depend on the original numbers
    k, k_others = clusters.max() + 1, others.max() + 1
    in_both = (clusters != NOISE) & (others != NOISE)
    shared = np.zeros((k, k_others), int)
    np.add.at(shared, (clusters[in_both], others[in_both]), 1)
    rows, columns = linear_sum_assignment(shared, maximize=True)
    is_pair = shared[rows, columns] > 0
    new = np.full(k + 1, NOISE, np.int32)  # the last entry is for noise, -1
    new[rows[is_pair]] = columns[is_pair]
    alone = np.setdiff1d(np.arange(k), rows[is_pair])
    new[alone] = k_others + np.arange(len(alone))
    return new[clusters]
