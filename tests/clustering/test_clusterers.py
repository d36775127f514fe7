"""All clusterers on clearly separated groups and on degenerate points."""

import re
import subprocess
import sys
import warnings

import numpy as np
import pytest
from sklearn.cluster import MiniBatchKMeans
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture

from hbvae.clustering.clusterers import dbscan_knee, knee, neighbour_distances
from hbvae.clustering.registry import all_clusterers, main_clusterer
from hbvae.clustering.sampling import sample_rows
from hbvae.errors import ConfigError
from hbvae.storage.clusters import NOISE

CLUSTERERS = all_clusterers()
FINDS_K = [name for name, kind in CLUSTERERS.items() if kind.finds_k]
GROUPS = np.repeat([0, 1, 2], 50)


def points(spread=0.1, dimensions=5, seed=0):
    random = np.random.default_rng(seed)
    centres = 3 * np.eye(3, dimensions)
    return centres[GROUPS] + random.normal(0, spread, (150, dimensions))


def cluster(name, points, k, seed, max_points=10_000, **settings):
    return CLUSTERERS[name].cluster(points, k, seed, max_points, **settings)


@pytest.mark.parametrize("name", CLUSTERERS)
def test_every_clusterer_recovers_separated_groups_and_is_repeatable(name):
    settings = {"eps": 1.0} if name == "dbscan" else {}
    clusters = cluster(name, points(), k=3, seed=0, **settings)
    assert clusters.dtype == np.int32
    assert adjusted_rand_score(GROUPS, clusters) > 0.9
    assert (clusters == cluster(name, points(), k=3, seed=0, **settings)).all()


@pytest.mark.parametrize("name", CLUSTERERS)
def test_many_points_are_clustered_by_a_sample_or_in_batches(name, caplog):
    settings = {"eps": 1.0} if name == "dbscan" else {}
    clusters = cluster(name, points().astype(np.float32), 3, 0, max_points=60, **settings)
    assert clusters.dtype == np.int32
    assert adjusted_rand_score(GROUPS, clusters) > 0.9
    assert re.search(f"{name}: .* 150 points.*max_points", caplog.text)
    assert (clusters == cluster(name, points().astype(np.float32), 3, 0, 60, **settings)).all()


def test_clusterers_that_predict_use_the_prediction_for_all_points():
    """With a narrow group inside a broad group, the nearest sampled point would be misleading."""
    random = np.random.default_rng(0)
    broad, narrow = random.normal(0, 5, (2000, 2)), random.normal((6, 0), 0.3, (400, 2))
    many = np.concatenate([broad, narrow])
    sample = many[sample_rows(len(many), 200, "", seed=0)]
    mixture = GaussianMixture(2, covariance_type="diag", reg_covar=1e-4, random_state=0)
    clusters = cluster("gaussian_mixture", many, 2, 0, max_points=200)
    assert (clusters == mixture.fit(sample).predict(many)).all()
    centres = MiniBatchKMeans(2, batch_size=4096, n_init=10, random_state=0).fit(many)
    distances = np.linalg.norm(many[:, None] - centres.cluster_centers_, axis=2)
    assert (cluster("kmeans", many, 2, 0, max_points=200) == distances.argmin(axis=1)).all()


def test_kmeans_compares_all_points_and_other_clusterers_a_sample():
    assert CLUSTERERS["kmeans"].count_compared(600, 100) == 600
    assert {
        kind.count_compared(600, 100) for name, kind in CLUSTERERS.items() if name != "kmeans"
    } == {100}
    assert CLUSTERERS["dbscan"].count_compared(60, 100) == 60


def test_points_nearest_to_sampled_noise_are_noise():
    outliers = 40 + 30 * np.arange(4)[:, None] * np.ones((1, 5))
    twice = np.repeat(np.concatenate([points(), outliers]), 2, axis=0)
    clusters = cluster("dbscan", twice, 0, 0, max_points=290, eps=1.0)
    assert (clusters[-8:] == NOISE).all()
    assert len(set(clusters)) == 4


@pytest.mark.parametrize("name", sorted(CLUSTERERS.keys() - set(FINDS_K)))
def test_a_clusterer_with_a_given_k_makes_k_clusters(name):
    clusters = cluster(name, points(spread=1.0), k=5, seed=0)
    assert set(clusters) == set(range(5))
    with pytest.raises(ConfigError, match=r"expected at least 3 points for k = 3, got 2"):
        cluster(name, np.zeros((2, 4)), k=3, seed=0)


