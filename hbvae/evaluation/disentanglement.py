"""How far single axes of a latent stand for single factors, and how alike the axes are.

Factors are labels of tracks. What is fitted here is scored on tracks that it was not fitted to.
"""

from collections.abc import Mapping
from functools import cached_property
from math import nan

import numpy as np

from hbvae.evaluation.base import metric
from hbvae.evaluation.probes import balanced_accuracy, held_out_predictions, probe

N_BINS = 20  # of a dimension, equally full, where mutual information is counted


class Axes:
    """Codes with the factors of their tracks, and what the metrics below have in common.

    Args:
        codes: (points, dimensions).
        factors: by name, (points,) labels.
        track: (points,): a track is fitted or scored, never both.
        seed: of the random forests.
    """

    def __init__(
        self,
        codes: np.ndarray,
        factors: Mapping[str, np.ndarray],
        track: np.ndarray,
        seed: int = 0,
    ):
        self.codes, self.factors, self.track, self.seed = codes, factors, track, seed

    @cached_property
    def information(self) -> dict[str, np.ndarray]:
        """`mutual_information` of the axes with each factor."""
        return {
            factor: mutual_information(self.codes, labels)
            for factor, labels in self.factors.items()
        }

    @cached_property
    def _forests(self) -> tuple[np.ndarray, list[float]]:
        from sklearn.ensemble import RandomForestClassifier

        importance, accuracy = [], []
        for labels in self.factors.values():
            forest = RandomForestClassifier(
                # All dimensions at every split: else some are split on for want of better ones.
                50,
                max_depth=12,
                max_features=None,
                class_weight="balanced",
                random_state=self.seed,
            )
            predicted = held_out_predictions(forest, self.codes, labels, self.track)
            accuracy.append(balanced_accuracy(labels, predicted, np.ones((1, len(labels))))[0])
            importance.append(forest.fit(self.codes, labels).feature_importances_)
        return np.array(importance), accuracy

    @property
    def importance(self) -> np.ndarray:
        """Importance of each axis in a random forest for each factor, (factors, dimensions)."""
        return self._forests[0]

    @property
    def forest_accuracy(self) -> list[float]:
        """Balanced accuracy of the forest of each factor on tracks held out, (factors,)."""
        return self._forests[1]


@metric("factor", title="mutual information gap", heading="MIG")
def mig(axes: Axes, factor: str) -> float:
    """Mutual information gap of one factor (Chen et al. 2018, eq. 6), 0 to 1.

    The most information that an axis carries on the factor less the most that another axis does, as
    a share of the factor's entropy. NaN of a single axis, or of a factor with one label.
    """
    information = axes.information[factor]
    entropy = _entropy(np.unique(axes.factors[factor], return_counts=True)[1])
    if len(information) < 2 or entropy == 0:
        return nan
    second, first = np.sort(information)[-2:]
    return float((first - second) / entropy)


@metric("factor", title="separated attribute predictability", heading="SAP")
def sap(axes: Axes, factor: str) -> float:
    """SAP of one factor (Kumar et al. 2018), 0 to 1.

    The best single axis's balanced accuracy less the second best's, each of a linear classifier on
    that axis alone. NaN of a single axis.
    """
    labels = axes.factors[factor]
    if axes.codes.shape[1] < 2:
        return nan
    once = np.ones((1, len(labels)))
    accuracies = [
        balanced_accuracy(labels, probe(axes.codes[:, [column]], labels, axes.track), once)[0]
        for column in range(axes.codes.shape[1])
    ]
    second, first = np.sort(accuracies)[-2:]
    return float(first - second)


@metric("axes", title="DCI disentanglement")
def disentanglement(axes: Axes) -> float:
    """How far each axis matters for one factor alone (Eastwood & Williams 2018), 0 to 1.

    By the importances of random forests; NaN with one factor.
    """
    importance = axes.importance
    if len(importance) < 2:
        return nan
    weight = importance.sum(axis=0) / max(importance.sum(), np.finfo(float).tiny)
    return float((weight * np.array([_certainty(column) for column in importance.T])).sum())


@metric("axes", title="completeness")
def completeness(axes: Axes) -> float:
    """How far one axis alone matters for each factor (Eastwood & Williams 2018), 0 to 1."""
    return float(np.mean([_certainty(row) for row in axes.importance]))


@metric("axes", title="informativeness")
def informativeness(axes: Axes) -> float:
    """Balanced accuracy of the forests on tracks held out, mean over the factors, 0 to 1."""
    return float(np.mean(axes.forest_accuracy))


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


def _certainty(importance: np.ndarray) -> float:
    """1 less the entropy of a distribution, as a share of the most there can be; 0 of zeros."""
    if importance.sum() <= 0 or len(importance) < 2:
        return 0.0
    return 1 - _entropy(importance) / np.log(len(importance))


def _entropy(counts: np.ndarray) -> float:
    share = counts[counts > 0] / counts.sum()
    return float(-(share * np.log(share)).sum())
