"""How far single dimensions of a latent stand for single factors, and what a part of it gives away.

Factors are labels of tracks. What is fitted here is scored on tracks that it was not fitted to.
"""

from math import nan
from typing import NamedTuple

import numpy as np

from hbvae.evaluation.uncertainty import Score, interval

N_BINS = 20  # of a dimension, equally full, where mutual information is counted
N_FOLDS = 5


def mutual_information(codes: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Nats that each dimension tells of a factor, (dimensions,).

    Args:
        codes: (points, dimensions); each is cut into `N_BINS` bins, equally full but for ties.
        labels: (points,).
    """
    kinds = np.unique(labels, return_inverse=True)[1]
    found = []
    for code in codes.T:
        edges = np.unique(np.quantile(code, np.linspace(0, 1, N_BINS + 1)[1:-1]))
        bins = np.searchsorted(edges, code, side="left")
        joint = np.zeros((bins.max() + 1, kinds.max() + 1))
        np.add.at(joint, (bins, kinds), 1 / len(kinds))
        independent = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0)
        seen = joint > 0
        found.append((joint[seen] * np.log(joint[seen] / independent[seen])).sum())
    return np.array(found)


def mutual_information_gap(information: np.ndarray, labels: np.ndarray) -> float:
    """MIG of one factor (Chen et al. 2018, eq. 6), 0 to 1.

    The most that a dimension tells of the factor less the most that another one does, as a share of
    the factor's entropy.

    Args:
        information: of one factor, from `mutual_information`.
        labels: (points,) of that factor.
    """
    entropy = _entropy(np.unique(labels, return_counts=True)[1])
    if len(information) < 2 or entropy == 0:
        return nan
    second, first = np.sort(information)[-2:]
    return float((first - second) / entropy)


def modularity(information: np.ndarray) -> float:
    """How far each dimension tells of one factor alone (Ridgeway & Mozer 2018), 0 to 1.

    Args:
        information: (factors, dimensions), from `mutual_information`; with one factor it is NaN.
            Dimensions that tell nothing are left out.
    """
    n_factors = len(information)
    best = information.max(axis=0)
    told = best > 1e-12
    if n_factors < 2 or not told.any():
        return nan
    others = (information[:, told] ** 2).sum(axis=0) - best[told] ** 2
    return float((1 - others / (best[told] ** 2 * (n_factors - 1))).mean())


def separated_attribute(codes: np.ndarray, labels: np.ndarray, track: np.ndarray) -> float:
    """SAP of one factor (Kumar et al. 2018), 0 to 1.

    The best single dimension's balanced accuracy less the second best's, each of a linear
    classifier on that dimension alone.

    Args:
        codes: (points, dimensions).
        labels: (points,).
        track: (points,): a track is fitted or scored, never both.
    """
    if codes.shape[1] < 2:
        return nan
    once = np.ones((1, len(labels)))
    accuracies = [
        balanced_accuracy(labels, probe(codes[:, [column]], labels, track), once)[0]
        for column in range(codes.shape[1])
    ]
    second, first = np.sort(accuracies)[-2:]
    return float(first - second)


class DCI(NamedTuple):
    """Eastwood & Williams 2018; each 0 to 1."""

    disentanglement: float  # of dimensions: each matters for one factor; NaN with one factor
    completeness: float  # of factors: for each, one dimension matters
    informativeness: float  # balanced accuracy on tracks held out, mean over the factors


def dci(codes: np.ndarray, factors: np.ndarray, track: np.ndarray, seed: int = 0) -> DCI:
    """DCI by the importances of random forests.

    Args:
        codes: (points, dimensions).
        factors: (factors, points) labels.
        track: (points,): a track is fitted or scored, never both.
        seed: of the forests.
    """
    from sklearn.ensemble import RandomForestClassifier

    importance, accuracy = [], []
    for labels in factors:
        forest = RandomForestClassifier(
            # All dimensions at every split: else some are split on for want of better ones.
            50,
            max_depth=12,
            max_features=None,
            class_weight="balanced",
            random_state=seed,
        )
        found = _held_out(forest, codes, labels, track)
        accuracy.append(balanced_accuracy(labels, found, np.ones((1, len(labels))))[0])
        importance.append(forest.fit(codes, labels).feature_importances_)
    importance = np.array(importance)  # (factors, dimensions)
    weight = importance.sum(axis=0) / max(importance.sum(), np.finfo(float).tiny)
    of_dimensions = np.array([_certainty(column) for column in importance.T])
    of_factors = [_certainty(row) for row in importance]
    alone = len(importance) < 2
    return DCI(
        nan if alone else float((weight * of_dimensions).sum()),
        float(np.mean(of_factors)),
        float(np.mean(accuracy)),
    )


def probe(codes: np.ndarray, labels: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """What a linear classifier says of points that it was not fitted to.

    Args:
        codes: (points, dimensions); standardised here.
        labels: (points,).
        groups: (points,): a group (a track, an artist) is fitted or scored, never both.

    Returns:
        (points,) of ``labels``.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    linear = make_pipeline(
        StandardScaler(), LogisticRegression(C=0.1, max_iter=500, class_weight="balanced")
    )
    return _held_out(linear, codes, labels, groups)


def balanced_accuracy(labels: np.ndarray, found: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Mean over the labels of the share of their points that were found, 0 to 1.

    Args:
        labels, found: (points,).
        weight: (resamples, points), how often each point counts.

    Returns:
        (resamples,); labels that a resample has no point of are left out of its mean.
    """
    hit = (labels == found).astype(float)
    recalls = []
    for one in np.unique(labels):
        of_label = weight[:, labels == one].astype(float)
        n = of_label.sum(axis=1)
        recalls.append(np.where(n > 0, of_label @ hit[labels == one] / np.maximum(n, 1), nan))
    return np.nanmean(recalls, axis=0)


def leakage(
    codes: np.ndarray,
    labels: np.ndarray,
    groups: np.ndarray,
    weights: np.ndarray,
    n_shuffles: int,
) -> Score:
    """How well a factor is told from codes of tracks, by `probe`, as its balanced accuracy.

    Args:
        codes: (tracks, dimensions).
        labels, groups: (tracks,), as for `probe`.
        weights: `hbvae.evaluation.uncertainty.track_weights`, for the interval.
        n_shuffles: times that the labels are dealt anew among the tracks, for what chance gives.
    """
    once = np.ones((1, len(labels)))
    found = probe(codes, labels, groups)
    (value,) = balanced_accuracy(labels, found, once)
    low, high = interval(float(value), balanced_accuracy(labels, found, weights))
    random = np.random.default_rng(0)
    by_chance = []
    for _ in range(n_shuffles):
        dealt = random.permutation(labels)
        by_chance.append(balanced_accuracy(dealt, probe(codes, dealt, groups), once)[0])
    return Score(float(value), low, min(high, 1.0), float(np.mean(by_chance)))


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


def mean_absolute_correlation(codes: np.ndarray) -> float:
    """Mean of the correlations' magnitudes between different dimensions, 0 to 1."""
    correlation = correlations(codes)
    if len(correlation) < 2:
        return 0.0
    return float(np.abs(correlation[np.triu_indices(len(correlation), 1)]).mean())


def correlations(codes: np.ndarray) -> np.ndarray:
    """Of the dimensions that are not constant."""
    varying = codes[:, codes.std(axis=0) > 1e-9]
    return np.atleast_2d(np.corrcoef(varying, rowvar=False)) if varying.size else np.empty((0, 0))


def _held_out(classifier, codes, labels, groups) -> np.ndarray:
    """Predictions of folds of whole groups, as many of each label in each as can be."""
    from sklearn.base import clone
    from sklearn.model_selection import StratifiedGroupKFold

    rarest = np.unique(labels, return_counts=True)[1].min()
    n_folds = max(2, min(N_FOLDS, len(np.unique(groups)), rarest))
    found = np.empty_like(labels)
    folds = StratifiedGroupKFold(n_folds, shuffle=True, random_state=0)
    for fitted, scored in folds.split(codes, labels, groups):
        known = clone(classifier).fit(codes[fitted], labels[fitted])
        found[scored] = known.predict(codes[scored])
    return found


def _certainty(importance: np.ndarray) -> float:
    """1 less the entropy of a distribution, as a share of the most there can be; 0 of zeros."""
    if importance.sum() <= 0 or len(importance) < 2:
        return 0.0
    return 1 - _entropy(importance) / np.log(len(importance))


def _entropy(counts: np.ndarray) -> float:
    share = counts[counts > 0] / counts.sum()
    return float(-(share * np.log(share)).sum())
