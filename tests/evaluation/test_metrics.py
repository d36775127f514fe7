"""Scores whose value is known: perfect, by chance, degenerate, by hand, and scikit-learn's."""

import numpy as np
import pytest
from sklearn import metrics as sk

from hbvae.evaluation.metrics import (
    contingency,
    external_scores,
    internal_scores,
    match_clusters,
    shape_of,
    silhouettes,
)

LABELS = np.repeat(["a", "b", "c"], 200)
NAMES = ["ari", "nmi", "v_measure", "purity", "accuracy"]


def external(labels, clusters):
    return {
        name: float(value) for name, value in external_scores(contingency(labels, clusters)).items()
    }


def internal(points, clusters, weights=None):
    weights = np.ones((1, len(points))) if weights is None else weights
    return internal_scores(shape_of(np.asarray(points, float)), np.array(clusters), weights)


def test_perfect_clusters_score_one_whatever_their_numbers():
    scores = external(LABELS, np.repeat([2, 0, 1], 200))
    assert scores == pytest.approx(dict.fromkeys(NAMES, 1.0))


def test_random_clusters_score_near_chance():
    scores = external(LABELS, np.random.default_rng(0).integers(0, 3, len(LABELS)))
    assert abs(scores["ari"]) < 0.01
    assert 0 <= scores["nmi"] < 0.02
    assert 1 / 3 <= scores["accuracy"] <= scores["purity"] < 0.4


@pytest.mark.parametrize(
    ("labels", "clusters", "expected"),
    [
        ([0, 0, 1, 1], [0, 0, 0, 0], (0, 0, 0, 0.5, 0.5)),  # one cluster says nothing
        ([0, 0, 0, 0], [0, 0, 0, 0], (1, 1, 1, 1, 1)),  # one of each: the same partition
        ([0, 1, 2, 3], [3, 2, 1, 0], (1, 1, 1, 1, 1)),  # a cluster a point, of four labels
        ([0, 0, 1, 1], [0, 1, 2, 3], (0, 2 / 3, 2 / 3, 1, 0.5)),  # of two labels
        ([0, 1], [0, 0], (0, 0, 0, 0.5, 0.5)),
    ],
)
def test_degenerate_clusters(labels, clusters, expected):
    assert external(labels, clusters) == pytest.approx(dict(zip(NAMES, expected, strict=True)))


@pytest.mark.parametrize("seed", range(8))
def test_agreement_is_scikit_learns(seed):
    random = np.random.default_rng(seed)
    labels = random.integers(0, random.integers(2, 12), 300)
    clusters = np.where(random.random(300) < random.random(), labels, random.integers(-1, 9, 300))
    scores = external(labels, clusters)
    assert scores["ari"] == pytest.approx(sk.adjusted_rand_score(labels, clusters))
    assert scores["nmi"] == pytest.approx(sk.normalized_mutual_info_score(labels, clusters))
    assert scores["v_measure"] == pytest.approx(sk.v_measure_score(labels, clusters))


def test_purity_and_accuracy_by_hand():
    # Cluster 0: a a b; cluster 1: b b c c c; cluster 2: a.
    labels, clusters = list("aabbbccca"), [0, 0, 0, 1, 1, 1, 1, 1, 2]
    scores = external(labels, clusters)
    assert scores["purity"] == pytest.approx((2 + 3 + 1) / 9)
    # a with 0 (2) and c with 1 (3) leave cluster 2 to b (0).
    assert scores["accuracy"] == pytest.approx(5 / 9)
    assert match_clusters(contingency(labels, clusters)).tolist() == [0, 2, 1]


def test_clusters_without_a_label_come_last_largest_first():
    table = np.array([[9, 0, 0, 2, 0], [0, 0, 8, 0, 5]])
    assert match_clusters(table).tolist() == [0, 2, 4, 3, 1]
    more_labels = table.T
    assert match_clusters(more_labels).tolist() == [0, 1]


def test_many_tables_at_once_are_each_by_itself():
    random = np.random.default_rng(0)
    tables = random.integers(0, 9, (6, 3, 4)).astype(float)
    together = external_scores(tables)
    for number, table in enumerate(tables):
        for name, value in external_scores(table).items():
            assert together[name][number] == pytest.approx(value)


def test_internal_scores_by_hand():
    # Two pairs on a line at 0, 1 and 9, 10.
    scores = internal([[0.0], [1.0], [9.0], [10.0]], [0, 0, 1, 1])
    outer, inner = 1 - 1 / 9.5, 1 - 1 / 8.5  # own pair at 1, the other pair at 9.5 or 8.5
    assert scores["silhouette"] == pytest.approx((outer + inner) / 2)
    # Between: 4 points 4.5 from the mean; within: 4 points 0.5 from theirs; k - 1 = 1, n - k = 2.
    assert scores["calinski_harabasz"] == pytest.approx((4 * 4.5**2 / 1) / (4 * 0.5**2 / 2))
    assert scores["davies_bouldin"] == pytest.approx((0.5 + 0.5) / 9)


def blobs(seed=0, n=300):
    random = np.random.default_rng(seed)
    clusters = random.choice([-1, 0, 3, 4], n, p=[0.1, 0.5, 0.3, 0.1])
    return 50 + random.normal(size=(n, 6)) + 1.5 * np.eye(6)[clusters], clusters


def test_internal_scores_are_scikit_learns():
    points, clusters = blobs()
    clusters[7] = 9  # a cluster of one point
    scores = internal(points, clusters)
    assert scores["silhouette"] == pytest.approx(sk.silhouette_score(points, clusters), abs=1e-5)
    found = silhouettes(shape_of(points).distances, clusters)
    assert np.allclose(found, sk.silhouette_samples(points, clusters), atol=1e-4)
    for name in ("calinski_harabasz", "davies_bouldin"):
        assert scores[name] == pytest.approx(getattr(sk, f"{name}_score")(points, clusters))


def test_a_resample_is_scored_as_its_points_repeated():
    points, clusters = blobs()
    weights = np.random.default_rng(1).integers(0, 4, (3, len(points))).astype(float)
    weights[2, clusters == 3] = 0  # a cluster that is not drawn
    scores = internal(points, clusters, weights)
    for row, weight in enumerate(weights):
        drawn = np.repeat(np.arange(len(points)), weight.astype(int))
        for name in ("calinski_harabasz", "davies_bouldin"):
            expected = getattr(sk, f"{name}_score")(points[drawn], clusters[drawn])
            assert scores[name][row] == pytest.approx(expected)


@pytest.mark.parametrize("clusters", [[0, 0, 0, 0], [0, 1, 2, 3]])
def test_internal_scores_are_nan_where_undefined(clusters):
    scores = internal(np.arange(4.0)[:, None], clusters)
    assert np.isnan([values[0] for values in scores.values()]).all()
