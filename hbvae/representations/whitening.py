"""Whitening: principal components with equalised variances."""

from typing import NamedTuple

import numpy as np


class Whitening(NamedTuple):
    """A projection onto principal components, each scaled to, or towards, unit variance."""

    centre: np.ndarray  # (dimensions,)
    axes: np.ndarray  # (dimensions, n_components)

    @classmethod
    def fit(
        cls,
        points: np.ndarray,
        n_components: int | None = None,
        least: float = 1e-6,
        power: float = 1.0,
    ) -> "Whitening":
        """Fit a projection to points.

        Args:
            points: (points, dimensions).
            n_components: maximum number of components; None keeps all.
            least: components whose deviation is a smaller share of the first's become zeros.
            power: exponent of the deviation that divides each component: 1 whitens, 0 does nothing.
        """
        from sklearn.decomposition import PCA

        n_components = min(n_components or points.shape[1], *points.shape)
        with np.errstate(invalid="ignore"):  # shares of a variance of 0, where all are alike
            fitted = PCA(n_components, svd_solver="full").fit(points)
        axes = fitted.components_.T
        spread = ((points - fitted.mean_) @ axes).std(axis=0)
        keep = spread > least * spread[0]
        return cls(fitted.mean_, axes / np.where(keep, spread, np.inf) ** power)

    def __call__(self, points: np.ndarray) -> np.ndarray:
        """Project (points, dimensions) to (points, n_components)."""
        return (points - self.centre) @ self.axes
