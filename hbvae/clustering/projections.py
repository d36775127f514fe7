"""Maps of a representation: its points on a plane, or in space."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from hbvae.clustering.centres import nearest_rows
from hbvae.clustering.sampling import sample_rows

GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))  # rad


@dataclass(frozen=True)
class Projection:
    """A way to lay points out on a plane."""

    title: str  # for people
    # Points, a seed and, if any, the places to start from, (points, 2), to (points, 2).
    function: Callable[[np.ndarray, int, np.ndarray | None], np.ndarray]


PROJECTIONS: dict[str, Projection] = {}  # by the names that the config knows them by


def projection(title: str) -> Callable:
    """Make a function a projection of the same name."""

    def register(function: Callable) -> Callable:
        PROJECTIONS[function.__name__] = Projection(title, function)
        return function

    return register


@projection(title="t-SNE")
def tsne(points: np.ndarray, seed: int, start: np.ndarray | None = None) -> np.ndarray:
    """A map of points that keeps neighbours together (van der Maaten & Hinton 2008).

    Args:
        points: (points, dimensions).
        seed: of the optimisation.
        start: (points, 2) where it starts; None: from two principal components, if there are two.

    Returns:
        (points, 2) float32.
    """
    if _coincide(points):
        return np.zeros((len(points), 2), np.float32)

    from sklearn.manifold import TSNE

    perplexity = min(30.0, (len(points) - 1) / 3)
    init = "pca" if min(points.shape) > 1 else "random"
    if start is not None:  # in full size: made small, as it often is, half of it is lost
        init = (start - start.mean(axis=0)).astype(np.float32)
    # As trustworthy as after scikit-learn's 1,000 iterations, in half the time.
    layout = TSNE(perplexity=perplexity, init=init, max_iter=500, random_state=seed)
    return layout.fit_transform(points)


@projection(title="UMAP")
def umap(points: np.ndarray, seed: int, start: np.ndarray | None = None) -> np.ndarray:
    """A map of points by their fuzzy neighbourhoods (McInnes, Healy & Melville 2018).

    Args:
        points: (points, dimensions).
        seed: of the optimisation, which runs on one thread for the sake of repeatability.
        start: (points, 2) where it starts; None: from the graph's spectrum.

    Returns:
        (points, 2) float32.
    """
    if _coincide(points):
        return np.zeros((len(points), 2), np.float32)
    if len(points) < 4:  # too few for its graph
        return principal_components(points, 2)[0].astype(np.float32)

    from umap import UMAP

    n_neighbors = min(15, len(points) - 1)
    init = "spectral" if start is None else start
    layout = UMAP(n_neighbors=n_neighbors, init=init, random_state=seed, n_jobs=1)
    return layout.fit_transform(points)


def lay_out(
    points: np.ndarray,
    method: str,
    seed: int,
    max_points: int,
    start: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Lay all points out on a plane.

    Of more than ``max_points``, a random sample is compared, and each other point is placed beside
    the sampled point that it is nearest to. Points that are equal are compared once and lie on one
    place: ten slices with the same lyrics would else be a cluster of their own, each song one.

    Args:
        points: (points, dimensions).
        method: name of a projection.
        seed: of the sample and of the projection.
        max_points: time and memory of a projection grow with them.
        start: (points, 2) places of an earlier map. The projection starts from it, and the result
            is turned so that it lies over it as well as it can (orthogonal Procrustes:
            Schönemann 1966).

    Returns:
        (points, 2) float32 places, and the rows of the points that were compared, ascending.
    """
    rows = sample_rows(len(points), max_points, method, seed)
    sampled = points[rows]
    xy = np.empty((len(points), 2), np.float32)
    first, which = _distinct(sampled)
    before = None if start is None else start[rows][first]
    placed = PROJECTIONS[method].function(sampled[first], seed, before)
    xy[rows] = (placed if before is None else _turned(placed, before))[which]
    others = np.delete(np.arange(len(points)), rows)
    if len(others):
        distance, nearest = nearest_rows(points[others], sampled)
        xy[others] = places_beside(xy[rows], nearest[:, 0], distance[:, 0])
    return xy, rows


def _turned(xy: np.ndarray, over: np.ndarray) -> np.ndarray:
    """Places, turned and moved to lie over others; both (points, 2)."""
    from scipy.linalg import orthogonal_procrustes

    centred, other = xy - xy.mean(axis=0), over - over.mean(axis=0)
    return centred @ orthogonal_procrustes(centred, other)[0] + over.mean(axis=0)


def places_beside(xy: np.ndarray, nearest: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """Places on a map for points that are not on it: beside those that they are nearest to.

    The points that share a nearest one stand around it as the seeds of a sunflower do (Vogel 1979),
    the nearer the closer, within half the way to the next place of the map: none covers another,
    and on the map, too, each is nearest to the one that it is nearest to.

    Args:
        xy: (places, 2) of the map.
        nearest: (points,) row of ``xy`` that each point is nearest to.
        distance: (points,) to it, in the representation.

    Returns:
        (points, 2) of the type of ``xy``.
    """
    apart = nearest_rows(xy, xy, 2)[0][:, -1]
    order = np.lexsort((distance, nearest))
    sizes = np.bincount(nearest, minlength=len(xy))
    place = np.empty(len(nearest))  # of a point among those that share its nearest, from 0
    place[order] = np.arange(len(order)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    radius = apart[nearest] / 2 * np.sqrt((place + 0.5) / sizes[nearest])
    angle = place * GOLDEN_ANGLE
    offset = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return (xy[nearest] + offset).astype(xy.dtype)


def _distinct(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the first of each distinct point, ascending, and which of these each point equals."""
    _, first, which = np.unique(points, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first)
    return first[order], np.argsort(order)[which.ravel()]


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
