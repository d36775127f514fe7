"""Maps of points with obvious neighbours."""

import numpy as np
import pytest

from hbvae.clustering.projections import (
    PROJECTIONS,
    lay_out,
    places_beside,
    principal_components,
)


@pytest.mark.parametrize(
    "method",
    # UMAP is compiled when it is first called in a process, which takes 20 s.
    [pytest.param(name, marks=pytest.mark.slow if name == "umap" else ()) for name in PROJECTIONS],
)
def test_maps_keep_groups_together_and_are_repeatable(method):
    random = np.random.default_rng(0)
    points = np.concatenate([random.normal(centre, 0.1, (30, 10)) for centre in (0, 5)])
    xy = PROJECTIONS[method].function(points, seed=0)
    assert xy.shape == (60, 2)
    halves = xy[:30].mean(axis=0), xy[30:].mean(axis=0)
    nearest = [np.linalg.norm(point - np.array(halves), axis=1).argmin() for point in xy]
    assert nearest == [0] * 30 + [1] * 30
    assert (xy == PROJECTIONS[method].function(points, seed=0)).all()


@pytest.mark.parametrize("method", PROJECTIONS)
@pytest.mark.parametrize("value", [0, 3.7, 1e6])
def test_equal_points_are_mapped_to_a_single_place(method, value):
    """With equal points, scikit-learn's t-SNE computes NaN and crashes."""
    points = np.full((20, 5), value, np.float32)
    points[3] = np.nextafter(points[3], np.float32(np.inf))
    assert not PROJECTIONS[method].function(points, seed=0).any()


@pytest.mark.parametrize("method", PROJECTIONS)
@pytest.mark.parametrize("n", [1, 2, 3])
def test_few_points_can_be_mapped(method, n):
    points = np.random.default_rng(0).normal(size=(n, 4)) * (1, 0, 1, 1)
    xy = PROJECTIONS[method].function(points.astype(np.float32), seed=0)
    assert xy.shape == (n, 2)
    assert len(np.unique(xy, axis=0)) == n


@pytest.mark.parametrize(
    "method",
    [pytest.param(name, marks=pytest.mark.slow if name == "umap" else ()) for name in PROJECTIONS],
)
def test_a_map_that_starts_from_another_matches_it(method):
    random = np.random.default_rng(0)
    group = np.repeat(np.arange(4), 25)
    points = (5 * np.eye(4, 10)[group] + random.normal(0, 0.3, (100, 10))).astype(np.float32)
    corners = np.array([[0, 0], [40, 0], [0, 40], [40, 40]])  # unlike any fresh map
    start = (corners[group] + random.normal(0, 1, (100, 2))).astype(np.float32)
    xy, rows = lay_out(points, method, 0, 1000, start)
    assert len(rows) == 100
    means = np.stack([xy[group == number].mean(axis=0) for number in range(4)])
    directions = (means - 20) / np.linalg.norm(means - 20, axis=1, keepdims=True)
    there = (corners - 20) / np.linalg.norm([20, 20])
    assert (np.sum(directions * there, axis=1) > 0.7).all()  # nearest to its own corner


def test_equal_slices_share_a_place_and_do_not_form_a_cluster():
    """All slices of a song share its lyrics: the map must show languages, not songs."""
    random = np.random.default_rng(0)
    language = np.repeat([0, 1], 30)
    songs = 5 * np.eye(2, 8)[language] + random.normal(0, 0.5, (60, 8))
    slices = np.repeat(songs, 10, axis=0).astype(np.float32)
    xy, rows = lay_out(slices, "tsne", 0, max_points=10_000)
    assert len(rows) == 600
    assert len(np.unique(xy, axis=0)) == 60
    assert (xy == np.repeat(xy[::10], 10, axis=0)).all()
    alone = PROJECTIONS["tsne"].function(songs.astype(np.float32), 0)
    assert (xy[::10] == alone).all()


def test_points_outside_the_sample_are_beside_their_nearest_sampled_point():
    random = np.random.default_rng(0)
    group = np.repeat([0, 1, 2], 100)
    points = 9 * np.eye(3, 8)[group] + random.normal(0, 0.1, (300, 8))
    xy, rows = lay_out(points.astype(np.float32), "tsne", 0, max_points=120)
    assert xy.shape == (300, 2) and xy.dtype == np.float32
    assert len(set(rows)) == 120 and (np.diff(rows) > 0).all()
    assert (xy[rows] == PROJECTIONS["tsne"].function(points[rows].astype(np.float32), 0)).all()
    assert len(np.unique(xy, axis=0)) == 300  # no two share a place
    others = np.setdiff1d(np.arange(300), rows)
    nearest = [np.linalg.norm(points[rows] - points[other], axis=1).argmin() for other in others]
    on_map = [np.linalg.norm(xy[rows] - xy[other], axis=1).argmin() for other in others]
    assert on_map == nearest
    assert (group[rows][nearest] == group[others]).all()
    few, all_rows = lay_out(points[:40], "tsne", 0, max_points=120)
    assert (few == PROJECTIONS["tsne"].function(points[:40], 0)).all()
    assert all_rows.tolist() == list(range(40))


def test_points_beside_a_place_keep_the_order_of_their_distances():
    xy = np.array([[0.0, 0], [4, 0], [9, 0]])
    placed = places_beside(xy, np.array([0, 1, 0, 0]), np.array([0.3, 5, 0.1, 0.2]))
    off = np.linalg.norm(placed - xy[[0, 1, 0, 0]], axis=1)
    assert off[2] < off[3] < off[0] < 2  # half the way to the next place
    assert 0 < off[1] < 2
    same = places_beside(np.zeros((3, 2)), np.array([1, 1]), np.ones(2))
    assert not same.any()  # the map is a single point


def test_principal_components_have_the_most_variance():
    random = np.random.default_rng(0)
    points = random.normal(size=(500, 4)) * (1, 5, 0, 3) + 7
    xyz, share = principal_components(points, 3)
    assert np.allclose(np.abs(np.corrcoef(xyz[:, 0], points[:, 1])[0, 1]), 1, atol=0.01)
    assert share == pytest.approx(np.array([25, 9, 1]) / 35, abs=0.05)
    few, share = principal_components(points[:, :2], 3)
    assert not few[:, 2].any()
    assert share.sum() == pytest.approx(1)
