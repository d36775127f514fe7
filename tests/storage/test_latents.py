"""Rows of a latent that differ only by rounding become equal."""

import numpy as np
import pytest

from hbvae.storage.latents import MAX_DISTINCT, merge_coincident, read_latents, write_latents
from hbvae.storage.slices import SliceIndex


def with_rounding(points, size=1e-7):
    """Add a rounding error to each number."""
    noise = np.random.default_rng(1).uniform(-size, size, points.shape)
    return (points + noise * np.abs(points).max()).astype(np.float32)


def n_distinct(points):
    return len(np.unique(points, axis=0))


@pytest.mark.parametrize("n", [1, 2, 10])
def test_copies_coincide(n):
    points = np.random.default_rng(0).standard_normal((n, 64))
    copies = with_rounding(np.tile(points, (8, 1)))
    assert n_distinct(copies) == 8 * n
    merged = merge_coincident(copies)
    assert n_distinct(merged) == n
    assert np.array_equal(merged, np.tile(copies[:n], (8, 1)))


def test_points_that_differ_by_more_than_rounding_stay():
    points = np.tile(np.random.default_rng(0).standard_normal(64), (20, 1)).astype(np.float32)
    points[:, 0] += np.linspace(0, 0.1, 20)
    assert np.array_equal(merge_coincident(points), points)


def test_many_distinct_points_are_left_as_they_are():
    points = np.random.default_rng(0).standard_normal((MAX_DISTINCT + 1, 4)).astype(np.float32)
    assert merge_coincident(points) is points


@pytest.mark.parametrize("shape", [(0, 3), (5, 3)])
def test_zeros_and_nothing_are_points_too(shape):
    assert np.array_equal(merge_coincident(np.zeros(shape, np.float32)), np.zeros(shape))


def test_a_latent_is_written_with_merged_rows(tmp_path):
    index = SliceIndex(["a", "b"], np.array([0, 1], np.int32), np.zeros(2))
    path = str(tmp_path / "latents.h5")
    write_latents(path, with_rounding(np.ones((2, 5))), index, model="pca", seed=0, device="CPU")
    latent = read_latents(path)[0]
    assert np.array_equal(latent[0], latent[1])
