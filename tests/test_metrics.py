"""Scores whose value is known: perfect, by chance, degenerate, by hand."""

import numpy as np
import pytest

from hbvae.clustering import cluster, kmeans, track_means
from hbvae.errors import ConfigError
from hbvae.metrics import external_scores, internal_scores, purity

LABELS = np.repeat(["a", "b", "c"], 200)


def test_perfect_clusters_score_one_whatever_their_numbers():
    scores = external_scores(LABELS, np.repeat([2, 0, 1], 200))
    assert scores == pytest.approx({"ari": 1.0, "nmi": 1.0, "purity": 1.0})


def test_random_clusters_score_near_chance():
    clusters = np.random.default_rng(0).integers(0, 3, len(LABELS))
    scores = external_scores(LABELS, clusters)
    assert abs(scores["ari"]) < 0.01
    assert scores["nmi"] < 0.02
    assert 1 / 3 <= scores["purity"] < 0.4


def test_one_cluster_for_all_says_nothing():
    scores = external_scores(LABELS, np.zeros(len(LABELS), int))
    assert scores == pytest.approx({"ari": 0.0, "nmi": 0.0, "purity": 1 / 3})


def test_purity_by_hand():
    # Cluster 0: a a b -> 2 of 3; cluster 1: b b c c c -> 3 of 5.
    assert purity(list("aabbbccc"), [0, 0, 0, 1, 1, 1, 1, 1]) == 5 / 8


def test_internal_scores_by_hand():
    # Two pairs on a line at 0, 1 and 9, 10.
    points, clusters = np.array([[0.0], [1.0], [9.0], [10.0]]), np.array([0, 0, 1, 1])
    scores = internal_scores(points, clusters)
    outer, inner = 1 - 1 / 9.5, 1 - 1 / 8.5  # own pair at 1, the other pair at 9.5 or 8.5
    assert scores["silhouette"] == pytest.approx((outer + inner) / 2)
    # Between: 4 points 4.5 from the mean; within: 4 points 0.5 from theirs; k - 1 = 1, n - k = 2.
    assert scores["calinski_harabasz"] == pytest.approx((4 * 4.5**2 / 1) / (4 * 0.5**2 / 2))
    assert scores["davies_bouldin"] == pytest.approx((0.5 + 0.5) / 9)


@pytest.mark.parametrize("clusters", [[0, 0, 0, 0], [0, 1, 2, 3]])
def test_internal_scores_are_nan_where_undefined(clusters):
    scores = internal_scores(np.arange(4.0)[:, None], np.array(clusters))
    assert np.isnan(list(scores.values())).all()


def test_kmeans_finds_separated_groups_and_repeats_itself():
    random = np.random.default_rng(0)
    points = np.concatenate([random.normal(centre, 0.1, (50, 5)) for centre in (0, 3, 6)])
    found = cluster("kmeans", points, k=3, seed=0)
    assert external_scores(np.repeat([0, 1, 2], 50), found)["ari"] == 1.0
    assert (found == cluster("kmeans", points, k=3, seed=0)).all()
    assert found.dtype == np.int32
    assert (kmeans(points, 1, seed=0) == 0).all()


def test_more_clusters_than_points_is_refused():
    with pytest.raises(ConfigError, match=r"k = 3 clusters need at least 3 points, got 2"):
        cluster("kmeans", np.zeros((2, 4)), k=3, seed=0)


def test_track_means():
    latent = np.array([[0.0, 0.0], [2.0, 4.0], [7.0, 7.0]], np.float32)
    assert (track_means(latent, np.array([0, 0, 1]), 2) == [[1.0, 2.0], [7.0, 7.0]]).all()
