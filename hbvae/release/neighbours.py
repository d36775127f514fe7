"""What lies near to, between and beyond songs: functions of the points of a collection's tracks."""

from collections.abc import Sequence

import numpy as np


def nearest(points: np.ndarray, to: np.ndarray, n: int, without: Sequence[int] = ()) -> np.ndarray:
    """The tracks nearest to a point, nearest first.

    Args:
        points: (tracks, dimensions).
        to: (dimensions,).
        n: how many, at most.
        without: tracks that are left out.

    Returns:
        (n,) rows.
    """
    distance = np.linalg.norm(points - to, axis=1)
    order = np.argsort(distance, kind="stable")
    return order[~np.isin(order, without)][:n]


def between(
    points: np.ndarray, first: np.ndarray, last: np.ndarray, n: int, without: Sequence[int] = ()
) -> np.ndarray:
    """A track for each of ``n`` even steps from one point to another, each track once.

    The steps divide the straight line; tracks are dealt to them so that the sum of the distances is
    the smallest (the Hungarian method).

    Args:
        points: (tracks, dimensions).
        first, last: (dimensions,); neither is a step.
        n: how many steps, at most; fewer where there are fewer tracks.
        without: tracks that are left out.

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
    """The tracks that lie in the direction of a sum of songs, by the cosine of the angle.

    Directions are seen from the mean of all tracks. Words are added so by Mikolov et al. (2013).

    Args:
        points: (tracks, dimensions).
        terms: (terms, dimensions).
        signs: 1 or -1 of each term.
        n: how many, at most.
        without: tracks that are left out.

    Returns:
        (n,) rows, the best first, and (n,) cosines. All cosines are 0 where the terms cancel out.
    """
    centre = points.mean(axis=0)
    direction = np.asarray(signs) @ (terms - centre)
    away = points - centre
    lengths = np.linalg.norm(away, axis=1) * np.linalg.norm(direction)
    cosine = np.divide(away @ direction, lengths, np.zeros(len(points)), where=lengths > 0)
    order = np.argsort(-cosine, kind="stable")
    rows = order[~np.isin(order, without)][:n]
    return rows, cosine[rows]
