"""Maps of a representation: projections of its points to two or three dimensions."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from hbvae.clustering.centres import nearest_rows
from hbvae.clustering.sampling import sample_rows

GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))  # rad


@dataclass(frozen=True)
class Projection:
    """A method that maps points to a plane."""

    title: str  # for readers
    # Maps points, a seed and, optionally, initial places, (points, 2), to places, (points, 2).
    function: Callable[[np.ndarray, int, np.ndarray | None], np.ndarray]


PROJECTIONS: dict[str, Projection] = {}  # by their names in the config


def projection(title: str) -> Callable:
    """Register a function as a projection of the same name."""

    def register(function: Callable) -> Callable:
        PROJECTIONS[function.__name__] = Projection(title, function)
        return function

    return register


@projection(title="t-SNE")
def tsne(points: np.ndarray, seed: int, start: np.ndarray | None = None) -> np.ndarray:
    """Map points with t-SNE, which keeps neighbours together (van der Maaten & Hinton 2008).

    Args:
        points: (points, dimensions).
        seed: random seed of the optimisation.
        start: (points, 2) initial places; None: two principal components, if there are two.

    Returns:
        (points, 2) float32.
    """
    if _coincide(points):
        return np.zeros((len(points), 2), np.float32)

    from sklearn.manifold import TSNE

    perplexity = min(30.0, (len(points) - 1) / 3)
    init = "pca" if min(points.shape) > 1 else "random"
    if start is not None:  # not scaled down, as is often done: that loses half of the earlier map
        init = (start - start.mean(axis=0)).astype(np.float32)
    # As trustworthy as after scikit-learn's 1,000 iterations, in half the time.
    layout = TSNE(perplexity=perplexity, init=init, max_iter=500, random_state=seed)
    return layout.fit_transform(points)


@projection(title="UMAP")
def umap(points: np.ndarray, seed: int, start: np.ndarray | None = None) -> np.ndarray:
    """Map points with UMAP (McInnes, Healy & Melville 2018).

    Args:
        points: (points, dimensions).
        seed: random seed of the optimisation, which uses a single thread to be repeatable.
        start: (points, 2) initial places; None: the spectrum of the graph.

    Returns:
        (points, 2) float32.
    """
    if _coincide(points):
        return np.zeros((len(points), 2), np.float32)
    if len(points) < 4:  # too few for UMAP's graph
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
    """Map all points to a plane.

    If there are more than ``max_points``, a random sample is projected, and each other point is
    placed beside its nearest sampled point. Equal points are projected once and share a place:
    otherwise ten slices with the same lyrics would form a separate cluster for each song.

    Args:
        points: (points, dimensions).
        method: name of a projection.
        seed: random seed of the sample and of the projection.
        max_points: maximum number of points to project.
        start: (points, 2) places on an earlier map. The projection starts from them, and the result
            is rotated to match them (orthogonal Procrustes: Schönemann 1966).

    Returns:
        (points, 2) float32 places, and the rows of the projected points, ascending.
    """
    rows = sample_rows(len(points), max_points, method, seed)
    sampled = points[rows]
    xy = np.empty((len(points), 2), np.float32)
    first, inverse = _distinct(sampled)
    before = None if start is None else start[rows][first]
    placed = PROJECTIONS[method].function(sampled[first], seed, before)
    xy[rows] = (placed if before is None else _rotated(placed, before))[inverse]
    others = np.delete(np.arange(len(points)), rows)
    if len(others):
        distance, nearest = nearest_rows(points[others], sampled)
        xy[others] = places_beside(xy[rows], nearest[:, 0], distance[:, 0])
    return xy, rows


def _rotated(xy: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Rotate and move places, (points, 2), to match the ``target``, (points, 2)."""
    from scipy.linalg import orthogonal_procrustes

    centred, other = xy - xy.mean(axis=0), target - target.mean(axis=0)
    return centred @ orthogonal_procrustes(centred, other)[0] + target.mean(axis=0)


def places_beside(xy: np.ndarray, nearest: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """Place further points on a map, each beside its nearest point on the map.

    Points with the same nearest point surround it like the seeds of a sunflower (Vogel 1979), in
    the order of their distances and within half the way to the next place on the map. They do not
    cover each other, and each is nearest to the same point on the map as in the representation.

    Args:
        xy: (places, 2) places on the map.
        nearest: (points,) row in ``xy`` of each point's nearest place.
        distance: (points,) distance to it in the representation.

    Returns:
        (points, 2) of the type of ``xy``.
    """
    apart = nearest_rows(xy, xy, 2)[0][:, -1]
    order = np.lexsort((distance, nearest))
    sizes = np.bincount(nearest, minlength=len(xy))
    rank = np.empty(len(nearest))  # rank, from 0, among the points with the same nearest place
    rank[order] = np.arange(len(order)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    radius = apart[nearest] / 2 * np.sqrt((rank + 0.5) / sizes[nearest])
    angle = rank * GOLDEN_ANGLE
    offset = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return (xy[nearest] + offset).astype(xy.dtype)


def _distinct(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ascending rows of the distinct points, and for each point the index of its equal in them."""
    _, first, inverse = np.unique(points, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first)
    return first[order], np.argsort(order)[inverse.ravel()]


def _coincide(points: np.ndarray) -> bool:
    """Whether all points are equal, as for copies of a recording; their map is a single point."""
    return bool(np.ptp(points, axis=0).max() <= 1e-6 * max(1.0, np.abs(points).max()))


def principal_components(points: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates along the principal components.

    Args:
        points: (points, dimensions).
        n: number of components; those beyond the number of dimensions are zero.

    Returns:
        (points, n) coordinates, and (n,) the share of the variance along each component.
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
