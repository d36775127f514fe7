"""A test of any dependence, linear or not, between codes of tracks and a factor."""

from math import nan

import numpy as np

from hbvae.clustering.sampling import sample_rows
from hbvae.evaluation.base import metric
from hbvae.evaluation.uncertainty import Score

MAX_ROWS = 1000  # memory and time grow with the square of the number of rows
N_PERMUTATIONS = 499


@metric("dependence", title="p of independence by HSIC", heading="HSIC p")
def hsic_p(codes: np.ndarray, labels: np.ndarray, groups: np.ndarray) -> Score:
    """P value of a permutation test of independence between codes and labels.

    The statistic is the Hilbert-Schmidt independence criterion (Gretton et al. 2005, eq. 9), with
    a Gaussian kernel of the standardised codes, whose width is the median of their distances, and a
    kernel of the labels that is 1 for equal labels. It responds to any dependence;
    `hbvae.evaluation.probes.probed` responds to linear dependence only. Under independence, p is
    uniform from 0 to 1.

    Args:
        codes: (tracks, dimensions).
        labels: (tracks,).
        groups: (tracks,) for example artists. Of a group's tracks with the same label only the
            first counts, because they are not exchangeable one by one.

    Returns:
        The share of permutations, including the identity, with at least this dependence; at least
        1 / (`N_PERMUTATIONS` + 1). NaN if all labels are equal, all differ, or all codes are equal.
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
    as_much = dependence >= dependence[0] * (1 - 1e-9)  # tolerates another order of summation
    return Score(float(as_much.mean()))


def centred_kernel(codes: np.ndarray) -> np.ndarray:
    """Centred Gaussian kernel of standardised codes: rows and columns have mean 0.

    Args:
        codes: (rows, dimensions).

    Returns:
        (rows, rows); zeros if all codes are equal.
    """
    from scipy.spatial.distance import pdist, squareform

    spread = codes.std(axis=0)
    distance = pdist((codes - codes.mean(axis=0)) / np.where(spread > 0, spread, 1))
    if not distance.any():
        return np.zeros((len(codes), len(codes)))
    width = np.median(distance[distance > 0])
    kernel = np.exp(-np.square(squareform(distance) / width) / 2)
    return kernel - kernel.mean(axis=0) - kernel.mean(axis=1, keepdims=True) + kernel.mean()
