"""A sample of the points, for what grows with the square of their number."""

import logging

import numpy as np

logger = logging.getLogger(__name__)


def sample_rows(
    n: int, max_points: int, what: str, seed: int = 0, key: str = "max_points"
) -> np.ndarray:
    """Rows to compute something on: all, or ``max_points`` drawn at random, with a warning.

    Args:
        n: rows there are.
        max_points: rows at most.
        what: what is computed on them, for the warning.
        seed: of the draw; the same ``n``, ``max_points`` and seed give the same rows.
        key: of the config, whose value ``max_points`` is; for the warning.

    Returns:
        Ascending row numbers.
    """
    if n <= max_points:
        return np.arange(n)
    logger.warning("%s: of %d of %d points (%s)", what, max_points, n, key)
    return np.sort(np.random.default_rng(seed).choice(n, max_points, replace=False))
