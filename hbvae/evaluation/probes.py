"""What a classifier hears of a factor in codes of tracks that it was not fitted to."""

from math import nan

import numpy as np

from hbvae.evaluation.base import metric
from hbvae.evaluation.uncertainty import Score, interval

N_FOLDS = 5


@metric("probe", title="balanced accuracy of a linear probe", name="probe")
def probed(
    codes: np.ndarray,
    labels: np.ndarray,
    groups: np.ndarray,
    weights: np.ndarray,
    n_shuffles: int,
) -> Score:
    """How well a linear probe predicts a factor from codes of tracks, as its balanced accuracy.

    Args:
        codes: (tracks, dimensions).
        labels, groups: (tracks,), as for `probe`.
        weights: `hbvae.evaluation.uncertainty.track_weights`, for the interval.
        n_shuffles: times that the labels are shuffled among the tracks, for the score by chance.
    """
    once = np.ones((1, len(labels)))
    predicted = probe(codes, labels, groups)
    (value,) = balanced_accuracy(labels, predicted, once)
    low, high = interval(float(value), balanced_accuracy(labels, predicted, weights))
    random = np.random.default_rng(0)
    by_chance = []
    for _ in range(n_shuffles):
        shuffled = random.permutation(labels)
        predicted = probe(codes, shuffled, groups)
        by_chance.append(balanced_accuracy(shuffled, predicted, once)[0])
    return Score(float(value), low, min(high, 1.0), float(np.mean(by_chance)))


def probe(codes: np.ndarray, labels: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Predictions of a linear classifier for points that it was not fitted to.

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
    return held_out_predictions(linear, codes, labels, groups)


def balanced_accuracy(labels: np.ndarray, predicted: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Mean over the labels of the share of their points that are predicted right, 0 to 1.

    Args:
        labels, predicted: (points,).
        weight: (resamples, points), how often each point counts.

    Returns:
        (resamples,); labels that a resample has no point of are left out of its mean.
    """
    hit = (labels == predicted).astype(float)
    recalls = []
    for label in np.unique(labels):
        label_weight = weight[:, labels == label].astype(float)
        n = label_weight.sum(axis=1)
        recalls.append(np.where(n > 0, label_weight @ hit[labels == label] / np.maximum(n, 1), nan))
    return np.nanmean(recalls, axis=0)


def held_out_predictions(
    classifier, codes: np.ndarray, labels: np.ndarray, groups: np.ndarray
) -> np.ndarray:
    """Predictions for folds of whole groups, each fold by a classifier fitted to the others.

    Args:
        classifier: of scikit-learn; it is cloned for each fold.
        codes, labels, groups: as for `probe`.
    """
    from sklearn.base import clone
    from sklearn.model_selection import StratifiedGroupKFold

    rarest = np.unique(labels, return_counts=True)[1].min()
    n_folds = max(2, min(N_FOLDS, len(np.unique(groups)), rarest))
    predicted = np.empty_like(labels)
    folds = StratifiedGroupKFold(n_folds, shuffle=True, random_state=0)
    for fitted, scored in folds.split(codes, labels, groups):
        known = clone(classifier).fit(codes[fitted], labels[fitted])
        predicted[scored] = known.predict(codes[scored])
    return predicted
