"""Shares of neighbours on a map with the same label."""

import numpy as np
import pytest

from hbvae.evaluation.neighbours import neighbours_alike


def test_neighbours_in_separated_groups_have_the_same_label():
    random = np.random.default_rng(0)
    label = np.repeat(["a", "b"], 60)
    xy = random.normal(size=(120, 2)) + 50 * (label == "b")[:, None]
    alike, chance = neighbours_alike(xy, label, np.arange(120) // 3)
    assert (alike == 1).all()
    assert chance == pytest.approx(np.full(120, 57 / 117))


def test_random_labels_agree_with_the_chance_level():
    random = np.random.default_rng(0)
    track = np.arange(3000) // 3
    label = random.permutation(np.repeat(["a", "b", "c", "c"], 250))[track]
    alike, chance = neighbours_alike(random.normal(size=(3000, 2)), label, track)
    assert alike.mean() == pytest.approx(chance.mean(), abs=0.02)
    assert chance.mean() == pytest.approx(0.25**2 * 2 + 0.5**2, abs=0.01)


def test_slices_of_the_same_song_do_not_count_as_neighbours():
    xy = np.array([[0.0, 0], [0, 0.1], [1, 0], [9, 0]])
    alike, chance = neighbours_alike(xy, np.array(["a", "a", "b", "a"]), np.array([0, 0, 1, 2]), 1)
    # The nearest slice of another song has the label b for slices a, and a for slice b.
    assert alike.tolist() == [0, 0, 0, 0]
    assert chance == pytest.approx([0.5, 0.5, 0, 2 / 3])


def test_a_single_song_has_no_neighbours():
    alike, chance = neighbours_alike(np.zeros((4, 2)), np.array(list("aabb")), np.zeros(4, int))
    assert np.isnan(alike).all() and np.isnan(chance).all()
