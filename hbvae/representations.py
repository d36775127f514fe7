"""Everything that can be clustered, by name: trained models and plain baselines are peers."""

from typing import NamedTuple

import numpy as np


class Representation(NamedTuple):
    """What a name under ``representations`` in the config stands for."""

    trained: bool = False  # a model of hbvae.models, else a function of this module
    lyrics: bool = False  # uses the lyrics: left out on a dataset that has none
    latent: str | None = None  # the model whose latent it is made from


REPRESENTATIONS = {
    "pca": Representation(),
    "mfcc": Representation(),
    "lyrics": Representation(lyrics=True),
    "pca_lyrics": Representation(lyrics=True),
    "conv_vae": Representation(trained=True),
    "hybrid_vae": Representation(trained=True, lyrics=True),
    "late_fusion": Representation(lyrics=True, latent="conv_vae"),
}


class SliceFeatures(NamedTuple):
    """What the functions below are given: a row a slice."""

    mel: np.ndarray  # (slices, n_mels, n_frames), 0 to 1
    lyrics: np.ndarray | None = None  # (slices, embedding_dim), of the slice's track
    latent: np.ndarray | None = None  # (slices, latent_dim), of `Representation.latent`


def pca(features: SliceFeatures, seed: int, n_components: int = 64) -> np.ndarray:
    """Principal components of the flattened slices: the paper's baseline.

    Args:
        features: of the slices; ``mel`` is used.
        seed: of the randomised solver.
        n_components: at most; fewer where there are fewer slices.

    Returns:
        (slices, n_components) float32, not whitened.
    """
    from sklearn.decomposition import PCA

    flat = np.asarray(features.mel, np.float32).reshape(len(features.mel), -1)
    n_components = min(n_components, *flat.shape)
    return PCA(n_components, svd_solver="randomized", random_state=seed).fit_transform(flat)


def mfcc(
    features: SliceFeatures, seed: int, n_mfcc: int = 20, n_components: int = 15
) -> np.ndarray:
    """Whitened principal components of MFCC statistics: the strong plain baseline.

    MFCC are the first coefficients of an orthonormal DCT-II over the mel bands (Davis &
    Mermelstein 1980); deltas are slopes over nine frames, as in librosa. The coefficients' means
    and standard deviations over a slice and the deltas' standard deviations are standardised
    before the components are taken. (The deltas' means are next to nothing: scaled up to unit
    variance they would be noise beside the others.)

    Args:
        features: of the slices; ``mel`` is used.
        seed: of nothing here; the components are exact.
        n_mfcc: coefficients.
        n_components: at most; fewer where there are fewer slices.

    Returns:
        (slices, n_components) of unit variance.
    """
    from scipy.fft import dct
    from scipy.signal import savgol_filter
    from sklearn.decomposition import PCA

    statistics = []
    for mel in features.mel:  # one at a time: the whole is mapped from disk
        coefficients = dct(mel.astype(np.float64), axis=0, norm="ortho")[:n_mfcc]
        deltas = savgol_filter(coefficients, 9, polyorder=1, deriv=1)
        spreads = coefficients.std(axis=1), deltas.std(axis=1)
        statistics.append(np.concatenate([coefficients.mean(axis=1), *spreads]))
    standard = _standardise(np.array(statistics))
    n_components = min(n_components, *standard.shape)
    return PCA(n_components, whiten=True, svd_solver="full").fit_transform(standard)


def lyrics(features: SliceFeatures, seed: int) -> np.ndarray:
    """The lyric embedding alone, which says what a score owes to the lyrics.

    Returns:
        (slices, embedding_dim); zeros where a track has no lyrics.
    """
    return features.lyrics


def pca_lyrics(features: SliceFeatures, seed: int, n_components: int = 64) -> np.ndarray:
    """`pca` beside the lyrics, both standardised: fusion without a network.

    Returns:
        (slices, n_components + embedding_dim).
    """
    return _fuse(pca(features, seed, n_components), features.lyrics)


def late_fusion(features: SliceFeatures, seed: int) -> np.ndarray:
    """The audio model's latent beside the lyrics, both standardised.

    This is what the paper's published code clusters under the name of its hybrid VAE.

    Returns:
        (slices, latent_dim + embedding_dim).
    """
    return _fuse(features.latent, features.lyrics)


BASELINES = {
    "pca": pca,
    "mfcc": mfcc,
    "lyrics": lyrics,
    "pca_lyrics": pca_lyrics,
    "late_fusion": late_fusion,
}


def _standardise(points: np.ndarray) -> np.ndarray:
    """Zero mean and unit variance in each dimension; constant ones become zeros."""
    from sklearn.preprocessing import StandardScaler

    return StandardScaler().fit_transform(points)


def _fuse(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return np.hstack([_standardise(first), _standardise(second)])
