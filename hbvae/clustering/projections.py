"""Maps of a representation: its points on a plane, or in space."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Projection:
    """A way to lay points out on a plane."""

    title: str  # for people
    function: Callable[[np.ndarray, int], np.ndarray]  # points and a seed to (points, 2)


PROJECTIONS: dict[str, Projection] = {}  # by the names that the config knows them by


def projection(title: str) -> Callable:
    """Make a function a projection of the same name."""

    def register(function: Callable) -> Callable:
        PROJECTIONS[function.__name__] = Projection(title, function)
        return function

    return register


@projection(title="t-SNE")
def tsne(points: np.ndarray, seed: int) -> np.ndarray:
    """A map of points that keeps neighbours together (van der Maaten & Hinton 2008).

    Args:
        points: (points, dimensions).
        seed: of the optimisation; it starts from two principal components, if there are two.

    Returns:
        (points, 2) float32.
    """
    if _coincide(points):
        return np.zeros((len(points), 2), np.float32)

    from sklearn.manifold import TSNE

    perplexity = min(30.0, (len(points) - 1) / 3)
    init = "pca" if min(points.shape) > 1 else "random"
    # As trustworthy as after scikit-learn's 1,000 iterations, in half the time.
    layout = TSNE(perplexity=perplexity, init=init, max_iter=500, random_state=seed)
    return layout.fit_transform(points)


@projection(title="UMAP")
def umap(points: np.ndarray, seed: int) -> np.ndarray:
    """A map of points by their fuzzy neighbourhoods (McInnes, Healy & Melville 2018).

    Args:
        points: (points, dimensions).
        seed: of the optimisation, which runs on one thread for the sake of repeatability.

    Returns:
        (points, 2) float32.
    """
    if _coincide(points):
        return np.zeros((len(points), 2), np.float32)
    if len(points) < 4:  # too few for its graph
        return principal_components(points, 2)[0].astype(np.float32)

    from umap import UMAP

    n_neighbors = min(15, len(points) - 1)
    return UMAP(n_neighbors=n_neighbors, random_state=seed, n_jobs=1).fit_transform(points)


def _coincide(points: np.ndarray) -> bool:
    """Whether all points are the same, as of copies of one recording; their map is a point."""
    return bool(np.ptp(points, axis=0).max() <= 1e-6 * max(1.0, np.abs(points).max()))


def principal_components(points: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates along the directions of the most variance.

    Args:
        points: (points, dimensions).
        n: components; zeros where there are fewer dimensions.

    Returns:
        (points, n) coordinates, and (n,) each one's share of the variance.
    """
    centred = points - points.mean(axis=0, dtype=np.float64)
    covariance = centred.T @ centred
    variances, directions = np.linalg.eigh(covariance)
    axes = directions[:, ::-1][:, :n]
    coordinates = np.zeros((len(points), n))
    coordinates[:, : axes.shape[1]] = centred @ axes
    share = np.zeros(n)
    share[: axes.shape[1]] = variances[::-1][:n] / max(variances.sum(), np.finfo(float).tiny)
    return coordinates, share
