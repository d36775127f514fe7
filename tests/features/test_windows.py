"""Which windows cover a recording, and what they give to its slices."""

import numpy as np
import pytest

from hbvae.features.pretrained.base import EncodedSlices, EncoderCard
from hbvae.features.pretrained.windows import (
    AT_ONCE,
    WindowEncoder,
    shared_time,
    window_starts,
)


@pytest.mark.parametrize(
    "n_samples, length, expected",
    [
        (30, 10, [0, 10, 20]),  # 30 s of windows of 10 s
        (27, 10, [0, 8, 17]),  # as few as cover it, at even distances
        (10, 10, [0]),
        (11, 10, [0, 1]),
        (3, 3, [0]),
    ],
)
def test_windows_cover_a_recording(n_samples, length, expected):
    assert window_starts(n_samples, length).tolist() == expected


@pytest.mark.parametrize("n_samples, length", [(30, 10), (27, 10), (41, 7), (12, 12), (13, 12)])
def test_no_sample_is_left_out_and_none_lies_outside(n_samples, length):
    covered = np.zeros(n_samples, int)
    for start in window_starts(n_samples, length):
        assert 0 <= start <= n_samples - length
        covered[start : start + length] += 1
    assert covered.min() == 1


def test_a_slice_weighs_windows_by_the_time_that_they_share():
    weights = shared_time(np.array([0, 10, 20]), 10, 10, 3)
    expected = np.zeros((10, 3))
    expected[:3, 0] = expected[4:6, 1] = expected[7:, 2] = 1
    expected[3] = 1 / 3, 2 / 3, 0  # from 9 to 12
    expected[6] = 0, 2 / 3, 1 / 3  # from 18 to 21
    np.testing.assert_allclose(weights, expected)
    # So each window weighs as much in the mean over the slices.
    np.testing.assert_allclose(weights.mean(axis=0), 1 / 3)


def test_a_slice_in_two_windows_has_the_mean_of_both():
    np.testing.assert_allclose(shared_time(np.array([0, 4]), 8, 3, 4)[1], [0.5, 0.5])


class LoudnessEncoder(WindowEncoder):
    """Hears the mean of a window, and how many windows it was given at once."""

    def __init__(self, window):
        self.card = EncoderCard("", "", "", "", "tags of other songs", 10, window, 2, ("loud",))
        self.at_once = []

    @classmethod
    def describe(cls, name):
        raise AssertionError

    def _encode(self, windows):
        self.at_once.append(len(windows))
        mean = windows.mean(axis=1, keepdims=True)
        return EncodedSlices(np.hstack([mean, 2 * np.ones_like(mean)]), mean)


def test_slices_have_the_means_of_raw_embeddings_and_their_mean_is_of_unit_length():
    sound = np.repeat(np.float32([1, 3, 8]), 100).reshape(10, 30)  # three windows of 10 s
    embedding = LoudnessEncoder(10.0).embed(sound)
    tags = [1, 1, 1, (1 + 2 * 3) / 3, 3, 3, (2 * 3 + 8) / 3, 8, 8, 8]
    raw = np.stack([tags, np.full(10, 2)], axis=1)
    np.testing.assert_allclose(embedding.embedding, raw / np.hypot(4, 2), rtol=1e-6)
    np.testing.assert_allclose(embedding.tags[:, 0], tags, rtol=1e-6)
    assert np.linalg.norm(embedding.embedding.mean(axis=0)) == pytest.approx(1)
    assert embedding.embedding.dtype == embedding.tags.dtype == np.float32


def test_a_short_recording_is_encoded_in_one_window():
    ears = LoudnessEncoder(10.0)
    embedding = ears.embed(np.float32([[1] * 30, [2] * 30]))
    assert ears.at_once == [1]
    np.testing.assert_allclose(embedding.tags, [[1.5], [1.5]])


def test_windows_are_encoded_in_batches():
    ears = LoudnessEncoder(1.0)
    ears.embed(np.ones((9, 10), np.float32))
    assert ears.at_once == [AT_ONCE, AT_ONCE, 9 - 2 * AT_ONCE]
