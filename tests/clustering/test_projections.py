"""Maps of points whose neighbours are known."""

import numpy as np
import pytest

from hbvae.clustering.projections import PROJECTIONS, principal_components


@pytest.mark.parametrize(
    "method",
    # UMAP is compiled when it is first called in a process, which takes 20 s.
    [pytest.param(name, marks=pytest.mark.slow if name == "umap" else ()) for name in PROJECTIONS],
)
def test_maps_keep_groups_together_and_repeat_themselves(method):
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
def test_a_map_of_copies_is_a_point(method, value):
    """Of one place scikit-learn's t-SNE makes NaN, and crashes."""
    points = np.full((20, 5), value, np.float32)
    points[3] = np.nextafter(points[3], np.float32(np.inf))
    assert not PROJECTIONS[method].function(points, seed=0).any()


@pytest.mark.parametrize("method", PROJECTIONS)
@pytest.mark.parametrize("n", [1, 2, 3])
def test_few_points_have_a_map(method, n):
    points = np.random.default_rng(0).normal(size=(n, 4)) * (1, 0, 1, 1)
    xy = PROJECTIONS[method].function(points.astype(np.float32), seed=0)
    assert xy.shape == (n, 2)
    assert len(np.unique(xy, axis=0)) == n


def test_principal_components_are_those_of_most_variance():
    random = np.random.default_rng(0)
    points = random.normal(size=(500, 4)) * (1, 5, 0, 3) + 7
    xyz, share = principal_components(points, 3)
    assert np.allclose(np.abs(np.corrcoef(xyz[:, 0], points[:, 1])[0, 1]), 1, atol=0.01)
    assert share == pytest.approx(np.array([25, 9, 1]) / 35, abs=0.05)
    few, share = principal_components(points[:, :2], 3)
    assert not few[:, 2].any()
    assert share.sum() == pytest.approx(1)
