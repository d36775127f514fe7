"""How far single axes of a latent stand for single factors, and how alike the axes are.

Factors are labels of tracks. What is fitted here is scored on tracks that it was not fitted to.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from math import nan

import numpy as np

from hbvae.evaluation.base import metric
from hbvae.evaluation.probes import balanced_accuracy, held_out_folds

N_BINS = 20  # of a dimension, equally full, where mutual information is counted


class Axes:
    """Codes with the factors of their tracks, and what the metrics below have in common.

    Args:
        codes: (points, dimensions).
        factors: by name, (points,) labels.
        track: (points,): a track is fitted or scored, never both.
    """

    def __init__(
        self,
        codes: np.ndarray,
        factors: Mapping[str, np.ndarray],
        track: np.ndarray,
    ):
        self.codes, self.factors, self.track = codes, factors, track

    @cached_property
    def information(self) -> dict[str, np.ndarray]:
        """`mutual_information` of the axes with each factor."""
        return {
            factor: mutual_information(self.codes, labels)
            for factor, labels in self.factors.items()
        }

    @cached_property
    def folds(self) -> dict[str, list]:
        """`held_out_folds` of whole tracks for each factor."""
        return {
            factor: held_out_folds(labels, self.track) for factor, labels in self.factors.items()
        }


@metric("factor", title="mutual information gap", heading="MIG")
def mig(axes: Axes, factor: str) -> float:
    """Mutual information gap of one factor (Chen et al. 2018, eq. 6), 0 to 1.

    The most information that an axis carries on the factor less the most that another axis does, as
    a share of the factor's entropy. NaN of a single axis, or of a factor with one label.
    """
    information = axes.information[factor]
    uncertainty = entropy(np.unique(axes.factors[factor], return_counts=True)[1])
    if len(information) < 2 or uncertainty == 0:
        return nan
    second, first = np.sort(information)[-2:]
    return float((first - second) / uncertainty)


@metric("factor", title="separated attribute predictability", heading="SAP")
def sap(axes: Axes, factor: str) -> float:
    """SAP of one factor (Kumar et al. 2018), 0 to 1.

    The best single axis's balanced accuracy less the second best's, on tracks held out, each by
    thresholds on that axis alone. NaN of a single axis.
    """
    labels = axes.factors[factor]
    if axes.codes.shape[1] < 2:
        return nan
    predicted = threshold_predictions(axes.codes, labels, axes.folds[factor])
    second, first = np.sort([simple_accuracy(labels, column) for column in predicted.T])[-2:]
    return float(first - second)


@metric("axes", title="modularity")
def modularity(axes: Axes) -> float:
    """How far each axis carries information on one factor alone (Ridgeway & Mozer 2018), 0 to 1.

    Axes that carry none are left out; NaN where all are, or with one factor.
    """
    information = np.array(list(axes.information.values()))  # (factors, dimensions)
    n_factors = len(information)
    best = information.max(axis=0)
    informative = best > 1e-12
    if n_factors < 2 or not informative.any():
        return nan
    others = (information[:, informative] ** 2).sum(axis=0) - best[informative] ** 2
    return float((1 - others / (best[informative] ** 2 * (n_factors - 1))).mean())


@metric("part", title="total correlation, nats")
def total_correlation(codes: np.ndarray) -> float:
    """Nats by which the dimensions together are less uncertain than apart, were they Gaussian.

    Half the negative log-determinant of their correlation (Watanabe 1960); constant dimensions are
    left out. NaN of no more points than dimensions, which always depend on one another.

    Args:
        codes: (points, dimensions).
    """
    correlation = correlations(codes)
    if len(correlation) < 2:
        return 0.0
    if len(codes) <= len(correlation):
        return nan
    return float(-0.5 * np.linalg.slogdet(correlation)[1])


@metric(
    "part",
    title="mean magnitude of correlation between axes",
    heading="mean abs. correlation",
)
def mean_absolute_correlation(codes: np.ndarray) -> float:
    """Mean of the correlations' magnitudes between different dimensions, 0 to 1."""
    correlation = correlations(codes)
    if len(correlation) < 2:
        return 0.0
    return float(np.abs(correlation[np.triu_indices(len(correlation), 1)]).mean())


def correlations(codes: np.ndarray) -> np.ndarray:
    """Correlations of the dimensions that are not constant, (dimensions, dimensions)."""
    varying = codes[:, codes.std(axis=0) > 1e-9]
    return np.atleast_2d(np.corrcoef(varying, rowvar=False)) if varying.size else np.empty((0, 0))


def mutual_information(codes: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Nats that each dimension carries on a factor, (dimensions,).

    Args:
        codes: (points, dimensions); each is cut into `N_BINS` bins, equally full but for ties.
        labels: (points,).
    """
    kinds = np.unique(labels, return_inverse=True)[1]
    information = []
    for code in codes.T:
        edges = np.unique(np.quantile(code, np.linspace(0, 1, N_BINS + 1)[1:-1]))
        bins = np.searchsorted(edges, code, side="left")
        joint = np.zeros((bins.max() + 1, kinds.max() + 1))
        np.add.at(joint, (bins, kinds), 1 / len(kinds))
        independent = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0)
        seen = joint > 0
        information.append((joint[seen] * np.log(joint[seen] / independent[seen])).sum())
    return np.array(information)


def threshold_predictions(codes: np.ndarray, labels: np.ndarray, folds: Sequence) -> np.ndarray:
    """What each axis alone predicts: the label whose mean on it is nearest.

    That is linear discriminant analysis of one axis, with thresholds halfway between the means.

    Args:
        codes: (points, dimensions).
        labels: (points,).
        folds: from `held_out_folds`.

    Returns:
        (points, dimensions) of ``labels``.
    """
    names = np.unique(labels)
    predicted = np.empty(codes.shape, labels.dtype)
    for fitted, scored in folds:
        known = codes[fitted]
        means = np.stack([known[labels[fitted] == name].mean(axis=0) for name in names])
        order = np.argsort(means, axis=0, kind="stable")
        ascending = np.take_along_axis(means, order, axis=0)
        halfway = (ascending[1:] + ascending[:-1]) / 2
        for axis, code in enumerate(codes[scored].T):
            place = np.searchsorted(halfway[:, axis], code)
            predicted[scored, axis] = names[order[place, axis]]
    return predicted


def simple_accuracy(labels: np.ndarray, predicted: np.ndarray) -> float:
    """`balanced_accuracy` of points that count once."""
    return float(balanced_accuracy(labels, predicted, np.ones((1, len(labels))))[0])


def entropy(counts: np.ndarray) -> float:
    """Nats, of a distribution in any unit."""
    share = counts[counts > 0] / counts.sum()
    return float(-(share * np.log(share)).sum())
