"""Random samples of points, for computations that grow with the square of their number."""

import logging

import numpy as np

logger = logging.getLogger(__name__)


def sample_rows(
    n: int, max_points: int, what: str, seed: int = 0, key: str = "max_points"
) -> np.ndarray:
    """All rows, or, with a warning, a random sample of ``max_points`` rows.

    Args:
        n: number of rows.
        max_points: maximum number of rows in the sample.
        what: name of the computation, for the warning.
        seed: random seed; equal arguments give equal rows.
        key: config key of ``max_points``, for the warning.

    Returns:
        Row numbers in ascending order.
    """
    if n <= max_points:
        return np.arange(n)
    logger.warning("%s: using a random sample of %d of %d points (%s)", what, max_points, n, key)
    return np.sort(np.random.default_rng(seed).choice(n, max_points, replace=False))