@pytest.mark.parametrize("name", FINDS_K)
def test_density_clusterers_leave_far_points_out(name):
    outliers = 40 + 30 * np.arange(4)[:, None] * np.ones((1, 5))
    settings = {"eps": 1.0} if name == "dbscan" else {}
    clusters = cluster(name, np.concatenate([points(), outliers]), k=0, seed=0, **settings)
    assert (clusters[-4:] == NOISE).all()
    assert len(set(clusters[clusters != NOISE])) == 3


def test_dbscan_has_the_published_radius_by_default():
    line = np.arange(12.0)[:, None] * 4.9
    # Each point has 3 points within a radius of 5; min_samples is 5 by default.
    assert set(cluster("dbscan", line, k=0, seed=0)) == {NOISE}
    assert set(cluster("dbscan", line, k=0, seed=0, min_samples=3)) == {0}


def test_the_knee_of_the_distance_curve():
    assert knee(np.array([1.0, 1.1, 1.2, 1.3, 9.0])) == 1.3
    line = np.array([[0.0], [1.0], [3.0], [6.0]])
    assert neighbour_distances(line, 2).tolist() == [1, 1, 2, 3]
    assert neighbour_distances(line, 99).tolist() == [3, 5, 6, 6]  # capped at all four points


def test_equal_points_are_a_single_cluster_at_the_knee():
    assert set(dbscan_knee(np.zeros((9, 3)), 0, 0)) == {0}


@pytest.mark.parametrize("name", CLUSTERERS)
@pytest.mark.parametrize("k", [1, 2, 5])  # 5: more clusters than distinct points
def test_two_distinct_points_make_at_most_two_clusters(name, k):
    points = np.repeat([[0.0, 0, 0], [90, 0, 0]], 20, axis=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        clusters = cluster(name, points, k, seed=0)
    assert clusters.shape == (40,) and clusters.dtype == np.int32
    assert (clusters >= NOISE).all()
    if CLUSTERERS[name].finds_k or k > 1:
        assert len(set(clusters[:20])) == len(set(clusters[20:])) == 1
        assert clusters[0] != clusters[20]


@pytest.mark.parametrize("name", sorted(CLUSTERERS.keys() - set(FINDS_K)))
@pytest.mark.parametrize("k", [1, 2, 5])
def test_equal_points_are_a_single_cluster(name, k):
    assert set(cluster(name, np.full((40, 7), 0.1), k, seed=0)) == {0}


@pytest.mark.parametrize("name", CLUSTERERS)
def test_few_points_and_constant_dimensions(name):
    for points in (np.array([[0.0], [1.0]]), np.ones((12, 3)), np.eye(12)[:, :3]):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            clusters = cluster(name, points, 2, seed=0)
        assert clusters.shape == (len(points),)


@pytest.mark.parametrize("name", CLUSTERERS)
def test_a_clusterer_does_not_change_its_input(name):
    original = points()
    cluster(name, original, 3, seed=0)
    assert np.array_equal(original, points())


@pytest.mark.parametrize("name", CLUSTERERS)
def test_settings_have_a_range_a_default_and_a_description(name):
    section = CLUSTERERS[name].settings
    section()
    assert all(field.description for field in section.model_fields.values())
    with pytest.raises(ConfigError, match=f"clustering.{name}.loudness: no such key"):
        cluster(name, points(), 3, seed=0, loudness=11)


def test_settings_out_of_range_are_refused():
    with pytest.raises(ConfigError, match=r"clustering.dbscan.eps: expected greater than 0"):
        cluster("dbscan", points(), 3, seed=0, eps=0.0)


def test_titles_are_distinct_and_kmeans_is_the_main_clusterer():
    titles = [kind.title for kind in CLUSTERERS.values()]
    assert len(titles) == len(set(titles))
    assert main_clusterer().name == "kmeans"


def test_the_registry_imports_no_scikit_learn():
    code = (
        "import sys; from hbvae.clustering.registry import all_clusterers; all_clusterers();"
        "from hbvae.representations.registry import all_representations; all_representations();"
        "print(sorted({'sklearn', 'torch', 'scipy', 'umap'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
