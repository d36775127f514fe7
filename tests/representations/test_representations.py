"""Plain baselines and maps on points whose geometry is known."""

import numpy as np
import pytest
from scipy.spatial.distance import pdist
from sklearn.metrics import pairwise_distances_argmin

from hbvae.clustering.projections import PROJECTIONS, principal_components
from hbvae.representations.registry import (
    BASELINES,
    REPRESENTATIONS,
    Representation,
    SliceFeatures,
    joint_audio,
    joint_lyrics,
    late_fusion,
    lyrics,
    lyrics_without_language,
    mfcc,
    mfcc_statistics,
    pca,
    pca_lyrics,
    spectral,
)


def test_pca_keeps_what_varies_and_its_distances():
    random = np.random.default_rng(0)
    directions = np.linalg.qr(random.normal(size=(64, 3)))[0].T  # three orthonormal images
    amounts = random.normal(size=(50, 3)) * (5, 2, 1)
    mel = (amounts @ directions).reshape(50, 8, 8)
    found = pca(SliceFeatures(mel), seed=0, n_components=3)
    assert np.allclose(pdist(found), pdist(amounts), atol=1e-4)
    assert (np.diff(found.var(axis=0)) < 0).all()
    assert np.allclose(found.mean(axis=0), 0, atol=1e-5)


def test_pca_of_few_slices_has_as_many_components_as_there_are():
    mel = np.random.default_rng(0).random((5, 4, 4))
    assert pca(SliceFeatures(mel), seed=0).shape == (5, 5)


def test_pca_repeats_itself():
    mel = np.random.default_rng(0).random((80, 16, 16)).astype(np.float16)
    features = SliceFeatures(mel)
    assert (pca(features, seed=1) == pca(features, seed=1)).all()


def test_every_representation_is_a_model_or_a_baseline():
    from hbvae.models.registry import MODELS

    trained = {name: kind for name, kind in REPRESENTATIONS.items() if kind.trained}
    assert {kind.like or name for name, kind in trained.items()} == MODELS.keys()
    assert REPRESENTATIONS.keys() - trained.keys() == BASELINES.keys()
    assert all(name == function.__name__ for name, function in BASELINES.items())
    assert {kind.latent for kind in REPRESENTATIONS.values()} - {None} <= trained.keys()
    assert REPRESENTATIONS["late_fusion"] == Representation(lyrics=True, latent="conv_vae")


@pytest.mark.parametrize("deltas", [True, False])
def test_mfcc_are_librosas(deltas):
    import librosa

    mel = np.random.default_rng(0).random((12, 32, 40)).astype(np.float32)
    found = mfcc_statistics(SliceFeatures(mel), seed=0, n_mfcc=5, deltas=deltas)
    expected = []
    for image in mel:
        coefficients = librosa.feature.mfcc(S=image, n_mfcc=5)
        slopes = np.diff(coefficients).std(axis=1) if deltas else []
        expected.append([*coefficients.mean(axis=1), *coefficients.std(axis=1), *slopes])
    expected = np.array(expected)
    expected = (expected - expected.mean(axis=0)) / expected.std(axis=0)
    assert np.allclose(found, expected, atol=1e-4)


def dark_and_bright():
    dark, bright = np.zeros((2, 1, 32, 40))
    dark[:, :8], bright[:, 24:] = 1, 1
    noise = np.random.default_rng(0).normal(0, 0.05, (40, 32, 40))
    return SliceFeatures(np.repeat([dark[0], bright[0]], 20, axis=0) + noise)


def test_mfcc_of_slices_that_differ_in_colour():
    found = mfcc(dark_and_bright(), seed=0, unit_length=False)
    assert found.shape == (40, 15)
    assert np.allclose(found.std(axis=0), 1)
    assert abs(np.corrcoef(found[:, 0], np.repeat([0, 1], 20))[0, 1]) > 0.95
    assert np.allclose(np.corrcoef(found.T), np.eye(15), atol=1e-6)


def test_mfcc_at_unit_length_keep_their_direction():
    found, whitened = (mfcc(dark_and_bright(), 0, unit_length=unit) for unit in (True, False))
    assert np.allclose(np.linalg.norm(found, axis=1), 1)
    assert np.allclose(found * np.linalg.norm(whitened, axis=1, keepdims=True), whitened)
    assert not mfcc(SliceFeatures(np.ones((3, 16, 16))), 0).any()  # all alike: no direction


@pytest.mark.parametrize("n", [12, 30])  # fewer and more slices than their 20 pixels
def test_spectral_has_the_distances_of_the_slices(n):
    mel = np.random.default_rng(0).random((n, 4, 5)).astype(np.float16)
    mel[3] = mel[4]
    found = spectral(SliceFeatures(mel), 0)
    assert found.shape == (n, min(n, 20))
    expected = pdist(mel.reshape(n, -1).astype(np.float64))
    assert np.allclose(pdist(found.astype(np.float64)), expected, atol=1e-3)


