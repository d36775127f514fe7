"""Whether codes of tracks depend on a factor in any way at all, not in a straight line alone."""

from math import nan

import numpy as np

from hbvae.clustering.sampling import sample_rows
from hbvae.evaluation.base import metric
from hbvae.evaluation.uncertainty import Score

MAX_ROWS = 1000  # rows at most: memory and time grow with their square
N_PERMUTATIONS = 499


@metric("dependence", title="p of independence by HSIC", heading="HSIC p")
def hsic_p(codes: np.ndarray, labels: np.ndarray, groups: np.ndarray) -> Score:
    """How often codes whose labels are shuffled depend on them as much as these do.

    The dependence is the Hilbert-Schmidt independence criterion (Gretton et al. 2005, eq. 9), with
    a Gaussian kernel of the standardised codes, as wide as the median of their distances, and the
    kernel of labels that is 1 for two of the same. Above 0 it finds any dependence, where
    `hbvae.evaluation.probes.probed` finds a linear one. Under independence the share is uniform
    from 0 to 1.

    Args:
        codes: (tracks, dimensions).
        labels: (tracks,).
        groups: (tracks,): of the tracks of a group (an artist) that have the same label only the
            first is a row, because labels of one artist's tracks cannot be shuffled each by itself.

    Returns:
        The share, these labels counted among the shuffled ones: 1 / (`N_PERMUTATIONS` + 1) at
        least. NaN where all rows have one label, each has its own, or all codes are alike.
    """
    first = np.unique(np.column_stack([groups, labels]), axis=0, return_index=True)[1]
    rows = np.sort(first)[sample_rows(len(first), MAX_ROWS, "HSIC")]
    labels = np.unique(labels[rows], return_inverse=True)[1]
    kernel = centred_kernel(codes[rows])
    if not 1 < labels.max() + 1 < len(labels) or not kernel.any():
        return Score(nan)
    random = np.random.default_rng(0)
    orders = [labels, *(random.permutation(labels) for _ in range(N_PERMUTATIONS))]
    shuffled = np.stack(orders, axis=1)  # (rows, orders)
    dependence = np.zeros(len(orders))
    for label in range(labels.max() + 1):
        has_label = (shuffled == label).astype(float)
        dependence += (has_label * (kernel @ has_label)).sum(axis=0)
    as_much = dependence >= dependence[0] * (1 - 1e-9)  # the same rows add up in another order
    return Score(float(as_much.mean()))


def centred_kernel(codes: np.ndarray) -> np.ndarray:
    """Gaussian kernel of standardised codes whose rows and columns have a mean of 0.

    Args:
        codes: (rows, dimensions).

    Returns:
        (rows, rows); zeros where all rows are alike.
    """
    from scipy.spatial.distance import pdist, squareform

    spread = codes.std(axis=0)
    distance = pdist((codes - codes.mean(axis=0)) / np.where(spread > 0, spread, 1))
    if not distance.any():
        return np.zeros((len(codes), len(codes)))
    width = np.median(distance[distance > 0])
    kernel = np.exp(-np.square(squareform(distance) / width) / 2)
    return kernel - kernel.mean(axis=0) - kernel.mean(axis=1, keepdims=True) + kernel.mean()
