"""Codes that depend on a factor linearly, nonlinearly, or not at all."""

import numpy as np
import pytest

from hbvae.evaluation.dependence import N_PERMUTATIONS, centred_kernel, hsic_p
from hbvae.evaluation.probes import balanced_accuracy, probe

TRACKS = np.arange(160)
LANGUAGE = TRACKS % 2
LEAST = 1 / (N_PERMUTATIONS + 1)


@pytest.fixture
def random():
    return np.random.default_rng(5)


def test_independent_codes_have_a_uniform_p(random):
    shares = [hsic_p(random.normal(size=(60, 4)), LANGUAGE[:60], TRACKS[:60]) for _ in range(200)]
    values = np.array([share.value for share in shares])
    expected = [0.05, 0.25, 0.5, 0.75]
    assert [(values <= p).mean() for p in expected] == pytest.approx(expected, abs=0.1)


def test_linear_and_nonlinear_dependence_are_detected(random):
    codes = random.normal(size=(160, 2))
    assert hsic_p(codes + LANGUAGE[:, None], LANGUAGE, TRACKS).value == LEAST
    exclusive = (codes > 0).sum(axis=1) % 2  # the exclusive or of two signs
    accuracy = balanced_accuracy(exclusive, probe(codes, exclusive, TRACKS), np.ones((1, 160)))
    assert accuracy < 0.6 and hsic_p(codes, exclusive, TRACKS).value == LEAST
    wide = codes * (1 + LANGUAGE[:, None])  # one language varies more
    assert hsic_p(wide, LANGUAGE, TRACKS).value < 0.05


def test_p_does_not_depend_on_scales_or_label_names(random):
    codes = random.normal(size=(160, 3)) + 0.2 * LANGUAGE[:, None]
    p = hsic_p(codes, LANGUAGE, TRACKS).value
    assert hsic_p(codes * (1, 100, 0.01) + 7, LANGUAGE, TRACKS).value == p
    assert hsic_p(codes, 3 * LANGUAGE + 4, TRACKS).value == p


def test_many_tracks_by_few_artists_count_as_few_rows(random):
    """Each artist sings in one language, with a voice that does not depend on the language."""
    artist = TRACKS // 10
    language = random.permutation(np.arange(16) % 2)[artist]
    voices = random.normal(size=(16, 3))[artist] + 0.01 * random.normal(size=(160, 3))
    assert hsic_p(voices, language, TRACKS).value < 0.05
    assert hsic_p(voices, language, artist).value > 0.05


def test_the_kernel_is_centred_and_gaussian():
    kernel = centred_kernel(np.array([[0.0], [1.0], [3.0]]))
    assert kernel.sum(axis=0) == pytest.approx(np.zeros(3))
    near, middle, far = (np.exp(-((d / 2) ** 2) / 2) for d in (1, 2, 3))  # the median distance is 2
    plain = np.array([[1, near, far], [near, 1, middle], [far, middle, 1]])
    centring = np.eye(3) - 1 / 3
    assert kernel == pytest.approx(centring @ plain @ centring)


@pytest.mark.parametrize(
    ("codes", "labels"),
    [
        (np.zeros((6, 2)), np.arange(6) % 2),
        (np.eye(6), np.zeros(6, int)),
        (np.eye(6), np.arange(6)),
    ],
)
def test_p_is_nan_for_equal_codes_equal_labels_or_unique_labels(codes, labels):
    assert np.isnan(hsic_p(codes, labels, np.arange(6)).value)