@pytest.mark.parametrize("name", ["pca", "spectral"])
def test_components_of_many_slices_are_found_in_passes(name, caplog):
    random = np.random.default_rng(0)
    factors = random.normal(size=(2500, 3)) * [3, 2, 1]
    mel = factors @ random.normal(size=(3, 24)) + 0.05 * random.normal(size=(2500, 24))
    mel = mel.reshape(2500, 4, 6).astype(np.float32)
    settings = {"n_components": 3} if name == "pca" else {}
    found = BASELINES[name](SliceFeatures(mel, max_points=2000), 0, **settings)
    assert "found incrementally (max_points)" in caplog.text
    exact = pca(SliceFeatures(mel), 0, n_components=3)
    assert np.allclose(np.abs(found[:, :3]), np.abs(exact), atol=0.02 * np.abs(exact).max())
    assert found.shape == (2500, 3 if name == "pca" else 24)


def test_fusions_weigh_every_dimension_alike():
    random = np.random.default_rng(0)
    embedding = random.normal(3, 0.01, (30, 6))
    latent = random.normal(0, 50, (30, 4))
    features = SliceFeatures(random.random((30, 8, 8)), embedding, latent)
    assert (lyrics(features, seed=0) == embedding).all()
    fused = late_fusion(features, seed=0)
    assert fused.shape == (30, 10)
    assert np.allclose(fused.mean(axis=0), 0)
    assert np.allclose(fused.std(axis=0), 1)
    assert np.allclose(np.corrcoef(fused[:, 0], latent[:, 0])[0, 1], 1)
    assert np.allclose(np.corrcoef(fused[:, 9], embedding[:, 5])[0, 1], 1)
    assert pca_lyrics(features, seed=0, n_components=5).shape == (30, 11)


def a_latent():
    """Parts of 2, 3 and 4 dimensions; 40 tracks of 3 slices; timbre in two groups."""
    random = np.random.default_rng(0)
    latent = random.normal(size=(120, 9))
    track = np.repeat(np.arange(40), 3)
    latent[:, 2:5] = 5 * np.eye(3)[track % 2] + 0.1 * random.normal(size=(120, 3))
    parts = {"lyrics": slice(0, 2), "timbre": slice(2, 5), "texture": slice(5, 9)}
    return SliceFeatures(np.empty((120, 2, 2)), latent=latent, parts=parts, track=track)


def test_the_lyrics_axes_are_as_they_are():
    features = a_latent()
    assert np.array_equal(joint_lyrics(features, seed=0), features.latent[:, :2])


def test_the_audio_axes_are_freed_of_what_single_tracks_have_and_of_the_lyrics():
    features = a_latent()
    found = joint_audio(features, seed=0, n_neighbors=4)
    assert found.shape == (120, 7)
    assert np.allclose(np.linalg.norm(found, axis=1), 1)
    centres = np.stack([found[features.track % 2 == group].mean(axis=0) for group in (0, 1)])
    nearest = pairwise_distances_argmin(found, centres)
    assert np.array_equal(nearest, features.track % 2)
    louder = features.latent * np.repeat([9, 3, 0.1], [2, 3, 4])
    assert np.allclose(joint_audio(features._replace(latent=louder), 0, 4), found, atol=1e-4)
    collapsed = features.latent.copy()
    collapsed[:, 5] *= 1e-4
    found = joint_audio(features._replace(latent=collapsed), 0, 4)
    assert np.isfinite(found).all()


def test_what_tells_the_languages_is_taken_out_of_the_lyrics():
    random = np.random.default_rng(0)
    labels = np.array(["bangla", "english", "german"])[np.arange(90) % 3]
    embedding = random.normal(size=(90, 8)) + 4 * np.eye(8)[np.arange(90) % 3]
    features = SliceFeatures(np.empty((90, 2, 2)), embedding, labels=labels)
    found = lyrics_without_language(features, seed=0)
    means = np.stack([found[labels == one].mean(axis=0) for one in np.unique(labels)])
    assert np.allclose(means, 0, atol=1e-6)
    assert np.linalg.matrix_rank(found, tol=1e-6) == 6  # two directions part three means


@pytest.mark.parametrize("method", PROJECTIONS)
def test_maps_keep_groups_together_and_repeat_themselves(method):
    random = np.random.default_rng(0)
    points = np.concatenate([random.normal(centre, 0.1, (30, 10)) for centre in (0, 5)])
    xy = PROJECTIONS[method](points, seed=0)
    assert xy.shape == (60, 2)
    halves = xy[:30].mean(axis=0), xy[30:].mean(axis=0)
    nearest = [np.linalg.norm(point - np.array(halves), axis=1).argmin() for point in xy]
    assert nearest == [0] * 30 + [1] * 30
    assert (xy == PROJECTIONS[method](points, seed=0)).all()


@pytest.mark.parametrize("method", PROJECTIONS)
@pytest.mark.parametrize("value", [0, 3.7, 1e6])
def test_a_map_of_copies_is_a_point(method, value):
    """Of one place scikit-learn's t-SNE makes NaN, and crashes."""
    points = np.full((20, 5), value, np.float32)
    points[3] = np.nextafter(points[3], np.float32(np.inf))
    assert not PROJECTIONS[method](points, seed=0).any()


def test_principal_components_are_those_of_most_variance():
    random = np.random.default_rng(0)
    points = random.normal(size=(500, 4)) * (1, 5, 0, 3) + 7
    xyz, share = principal_components(points, 3)
    assert np.allclose(np.abs(np.corrcoef(xyz[:, 0], points[:, 1])[0, 1]), 1, atol=0.01)
    assert share == pytest.approx(np.array([25, 9, 1]) / 35, abs=0.05)
    few, share = principal_components(points[:, :2], 3)
    assert not few[:, 2].any()
    assert share.sum() == pytest.approx(1)
