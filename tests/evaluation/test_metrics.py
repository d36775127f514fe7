"""Every registered metric fulfils the contract of its kind."""

from functools import cache
from typing import get_args

import numpy as np
import pytest

from hbvae.evaluation.base import Kind, registered_metrics
from hbvae.evaluation.dci import Forests
from hbvae.evaluation.disentanglement import Axes
from hbvae.evaluation.external import Contingency
from hbvae.evaluation.internal import Groups, compute_geometry, internal_scores
from hbvae.evaluation.name_scores import NamedClusters
from hbvae.evaluation.registry import all_metrics, table_metrics
from hbvae.evaluation.uncertainty import track_weights
from hbvae.storage.names import ClusterName
from hbvae.storage.traits import Traits

METRICS = all_metrics()
RANDOM = np.random.default_rng(0)
POINTS = RANDOM.normal(size=(24, 3))
CLUSTERS = np.arange(24) % 3
TRACK = np.arange(24) // 2
FACTORS = {"language": TRACK % 2, "genre": TRACK // 2 % 3}


@cache
def make_forests(points):
    """Forests, cached because three metrics share them."""
    return Forests(np.frombuffer(points).reshape(24, 3), FACTORS, TRACK, n_trees=10)


def score(metric, points=POINTS, clusters=CLUSTERS):
    """The value of a metric of any kind."""
    if metric.kind == "agreement":
        table = np.zeros((2, 2, 3))
        np.add.at(table, (slice(None), clusters % 2, clusters), 1)
        return metric.function(Contingency(table))
    if metric.kind == "compactness":
        return metric.function(Groups(compute_geometry(points), clusters, np.ones((2, 24))))
    if metric.kind == "naming":
        table = np.zeros((2, 3))
        np.add.at(table, (clusters % 2, clusters), 1)
        return metric.function(NamedClusters(table, np.eye(2, 3, dtype=bool)))
    if metric.kind == "tagging":
        levels = np.linspace(-3, 0, 24)[:, None]
        traits = Traits([""] * 24, {}, ["rock"], levels, [""] * 24, [], np.zeros((0, 3), int))
        return metric.function([ClusterName("rock", "")] * 24, clusters, traits)
    if metric.kind == "leftover":
        return metric.function(clusters)
    if metric.kind == "probe":
        weights = track_weights(24, 5, seed=0)
        return metric.function(points, FACTORS["language"], TRACK, weights, 2)
    if metric.kind == "dependence":
        return metric.function(points, FACTORS["language"], TRACK).value
    if metric.kind == "part":
        return metric.function(points)
    if metric.kind == "forest":
        return metric.function(make_forests(points.tobytes()))
    axes = Axes(points, FACTORS, TRACK)
    return metric.function(axes, "genre") if metric.kind == "factor" else metric.function(axes)


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_is_finite_and_repeatable(name):
    metric = METRICS[name]
    value = score(metric)
    assert np.isfinite(value).all()
    assert np.array_equal(value, score(metric))
    if metric.kind in ("agreement", "compactness"):
        assert value.shape == (2,) and value[0] == pytest.approx(value[1])


@pytest.mark.parametrize("name", METRICS)
@pytest.mark.parametrize("points", [np.zeros((24, 3)), POINTS * (1, 0, 1), POINTS * (1, 0, 0)])
def test_metrics_are_finite_with_constant_dimensions(name, points):
    value = np.asarray(
        score(METRICS[name], points)[0] if name == "probe" else score(METRICS[name], points)
    )
    assert np.isfinite(value).all() or not points.any()


@pytest.mark.parametrize("clusters", [np.zeros(24, int), np.arange(24)])
def test_a_single_cluster_and_single_points_have_no_compactness(clusters):
    scores = internal_scores(compute_geometry(POINTS), clusters, np.ones((2, 24)))
    assert scores.keys() == {metric.name for metric in registered_metrics("compactness")}
    assert all(np.isnan(values).all() for values in scores.values())


def test_every_metric_has_a_title_and_a_unique_heading():
    for name, metric in METRICS.items():
        assert metric.name == name
        assert metric.kind in get_args(Kind)
        assert metric.title and metric.heading and metric.decimals >= 0
    headings = [metric.heading for metric in METRICS.values()]
    assert len(set(headings)) == len(headings)


def test_columns_of_the_papers_tables_are_in_order():
    assert [(metric.name, metric.heading, metric.decimals) for metric in table_metrics()] == [
        ("ari", "ARI", 2),
        ("nmi", "NMI", 2),
        ("silhouette", "Silhouette", 2),
        ("purity", "Purity", 2),
        ("accuracy", "Accuracy", 2),
        ("calinski_harabasz", "CH Index", 1),
        ("davies_bouldin", "DB Index", 2),
        ("noise", "Noise", 2),
    ]
