"""Linear probes: classifiers that predict a factor from codes of held-out tracks."""

from math import nan

import numpy as np

from hbvae.evaluation.base import metric
from hbvae.evaluation.uncertainty import Score, interval

N_FOLDS = 5
N_FOLDINGS = 5  # ways to divide the tracks; with a single way, a probe of 100 tracks varies by 0.04


@metric("probe", title="balanced accuracy of a linear probe", name="probe")
def probed(
    codes: np.ndarray,
    labels: np.ndarray,
    groups: np.ndarray,
    weights: np.ndarray,
    n_shuffles: int,
) -> Score:
    """Balanced accuracy of a linear probe that predicts a factor from codes of tracks.

    It is the mean over `N_FOLDINGS` ways to divide the tracks into folds.

    Args:
        codes: (tracks, dimensions).
        labels, groups: (tracks,), as in `probe`.
        weights: `hbvae.evaluation.uncertainty.track_weights`, for the interval.
        n_shuffles: number of shuffles of the labels among the tracks for the chance level.
    """
    once = np.ones((1, len(labels)))
    foldings = [probe(codes, labels, groups, seed) for seed in range(N_FOLDINGS)]
    (value,) = np.mean([balanced_accuracy(labels, each, once) for each in foldings], axis=0)
    draws = np.mean([balanced_accuracy(labels, each, weights) for each in foldings], axis=0)
    low, high = interval(float(value), draws)
    random = np.random.default_rng(0)
    by_chance = []
    for _ in range(n_shuffles):
        shuffled = random.permutation(labels)
        predicted = probe(codes, shuffled, groups)
        by_chance.append(balanced_accuracy(shuffled, predicted, once)[0])
    return Score(float(value), low, min(high, 1.0), float(np.mean(by_chance)))


def probe(codes: np.ndarray, labels: np.ndarray, groups: np.ndarray, seed: int = 0) -> np.ndarray:
    """Predict held-out labels with a linear classifier.

    Args:
        codes: (points, dimensions); the function standardises them.
        labels: (points,).
        groups, seed: as in `held_out_folds`.

    Returns:
        (points,) predicted labels.
    """
    from sklearn.linear_model import LogisticRegression

    predicted = np.empty_like(labels)
    for fitted, scored in held_out_folds(labels, groups, seed):
        mean, spread = codes[fitted].mean(axis=0), codes[fitted].std(axis=0)
        standard = (codes - mean) / np.where(spread > 0, spread, 1)
        linear = LogisticRegression(C=0.1, max_iter=500, class_weight="balanced")
        linear.fit(standard[fitted], labels[fitted])
        predicted[scored] = linear.predict(standard[scored])
    return predicted


def balanced_accuracy(labels: np.ndarray, predicted: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Mean recall over the labels, 0 to 1.

    Args:
        labels, predicted: (points,).
        weight: (resamples, points) number of times that each point counts.

    Returns:
        (resamples,); labels without a point in a resample do not count.
    """
    hit = (labels == predicted).astype(float)
    recalls = []
    for label in np.unique(labels):
        label_weight = weight[:, labels == label].astype(float)
        n = label_weight.sum(axis=1)
        recalls.append(np.where(n > 0, label_weight @ hit[labels == label] / np.maximum(n, 1), nan))
    return np.nanmean(recalls, axis=0)


def held_out_folds(
    labels: np.ndarray, groups: np.ndarray, seed: int = 0
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Rows to fit and rows to score in each fold; every row is scored once.

    Args:
        labels: (points,); the folds are stratified by label.
        groups: (points,); a fold fits or scores a group (a track, an artist), never both.
        seed: random seed of the folds.
    """
    from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

    n_groups, rarest = len(np.unique(groups)), np.unique(labels, return_counts=True)[1].min()
    n_folds = max(2, min(N_FOLDS, n_groups, rarest))
    if n_groups == len(groups):  # faster than looping over all groups for each fold
        return list(StratifiedKFold(n_folds, shuffle=True, random_state=seed).split(labels, labels))
    folds = StratifiedGroupKFold(n_folds, shuffle=True, random_state=seed)
    return list(folds.split(labels, labels, groups))
