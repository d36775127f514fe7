"""Mean shift on tracks whose groups are known."""

import numpy as np
import pytest

from hbvae.representations.mean_shift import fewer_neighbors, mean_shift, shift, unit_rows

RANDOM = np.random.default_rng(0)
GROUP = np.arange(60) % 3
CENTRES = np.eye(8)[:3]
TRACK = np.repeat(np.arange(60), 4)
POINTS = CENTRES[GROUP][TRACK] + 0.4 * RANDOM.normal(size=(240, 8))


def spread(points):
    """Mean distance to the mean of a point's group, as a share of that between the groups."""
    means = np.stack([points[GROUP[TRACK] == number].mean(axis=0) for number in range(3)])
    within = np.linalg.norm(points - means[GROUP[TRACK]], axis=1).mean()
    return within / np.linalg.norm(means[0] - means[1])


def test_groups_draw_together_and_stay_apart():
    shifted, _ = mean_shift(POINTS, TRACK, 6, max_points=1000, seed=0)
    assert np.allclose(np.linalg.norm(shifted, axis=1), 1)
    assert spread(shifted) < 0.3 * spread(unit_rows(POINTS))


def test_a_sample_of_the_tracks_does_nearly_as_well(caplog):
    shifted, steps = mean_shift(POINTS, TRACK, 6, max_points=30, seed=0)
    assert [step.shape for step in steps] == [(30, 8)] * 2
    assert "30 of 60 points (max_points)" in caplog.text
    assert spread(shifted) < 0.5 * spread(unit_rows(POINTS))


@pytest.mark.parametrize("n_tracks", [1, 2, 15])
def test_few_tracks_do_not_run_into_one(n_tracks):
    points = np.eye(16)[:n_tracks]
    n_neighbors = fewer_neighbors(10, n_tracks)
    shifted, _ = mean_shift(points, np.arange(n_tracks), n_neighbors, max_points=100, seed=0)
    assert np.allclose(shifted, points)


def test_other_points_are_moved_as_these_were():
    shifted, steps = mean_shift(POINTS, TRACK, 6, max_points=1000, seed=0)
    assert np.allclose(shift(POINTS[100:103], steps, 6), shifted[100:103], atol=1e-5)


def test_rows_of_zeros_stay():
    assert np.array_equal(unit_rows(np.zeros((2, 3))), np.zeros((2, 3)))


def test_what_is_given_is_left_as_it_was():
    points = POINTS.copy()
    mean_shift(points, TRACK, 6, max_points=1000, seed=0)
    assert np.array_equal(points, POINTS)
