"""Outlines of synthetic recordings, their alignment, and matching windows."""

import numpy as np
import pytest

from hbvae.clustering.matching_windows import matching_pairs
from hbvae.clustering.outlines import (
    N_TABLES,
    WINDOW,
    align,
    at_speed,
    frame_steps,
    outline,
    step_length,
    window_keys,
)

FRAME = 512 / 22050
RANDOM = np.random.default_rng(0)


def slices(levels, length=129):
    """Cut a long spectrogram, (bands, frames), into slices of 3 s and keep 128 frames of each."""
    n = levels.shape[1] // length
    cut = levels[:, : n * length].reshape(len(levels), n, length)
    return cut.transpose(1, 0, 2)[:, :, :128], np.arange(n) * length * FRAME


@pytest.fixture(scope="module")
def levels():
    from scipy.ndimage import gaussian_filter

    return gaussian_filter(RANDOM.normal(size=(128, 1290)), (2, 3)) * 20


def test_a_step_is_a_multiple_of_a_frame():
    assert step_length(FRAME) == pytest.approx(4 * FRAME)
    assert step_length(0.0775) == 0.0775 and step_length(1.0) == 1.0
    assert frame_steps(np.array([5.0, 8.0]), 3, 1.0).tolist() == [0, 1, 2, 3, 4, 5]


def test_an_outline_is_white(levels):
    mel, start = slices(levels)
    values = outline(mel, start, FRAME)
    assert values.shape == (frame_steps(start, 128, FRAME)[-1] + 1, 32)
    variance = np.linalg.eigvalsh(values.T @ values / len(values))[1:]  # a step's mean is 0
    assert variance.max() < 4 * variance.min()
    bands = mel.reshape(len(mel), 32, 4, -1).mean(axis=2).transpose(1, 0, 2).reshape(32, -1)
    variance = np.linalg.eigvalsh(np.cov(bands))[1:]
    assert variance.max() > 20 * variance.min()


def test_neither_level_nor_tone_nor_scale_changes_an_outline(levels):
    mel, start = slices(levels)
    tone = np.linspace(-10, 10, 128)[:, None]
    swell = 5 * np.sin(np.arange(128))
    changed = outline(0.7 * (mel + tone + swell) - 3, start, FRAME)
    np.testing.assert_allclose(changed, outline(mel, start, FRAME), atol=0.02)


def test_a_cut_outline_is_aligned_at_the_cut(levels):
    complete = outline(*slices(levels), FRAME)
    cut = outline(*slices(levels[:, 215:]), FRAME)  # 5 s later
    likeness, correlation, lag = align(complete, cut, unrelated=0)
    assert lag * step_length(FRAME) == pytest.approx(-215 * FRAME, abs=0.03)
    assert likeness == correlation > 0.8
    assert align(complete, complete, 0) == pytest.approx((1, 1, 0))
    assert align(complete, complete, len(complete)) == pytest.approx((0.5, 1, 0))
    assert abs(align(complete, RANDOM.normal(size=complete.shape), 11).likeness) < 0.2


@pytest.mark.parametrize("seed", range(20))
def test_correlations_stay_below_1_with_silence_at_the_ends(seed):
    random = np.random.default_rng(seed)
    a, b = random.normal(size=(2, 60, 32)).astype(np.float32)
    a *= np.exp(-np.arange(60) / 2)[:, None]
    b *= np.exp(-np.arange(60) / 2)[::-1, None]
    for pair in ((a, b), (b, a), (a, a[3:]), (a, 0 * b)):
        assert align(*pair, unrelated=0).correlation < 1.01


def test_outlines_are_aligned_by_half_steps():
    fine = RANDOM.normal(size=(802, 32))
    fine = (fine[:-2] + 2 * fine[1:-1] + fine[2:]).repeat(2, axis=0)
    fine = (fine[:-1] + fine[1:]) / 2
    likeness, _, lag = align(fine[::4], fine[2::4], unrelated=0)
    assert lag == -0.5 and likeness > 0.85


def test_a_faster_outline_is_shorter():
    line = np.arange(101.0)[:, None].repeat(3, axis=1).astype(np.float32)
    np.testing.assert_allclose(at_speed(line, 2.0)[:, 0], np.arange(0, 101, 2))
    np.testing.assert_allclose(at_speed(line, 0.5)[:, 0], np.arange(0, 100.1, 0.5))


def test_keys_do_not_depend_on_the_start_or_the_scale(levels):
    values = outline(*slices(levels), FRAME)
    keys = window_keys(values)
    assert keys.shape == (N_TABLES, len(values) - WINDOW + 1) and keys.dtype == np.uint32
    assert (window_keys(values[40:]) == keys[:, 40:]).all()
    assert (window_keys(2 * values) == keys).all()
    bits = np.unpackbits(keys.view(np.uint8)).mean()
    assert 0.45 < bits < 0.55
    assert window_keys(values[: WINDOW - 1]).shape == (N_TABLES, 0)


# Matching windows


def places(*sizes):
    recording = np.repeat(np.arange(len(sizes)), sizes)
    return recording, np.concatenate([np.arange(size) for size in sizes])


def test_recordings_that_share_windows_at_the_same_lag_are_a_pair():
    keys = RANDOM.integers(2**32, size=(1, 1000, 100), dtype=np.uint32)
    keys[0, 1, 10:15] = keys[0, 0, 20:25] ^ 1  # the last of 32 bits differs
    keys[0, 2, 50:52] = keys[0, 0, [40, 90]]  # at unrelated lags
    keys[0, 3, 30] = keys[0, 0, 60]  # a single match
    pairs = matching_pairs(keys.reshape(1, -1), *places(*[100] * 1000)).tolist()
    assert [0, 1] in pairs and [0, 2] not in pairs and [0, 3] not in pairs
    assert len(pairs) < 1000  # of 499,500; these match by chance


def test_a_sound_common_to_all_recordings_makes_few_pairs():
    n = 2000
    keys = np.full((2, 40 * n), 7, np.uint32)
    pairs = matching_pairs(keys, *places(*[40] * n))
    assert len(pairs) <= 2 * n


def test_no_windows_make_no_pairs():
    assert matching_pairs(np.empty((2, 0), np.uint32), *np.empty((2, 0), int)).shape == (0, 2)
