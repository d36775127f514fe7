"""Every clusterer on groups that are plain to see; k that is chosen, and its evidence."""

import re

import numpy as np
import pytest

from hbvae.clustering.centres import track_means
from hbvae.clustering.clusterers import (
    CLUSTERERS,
    FINDS_K,
    NOISE,
    cluster,
    dbscan_knee,
    knee,
    neighbour_distances,
)
from hbvae.errors import ConfigError
from hbvae.evaluation.metrics import contingency, external_scores
from hbvae.evaluation.stability import Stability, most_stable_k, stability

GROUPS = np.repeat([0, 1, 2], 50)


def points(spread=0.1, dimensions=5, seed=0):
    random = np.random.default_rng(seed)
    centres = 3 * np.eye(3, dimensions)
    return centres[GROUPS] + random.normal(0, spread, (150, dimensions))


def agree(one, other):
    return float(external_scores(contingency(one, other))["ari"])


@pytest.mark.parametrize("name", CLUSTERERS)
def test_every_clusterer_finds_separated_groups_and_repeats_itself(name):
    settings = {"eps": 1.0} if name == "dbscan" else {}
    found = cluster(name, points(), k=3, seed=0, **settings)
    assert found.dtype == np.int32
    assert agree(GROUPS, found) > 0.9
    assert (found == cluster(name, points(), k=3, seed=0, **settings)).all()


@pytest.mark.parametrize("name", CLUSTERERS)
def test_of_many_points_a_sample_is_clustered_and_the_others_follow(name, caplog):
    settings = {"eps": 1.0} if name == "dbscan" else {}
    found = cluster(name, points().astype(np.float32), 3, 0, max_points=60, **settings)
    assert found.dtype == np.int32
    assert agree(GROUPS, found) > 0.9
    assert re.search(f"{name}: .* 150 points \\(max_points\\)", caplog.text)
    assert (found == cluster(name, points().astype(np.float32), 3, 0, 60, **settings)).all()


def test_who_is_near_noise_of_the_sample_is_noise():
    outliers = 40 + 30 * np.arange(4)[:, None] * np.ones((1, 5))
    twice = np.repeat(np.concatenate([points(), outliers]), 2, axis=0)
    found = cluster("dbscan", twice, 0, 0, max_points=290, eps=1.0)
    assert (found[-8:] == NOISE).all()
    assert len(set(found)) == 4


@pytest.mark.parametrize("name", sorted(CLUSTERERS.keys() - set(FINDS_K)))
def test_those_that_are_told_k_find_as_many(name):
    found = cluster(name, points(spread=1.0), k=5, seed=0)
    assert set(found) == set(range(5))
    with pytest.raises(ConfigError, match=r"k = 3 clusters need at least 3 points, got 2"):
        cluster(name, np.zeros((2, 4)), k=3, seed=0)


@pytest.mark.parametrize("name", FINDS_K)
def test_density_clusterers_leave_far_points_out(name):
    outliers = 40 + 30 * np.arange(4)[:, None] * np.ones((1, 5))
    settings = {"eps": 1.0} if name == "dbscan" else {}
    found = cluster(name, np.concatenate([points(), outliers]), k=0, seed=0, **settings)
    assert (found[-4:] == NOISE).all()
    assert len(set(found[found != NOISE])) == 3


def test_dbscan_takes_the_published_radius_when_told_nothing():
    line = np.arange(12.0)[:, None] * 4.9
    assert set(cluster("dbscan", line, k=0, seed=0)) == {NOISE}  # 3 points within 5, 5 are wanted
    assert set(cluster("dbscan", line, k=0, seed=0, min_samples=3)) == {0}


def test_the_knee_of_the_distance_curve():
    assert knee(np.array([1.0, 1.1, 1.2, 1.3, 9.0])) == 1.3
    line = np.array([[0.0], [1.0], [3.0], [6.0]])
    assert neighbour_distances(line, 2).tolist() == [1, 1, 2, 3]
    assert neighbour_distances(line, 99).tolist() == [3, 5, 6, 6]  # as many as there are


def test_points_that_coincide_are_one_cluster():
    assert set(dbscan_knee(np.zeros((9, 3)), 0, 0)) == {0}


def test_stability_finds_how_many_groups_there_are():
    track = np.repeat(np.arange(30), 5)
    curve = stability(points(spread=0.5), track, k_max=6, n_pairs=10, seed=0)
    assert [point.k for point in curve] == [2, 3, 4, 5, 6]
    assert most_stable_k(curve) == 3
    assert curve[1].ari > 0.99
    assert curve[3].ari < 0.9
    assert all(point.low <= point.ari <= point.high for point in curve)
    assert curve == stability(points(spread=0.5), track, k_max=6, n_pairs=10, seed=0)


def test_stability_of_few_distinct_points_tries_fewer_clusters():
    few = np.repeat(np.arange(6.0), 10)[:, None]
    curve = stability(few, np.repeat(np.arange(6), 10), k_max=20, n_pairs=5, seed=0)
    assert 2 <= curve[-1].k < 6


def test_the_finest_of_equally_stable_numbers_is_chosen():
    curve = [Stability(2, 0.9, 0.85, 0.95), Stability(3, 0.88, 0.84, 0.92)]
    assert most_stable_k(curve) == 3
    assert most_stable_k([*curve, Stability(4, 0.8, 0.75, 0.85)]) == 3


def test_track_means():
    latent = np.array([[0.0, 0.0], [2.0, 4.0], [7.0, 7.0]], np.float32)
    assert (track_means(latent, np.array([0, 0, 1]), 2) == [[1.0, 2.0], [7.0, 7.0]]).all()
