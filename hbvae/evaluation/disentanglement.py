"""Disentanglement of latent axes: how they relate to factors and to each other.

Factors are labels of tracks. Every fitted predictor is scored on held-out tracks.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from math import nan

import numpy as np

from hbvae.evaluation.base import metric
from hbvae.evaluation.probes import balanced_accuracy, held_out_folds

N_BINS = 20  # bins of a dimension, with equal counts, for mutual information


class Axes:
    """Codes with the factors of their tracks, and quantities that several metrics use.

    Args:
        codes: (points, dimensions).
        factors: by name, (points,) labels.
        track: (points,) track of each point; a fold fits or scores a track, never both.
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
        """The `mutual_information` of the axes with each factor."""
        return {
            factor: mutual_information(self.codes, labels)
            for factor, labels in self.factors.items()
        }

    @cached_property
    def folds(self) -> dict[str, list]:
        """The `held_out_folds` of tracks for each factor."""
        return {
            factor: held_out_folds(labels, self.track) for factor, labels in self.factors.items()
        }


@metric("factor", title="mutual information gap", heading="MIG")
def mig(axes: Axes, factor: str) -> float:
    """Mutual information gap (MIG) of a factor (Chen et al. 2018, eq. 6), 0 to 1.

    The difference between the two largest mutual informations of an axis with the factor, divided
    by the factor's entropy. NaN for a single axis, or for a factor with a single label.
    """
    information = axes.information[factor]
    uncertainty = entropy(np.unique(axes.factors[factor], return_counts=True)[1])
    if len(information) < 2 or uncertainty == 0:
        return nan
    second, first = np.sort(information)[-2:]
    return float((first - second) / uncertainty)


@metric("factor", title="separated attribute predictability", heading="SAP")
def sap(axes: Axes, factor: str) -> float:
    """Separated attribute predictability (SAP) of a factor (Kumar et al. 2018), 0 to 1.

    The difference between the balanced accuracies of the two best axes on held-out tracks, each
    predicting the factor by thresholds. NaN for a single axis.
    """
    labels = axes.factors[factor]
    if axes.codes.shape[1] < 2:
        return nan
    predicted = threshold_predictions(axes.codes, labels, axes.folds[factor])
    second, first = np.sort([simple_accuracy(labels, column) for column in predicted.T])[-2:]
    return float(first - second)


@metric("axes", title="modularity")
def modularity(axes: Axes) -> float:
    """Modularity (Ridgeway & Mozer 2018), 0 to 1; 1 if each axis informs on a single factor.

    Axes without information on any factor do not count. NaN if no axis counts, or for a single
    factor.
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
    """Total correlation of the dimensions (Watanabe 1960) in nats, if they were Gaussian.

    Half the negative log-determinant of the correlation matrix, without constant dimensions. NaN if
    there are not more points than dimensions.

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
    """Mean magnitude of the correlation between different dimensions, 0 to 1."""
    correlation = correlations(codes)
    if len(correlation) < 2:
        return 0.0
    return float(np.abs(correlation[np.triu_indices(len(correlation), 1)]).mean())


def correlations(codes: np.ndarray) -> np.ndarray:
    """Correlation matrix of the dimensions that are not constant, (dimensions, dimensions)."""
    varying = codes[:, codes.std(axis=0) > 1e-9]
    return np.atleast_2d(np.corrcoef(varying, rowvar=False)) if varying.size else np.empty((0, 0))


def mutual_information(codes: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Mutual information of each dimension with a factor in nats, (dimensions,).

    Args:
        codes: (points, dimensions); each is cut into `N_BINS` bins of equal counts, except for
            ties.
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
        occurs = joint > 0
        information.append((joint[occurs] * np.log(joint[occurs] / independent[occurs])).sum())
    return np.array(information)


def threshold_predictions(codes: np.ndarray, labels: np.ndarray, folds: Sequence) -> np.ndarray:
    """Predict the labels from each axis alone: the label whose mean on the axis is nearest.

    This is linear discriminant analysis of a single axis: the thresholds are halfway between the
    means.

    Args:
        codes: (points, dimensions).
        labels: (points,).
        folds: from `held_out_folds`.

    Returns:
        (points, dimensions) predicted labels.
    """
    names = np.unique(labels)
    predicted = np.empty(codes.shape, labels.dtype)
    for fitted, scored in folds:
        means = np.stack([codes[fitted][labels[fitted] == name].mean(axis=0) for name in names])
        order = np.argsort(means, axis=0, kind="stable")
        ascending = np.take_along_axis(means, order, axis=0)
        halfway = (ascending[1:] + ascending[:-1]) / 2
        for axis, code in enumerate(codes[scored].T):
            place = np.searchsorted(halfway[:, axis], code)
            predicted[scored, axis] = names[order[place, axis]]
    return predicted


def simple_accuracy(labels: np.ndarray, predicted: np.ndarray) -> float:
    """The `balanced_accuracy` if every point counts once."""
    return float(balanced_accuracy(labels, predicted, np.ones((1, len(labels))))[0])


def entropy(counts: np.ndarray) -> float:
    """Entropy in nats of a distribution given by counts."""
    share = counts[counts > 0] / counts.sum()
    return float(-(share * np.log(share)).sum())
