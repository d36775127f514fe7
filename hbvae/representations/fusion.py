"""Fusions of sound and lyrics without a joint network."""

import numpy as np

from hbvae.representations.base import SliceFeatures, representation
from hbvae.representations.baselines import Components, pca, standardise


@representation(title="PCA beside the lyrics", lyrics=True, hears="both")
def pca_lyrics(features: SliceFeatures, seed: int, *, n_components: Components = 64) -> np.ndarray:
    """`pca` concatenated with the lyrics, both standardised: fusion without a network.

    Returns:
        (slices, n_components + embedding_dim).
    """
    return _fuse(pca(features, seed, n_components=n_components), features.lyrics)


@representation(title="Audio VAE beside the lyrics", lyrics=True, hears="both", latent="conv_vae")
def late_fusion(features: SliceFeatures, seed: int) -> np.ndarray:
    """The audio model's latent concatenated with the lyrics, both standardised.

    This is what the paper's published code clusters under the name of its hybrid VAE.

    Returns:
        (slices, latent_dim + embedding_dim).
    """
    return _fuse(features.latent, features.lyrics)


def _fuse(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return np.hstack([standardise(first), standardise(second)])
