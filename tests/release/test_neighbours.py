"""Neighbours, paths and sums of songs in a plane, where the answers are obvious."""

import numpy as np
import pytest

from hbvae.errors import ConfigError
from hbvae.release.commands import read_sum
from hbvae.release.neighbours import between, mixed, nearest

LINE = np.array([[x, 0.0] for x in range(11)])


def test_the_nearest_come_first_without_the_song_itself():
    assert nearest(LINE, LINE[4], 3, [4]).tolist() == [3, 5, 2]
    assert nearest(LINE, np.array([9.6, 0.0]), 2).tolist() == [10, 9]
    assert nearest(LINE, LINE[0], 99, [0]).tolist() == list(range(1, 11))


def test_a_path_has_even_steps_and_each_song_once():
    assert between(LINE, LINE[0], LINE[10], 4, [0, 10]).tolist() == [2, 4, 6, 8]
    assert between(LINE, LINE[10], LINE[0], 4, [0, 10]).tolist() == [8, 6, 4, 2]
    crowded = np.array([[0.0, 0], [0.1, 0], [0.2, 0], [10.0, 0]])
    assert sorted(between(crowded, crowded[0], crowded[3], 9, [0, 3])) == [1, 2]
    assert between(LINE, LINE[0], LINE[10], 0, [0, 10]).tolist() == []


def test_a_mix_follows_the_direction_of_the_sum_and_ignores_its_length():
    points = np.array(
        [[3.0, 0], [0, 3], [-3, 0], [0, -3], [1, 1], [-1, -1], [-9, 9], [9, -9]]
    )  # seen from 0, 0
    rows, fits = mixed(points, points[[0, 1]], [1, 1], 1, [0, 1])
    assert (rows.tolist(), round(fits[0], 6)) == ([4], 1.0)
    rows, _ = mixed(points, points[[1, 0]], [1, -1], 1, [0, 1])
    assert rows.tolist() == [6]
    moved, _ = mixed(points + 100, points[[1, 0]] + 100, [1, -1], 1, [0, 1])
    assert moved.tolist() == [6]


def test_songs_that_cancel_out_match_nothing():
    _, fits = mixed(LINE, LINE[[2, 2]], [1, -1], 5)
    assert not fits.any()


@pytest.mark.parametrize(
    ("typed", "signs", "names"),
    [
        ("a", [1], ["a"]),
        ("paper kite + b - c", [1, 1, -1], ["paper kite", "b", "c"]),
        ("- a + b", [-1, 1], ["a", "b"]),
        ("a-b", [1], ["a-b"]),
    ],
)
def test_a_sum_of_songs_is_parsed(typed, signs, names):
    assert read_sum(typed.split()) == (signs, names)


@pytest.mark.parametrize("typed", ["+", "a +", "a + - b", "- + a"])
def test_a_sum_without_a_song_beside_a_sign_is_an_error(typed):
    with pytest.raises(ConfigError, match=r"expected a song before and after each \+ and -, got"):
        read_sum(typed.split())
