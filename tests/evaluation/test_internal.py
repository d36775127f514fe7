"""Compactness worked out by hand, of degenerate clusters, and against scikit-learn."""

import numpy as np
import pytest
from sklearn import metrics as sk

from hbvae.evaluation.internal import compute_geometry, internal_scores, silhouettes


def internal(points, clusters, weights=None):
    weights = np.ones((1, len(points))) if weights is None else weights
    return internal_scores(compute_geometry(np.asarray(points, float)), np.array(clusters), weights)


def test_internal_scores_by_hand():
    # Two pairs on a line at 0, 1 and 9, 10.
    scores = internal([[0.0], [1.0], [9.0], [10.0]], [0, 0, 1, 1])
    outer, inner = 1 - 1 / 9.5, 1 - 1 / 8.5  # own pair at 1, the other pair at 9.5 or 8.5
    assert scores["silhouette"] == pytest.approx((outer + inner) / 2)
    # Between: 4 points, 4.5 from the mean; within: 4 points, 0.5 from their own mean.
    # k - 1 = 1 and n - k = 2.
    assert scores["calinski_harabasz"] == pytest.approx((4 * 4.5**2 / 1) / (4 * 0.5**2 / 2))
    assert scores["davies_bouldin"] == pytest.approx((0.5 + 0.5) / 9)


def blobs(seed=0, n=300):
    random = np.random.default_rng(seed)
    clusters = random.choice([-1, 0, 3, 4], n, p=[0.1, 0.5, 0.3, 0.1])
    return 50 + random.normal(size=(n, 6)) + 1.5 * np.eye(6)[clusters], clusters


def test_internal_scores_equal_scikit_learns():
    points, clusters = blobs()
    clusters[7] = 9  # a cluster with a single point
    scores = internal(points, clusters)
    assert scores["silhouette"] == pytest.approx(sk.silhouette_score(points, clusters), abs=1e-5)
    widths = silhouettes(compute_geometry(points).distances, clusters)
    assert np.allclose(widths, sk.silhouette_samples(points, clusters), atol=1e-4)
    for name in ("calinski_harabasz", "davies_bouldin"):
        assert scores[name] == pytest.approx(getattr(sk, f"{name}_score")(points, clusters))


def test_a_resample_scores_like_repeated_points():
    points, clusters = blobs()
    weights = np.random.default_rng(1).integers(0, 4, (3, len(points))).astype(float)
    weights[2, clusters == 3] = 0  # a cluster without drawn points
    scores = internal(points, clusters, weights)
    for row, weight in enumerate(weights):
        drawn = np.repeat(np.arange(len(points)), weight.astype(int))
        for name in ("calinski_harabasz", "davies_bouldin"):
            expected = getattr(sk, f"{name}_score")(points[drawn], clusters[drawn])
            assert scores[name][row] == pytest.approx(expected)


@pytest.mark.parametrize("clusters", [[0, 0, 0, 0], [0, 1, 2, 3]])
def test_undefined_internal_scores_are_nan(clusters):
    scores = internal(np.arange(4.0)[:, None], clusters)
    assert np.isnan([values[0] for values in scores.values()]).all()
