"""DCI: disentanglement, completeness and informativeness of axes, by random forests.

The labels of a factor may come in any order along an axis, and two axes may hold the same factor.
Linear classifiers miss the first, and sparse classifiers prefer one of the two axes, so this module
uses the importances of random forests.
"""

from collections.abc import Mapping
from functools import cached_property
from math import nan
from typing import Literal

import numpy as np
from pydantic import Field

from hbvae.config import Section
from hbvae.evaluation.base import metric
from hbvae.evaluation.disentanglement import entropy, simple_accuracy
from hbvae.evaluation.probes import held_out_folds

ForestLevel = Literal["track", "slice"]
N_TREES: dict[ForestLevel, int] = {"track": 10, "slice": 50}  # trees in the forest of each fold


class DisentanglementConfig(Section):
    """How the axes of a latent are measured."""

    dci: ForestLevel = Field(
        "track",
        description="points from which the random forests of DCI predict the factors: means of "
        "tracks, or slices (five times as many trees and much slower)",
    )


class Forests:
    """Random forests (Breiman 2001) that predict each factor from all axes on held-out tracks.

    Args:
        codes: (points, dimensions).
        factors: by name, (points,) labels.
        track: (points,) track of each point; a fold fits or scores a track, never both.
        n_trees: number of trees in the forest of each fold.
    """

    def __init__(
        self,
        codes: np.ndarray,
        factors: Mapping[str, np.ndarray],
        track: np.ndarray,
        n_trees: int,
    ):
        self.codes, self.factors, self.track, self.n_trees = codes, factors, track, n_trees

    @cached_property
    def _fitted(self) -> list[tuple[np.ndarray, float]]:
        return [self._fit(labels) for labels in self.factors.values()]

    def _fit(self, labels: np.ndarray) -> tuple[np.ndarray, float]:
        from sklearn.ensemble import RandomForestClassifier

        predicted, importance = np.empty_like(labels), []
        for number, (fitted, scored) in enumerate(held_out_folds(labels, self.track)):
            forest = RandomForestClassifier(
                # Consider all dimensions at every split, or irrelevant dimensions gain importance.
                self.n_trees,
                max_depth=12,
                max_features=None,
                class_weight="balanced",
                random_state=number,  # the same of two equal axes must not win in all folds
            )
            forest.fit(self.codes[fitted], labels[fitted])
            predicted[scored] = forest.predict(self.codes[scored])
            importance.append(forest.feature_importances_)
        return np.mean(importance, axis=0), simple_accuracy(labels, predicted)

    @property
    def importance(self) -> np.ndarray:
        """Decrease in impurity due to each axis for each factor, (factors, dimensions)."""
        return np.array([importance for importance, _ in self._fitted])

    @property
    def accuracy(self) -> list[float]:
        """Balanced accuracy for each factor on held-out tracks, (factors,)."""
        return [accuracy for _, accuracy in self._fitted]


@metric("forest", title="DCI disentanglement")
def disentanglement(forests: Forests) -> float:
    """DCI disentanglement (Eastwood & Williams 2018), 0 to 1; NaN for a single factor.

    It is 1 if each axis matters for a single factor only.
    """
    importance = forests.importance
    if len(importance) < 2:
        return nan
    weight = importance.sum(axis=0) / max(importance.sum(), np.finfo(float).tiny)
    return float((weight * np.array([_certainty(column) for column in importance.T])).sum())


@metric("forest", title="completeness")
def completeness(forests: Forests) -> float:
    """DCI completeness (Eastwood & Williams 2018), 0 to 1; 1 if each factor needs a single axis."""
    return float(np.mean([_certainty(row) for row in forests.importance]))


@metric("forest", title="informativeness")
def informativeness(forests: Forests) -> float:
    """Balanced accuracy of the forests on held-out tracks, mean over the factors, 0 to 1."""
    return float(np.mean(forests.accuracy))


def _certainty(importance: np.ndarray) -> float:
    """1 minus the entropy of a distribution relative to its maximum; 0 if all values are 0."""
    if importance.sum() <= 0 or len(importance) < 2:
        return 0.0
    return 1 - entropy(importance) / np.log(len(importance))
