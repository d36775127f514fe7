"""Everything that can be clustered, by name: trained models and plain baselines are peers."""

from typing import NamedTuple

import numpy as np


class Representation(NamedTuple):
    """What a name under ``representations`` in the config stands for."""

    trained: bool  # a model of hbvae.models, else a function of this module
    lyrics: bool  # uses the lyrics: left out on a dataset that has none


REPRESENTATIONS = {
    "pca": Representation(trained=False, lyrics=False),
    "conv_vae": Representation(trained=True, lyrics=False),
    "hybrid_vae": Representation(trained=True, lyrics=True),
}


def pca(mel: np.ndarray, seed: int, n_components: int = 64) -> np.ndarray:
    """Principal components of the flattened slices: the paper's baseline.

    Args:
        mel: (slices, n_mels, n_frames).
        seed: of the randomised solver.
        n_components: at most; fewer where there are fewer slices.

    Returns:
        (slices, n_components) float32, not whitened.
    """
    from sklearn.decomposition import PCA

    flat = np.asarray(mel, np.float32).reshape(len(mel), -1)
    n_components = min(n_components, *flat.shape)
    return PCA(n_components, svd_solver="randomized", random_state=seed).fit_transform(flat)


BASELINES = {"pca": pca}
