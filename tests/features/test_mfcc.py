"""Cepstral coefficients are librosa's, and those of the formula."""

import librosa
import numpy as np
import pytest

from hbvae.features.mfcc import cepstral_basis, cepstral_coefficients
from hbvae.models.timbre_pca import TimbrePCA

LEVELS = np.random.default_rng(0).normal(size=(16, 7))


def test_coefficients_are_librosas():
    expected = librosa.feature.mfcc(S=LEVELS, n_mfcc=5, norm="ortho")
    assert cepstral_coefficients(LEVELS, 5) == pytest.approx(expected, abs=1e-12)


def test_bands_may_be_along_any_axis():
    expected = cepstral_coefficients(LEVELS, 5)
    assert np.array_equal(cepstral_coefficients(LEVELS.T, 5, axis=1), expected.T)


def test_a_basis_has_the_cosines_of_its_formula():
    band, number = np.arange(16), np.arange(5)[:, None]
    cosines = np.cos(np.pi * number * (band + 0.5) / 16) * np.sqrt(2 / 16)
    cosines[0] /= np.sqrt(2)
    assert cepstral_basis(5, 16) == pytest.approx(cosines, abs=1e-12)
    assert cepstral_basis(5, 16) @ LEVELS == pytest.approx(cepstral_coefficients(LEVELS, 5))


def test_precision_is_that_of_the_levels_and_there_are_no_more_coefficients_than_bands():
    assert cepstral_coefficients(LEVELS.astype(np.float32), 5).dtype == np.float32
    assert cepstral_basis(5, 16, np.float32).dtype == np.float32
    assert cepstral_coefficients(LEVELS, 20).shape == (16, 7)


def test_a_flat_spectrum_has_its_level_alone():
    coefficients = cepstral_coefficients(np.full((16, 1), 3.0), 5)[:, 0]
    assert coefficients == pytest.approx([3 * np.sqrt(16), 0, 0, 0, 0], abs=1e-12)


def test_the_joint_model_hears_the_same_coefficients():
    matrix = TimbrePCA(n_mfcc=5, timbre_dim=2, n_mels=16).dct.numpy()
    assert np.array_equal(matrix, cepstral_basis(5, 16).astype(np.float32))
