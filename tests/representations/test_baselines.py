"""Plain baselines on slices whose geometry is known."""

import numpy as np
import pytest
from scipy.spatial.distance import pdist

from hbvae.representations.base import FUNCTIONS, SliceFeatures
from hbvae.representations.baselines import mfcc, mfcc_statistics, pca, spectral


def test_pca_keeps_what_varies_and_its_distances():
    random = np.random.default_rng(0)
    directions = np.linalg.qr(random.normal(size=(64, 3)))[0].T  # three orthonormal images
    amounts = random.normal(size=(50, 3)) * (5, 2, 1)
    mel = (amounts @ directions).reshape(50, 8, 8)
    latent = pca(SliceFeatures(mel), seed=0, n_components=3)
    assert np.allclose(pdist(latent), pdist(amounts), atol=1e-4)
    assert (np.diff(latent.var(axis=0)) < 0).all()
    assert np.allclose(latent.mean(axis=0), 0, atol=1e-5)


def test_pca_of_few_slices_has_as_many_components_as_there_are():
    mel = np.random.default_rng(0).random((5, 4, 4))
    assert pca(SliceFeatures(mel), seed=0).shape == (5, 5)


@pytest.mark.parametrize("deltas", [True, False])
def test_mfcc_are_librosas(deltas):
    import librosa

    mel = np.random.default_rng(0).random((12, 32, 40)).astype(np.float32)
    statistics = mfcc_statistics(SliceFeatures(mel), seed=0, n_mfcc=5, deltas=deltas)
    expected = []
    for image in mel:
        coefficients = librosa.feature.mfcc(S=image, n_mfcc=5)
        slopes = np.diff(coefficients).std(axis=1) if deltas else []
        expected.append([*coefficients.mean(axis=1), *coefficients.std(axis=1), *slopes])
    expected = np.array(expected)
    expected = (expected - expected.mean(axis=0)) / expected.std(axis=0)
    assert np.allclose(statistics, expected, atol=1e-4)


def dark_and_bright():
    dark, bright = np.zeros((2, 1, 32, 40))
    dark[:, :8], bright[:, 24:] = 1, 1
    noise = np.random.default_rng(0).normal(0, 0.05, (40, 32, 40))
    return SliceFeatures(np.repeat([dark[0], bright[0]], 20, axis=0) + noise)


def test_mfcc_of_slices_that_differ_in_colour():
    latent = mfcc(dark_and_bright(), seed=0, unit_length=False)
    assert latent.shape == (40, 15)
    assert np.allclose(latent.std(axis=0), 1)
    assert abs(np.corrcoef(latent[:, 0], np.repeat([0, 1], 20))[0, 1]) > 0.95
    assert np.allclose(np.corrcoef(latent.T), np.eye(15), atol=1e-6)


def test_mfcc_at_unit_length_keep_their_direction():
    standardised, whitened = (
        mfcc(dark_and_bright(), 0, unit_length=unit) for unit in (True, False)
    )
    assert np.allclose(np.linalg.norm(standardised, axis=1), 1)
    assert np.allclose(standardised * np.linalg.norm(whitened, axis=1, keepdims=True), whitened)
    assert not mfcc(SliceFeatures(np.ones((3, 16, 16))), 0).any()  # all alike: no direction


@pytest.mark.parametrize("n", [12, 30])  # fewer and more slices than their 20 pixels
def test_spectral_has_the_distances_of_the_slices(n):
    mel = np.random.default_rng(0).random((n, 4, 5)).astype(np.float16)
    mel[3] = mel[4]
    latent = spectral(SliceFeatures(mel), 0)
    assert latent.shape == (n, min(n, 20))
    expected = pdist(mel.reshape(n, -1).astype(np.float64))
    assert np.allclose(pdist(latent.astype(np.float64)), expected, atol=1e-3)


@pytest.mark.parametrize("name", ["pca", "spectral"])
def test_components_of_many_slices_are_fitted_in_passes(name, caplog):
    random = np.random.default_rng(0)
    factors = random.normal(size=(2500, 3)) * [3, 2, 1]
    mel = factors @ random.normal(size=(3, 24)) + 0.05 * random.normal(size=(2500, 24))
    mel = mel.reshape(2500, 4, 6).astype(np.float32)
    settings = {"n_components": 3} if name == "pca" else {}
    latent = FUNCTIONS[name](SliceFeatures(mel, max_points=2000), 0, **settings)
    assert "computed incrementally (max_points)" in caplog.text
    exact = pca(SliceFeatures(mel), 0, n_components=3)
    assert np.allclose(np.abs(latent[:, :3]), np.abs(exact), atol=0.02 * np.abs(exact).max())
    assert latent.shape == (2500, 3 if name == "pca" else 24)
