"""Find tracks near a point, between two points, and in the direction of a sum of points."""

from collections.abc import Sequence

import numpy as np


def nearest(points: np.ndarray, to: np.ndarray, n: int, without: Sequence[int] = ()) -> np.ndarray:
    """Find the tracks nearest to a point, nearest first.

    Args:
        points: (tracks, dimensions).
        to: (dimensions,).
        n: largest number of tracks.
        without: rows to exclude.

    Returns:
        (n,) rows.
    """
    distance = np.linalg.norm(points - to, axis=1)
    order = np.argsort(distance, kind="stable")
    return order[~np.isin(order, without)][:n]


def between(
    points: np.ndarray, first: np.ndarray, last: np.ndarray, n: int, without: Sequence[int] = ()
) -> np.ndarray:
    """Find a track for each of ``n`` even steps from one point to another, each track once.

    The steps divide the straight line. The Hungarian method assigns tracks to steps such that the
    sum of the distances is smallest.

    Args:
        points: (tracks, dimensions).
        first, last: (dimensions,); the end points are not steps.
        n: number of steps; fewer if there are fewer tracks.
        without: rows to exclude.

    Returns:
        (n,) rows, in the order of the steps.
    """
    from scipy.optimize import linear_sum_assignment
    from scipy.spatial.distance import cdist

    rows = np.setdiff1d(np.arange(len(points)), without)
    n = min(n, len(rows))
    share = np.linspace(0, 1, n + 2)[1:-1, None]
    distance = cdist(first + share * (last - first), points[rows])
    return rows[linear_sum_assignment(distance)[1]]


def mixed(
    points: np.ndarray, terms: np.ndarray, signs: Sequence[int], n: int, without: Sequence[int] = ()
) -> tuple[np.ndarray, np.ndarray]:
    """Rank tracks by the cosine between their direction and that of a sum of songs.

    Directions start at the mean of all tracks. Mikolov et al. (2013) add word vectors in this way.

    Args:
        points: (tracks, dimensions).
        terms: (terms, dimensions).
        signs: 1 or -1 for each term.
        n: largest number of tracks.
        without: rows to exclude.

    Returns:
        (n,) rows, best first, and (n,) cosines. All cosines are 0 if the terms cancel out.
    """
    centre = points.mean(axis=0)
    direction = np.asarray(signs) @ (terms - centre)
    away = points - centre
    lengths = np.linalg.norm(away, axis=1) * np.linalg.norm(direction)
    cosine = np.divide(away @ direction, lengths, np.zeros(len(points)), where=lengths > 0)
    order = np.argsort(-cosine, kind="stable")
    rows = order[~np.isin(order, without)][:n]
    return rows, cosine[rows]
