"""Stability of clusterings of points in separated groups."""

import numpy as np

from hbvae.clustering.choice_of_k import most_stable_k
from hbvae.evaluation.stability import stability

GROUPS = np.repeat([0, 1, 2], 50)


def points(spread):
    random = np.random.default_rng(0)
    return 3 * np.eye(3, 5)[GROUPS] + random.normal(0, spread, (150, 5))


def test_the_most_stable_k_is_the_number_of_groups():
    track = np.repeat(np.arange(30), 5)
    curve = stability(points(spread=0.5), track, k_max=6, n_pairs=10, seed=0)
    assert [point.k for point in curve] == [2, 3, 4, 5, 6]
    assert most_stable_k(curve) == 3
    assert curve[1].ari > 0.99
    assert curve[3].ari < 0.9
    assert all(point.low <= point.ari <= point.high for point in curve)
    assert curve == stability(points(spread=0.5), track, k_max=6, n_pairs=10, seed=0)


def test_few_distinct_points_limit_the_largest_k():
    few = np.repeat(np.arange(6.0), 10)[:, None]
    curve = stability(few, np.repeat(np.arange(6), 10), k_max=20, n_pairs=5, seed=0)
    assert 2 <= curve[-1].k < 6
