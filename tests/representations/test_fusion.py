"""Fusions of sound and lyrics on codes of very different scales."""

import numpy as np

from hbvae.representations.base import SliceFeatures
from hbvae.representations.baselines import lyrics
from hbvae.representations.fusion import late_fusion, pca_lyrics


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
