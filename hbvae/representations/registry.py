"""Everything that can be clustered, by name: trained models and plain baselines are peers."""

import logging
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from hbvae.representations.joint import JointAudio, Whitening
from hbvae.representations.mean_shift import unit_rows

logger = logging.getLogger(__name__)
N_SPECTRAL = 256  # components of `spectral`, where it has to do with few


class Representation(NamedTuple):
    """What a name under ``representations`` in the config stands for."""

    trained: bool = False  # a model of hbvae.models, else a function of this module
    lyrics: bool = False  # uses the lyrics: left out on a dataset that has none
    lyrics_if_any: bool = False  # uses them where there are some
    timbre: bool = False  # fitted to the timbre statistics, not to the spectrograms
    latent: str | None = None  # the model whose latent it is made from
    factor: str | None = None  # a control that is given these labels
    generates: bool = False  # is given all labels, and so not clustered
    like: str | None = None  # a control has the network and the settings of this one
    shuffled: str | None = None  # dealt at random among the tracks: "lyrics" or "audio"


REPRESENTATIONS = {
    "autoencoder": Representation(trained=True),
    "conv_vae": Representation(trained=True),
    "hybrid_vae": Representation(trained=True, lyrics=True),
    "dense_vae": Representation(trained=True, timbre=True),
    "joint_vae": Representation(trained=True, lyrics_if_any=True),
    "cvae": Representation(trained=True, generates=True),
    "joint_vae_shuffled_lyrics": Representation(
        trained=True, lyrics=True, like="joint_vae", shuffled="lyrics"
    ),
    "joint_vae_shuffled_audio": Representation(
        trained=True, lyrics=True, like="joint_vae", shuffled="audio"
    ),
}
# What a released model puts songs into clusters by.
GROUPINGS = {"sound": "joint_audio", "lyrics": "joint_lyrics"}
BASELINES: dict[str, Callable] = {}  # the functions below, by name


def baseline(**properties):
    """Make a function of `SliceFeatures` a representation of the same name.

    Args:
        properties: of its `Representation`.
    """

    def register(function: Callable) -> Callable:
        BASELINES[function.__name__] = function
        REPRESENTATIONS[function.__name__] = Representation(**properties)
        return function

    return register


class SliceFeatures(NamedTuple):
    """What the functions below are given: a row a slice."""

    mel: np.ndarray  # (slices, n_mels, n_frames), 0 to 1
    lyrics: np.ndarray | None = None  # (slices, embedding_dim), of the slice's track
    latent: np.ndarray | None = None  # (slices, latent_dim), of `Representation.latent`
    parts: Mapping[str, slice] = {}  # columns of the latent
    track: np.ndarray | None = None  # (slices,), 0 to tracks - 1
    labels: np.ndarray | None = None  # (slices,), of `Representation.factor`
    max_points: int = 10_000  # slices: more are not in memory at once


@baseline()
def spectral(features: SliceFeatures, seed: int) -> np.ndarray:
    """The flattened slices themselves: the paper's direct baseline.

    Where there are fewer slices than pixels, as all their principal components: the same
    distances in fewer numbers. Above ``max_points`` as the first `N_SPECTRAL` of them.

    Returns:
        (slices, n_mels * n_frames), (slices, slices) or (slices, N_SPECTRAL).
    """
    if len(features.mel) > features.max_points:
        return _incremental_pca(features.mel, N_SPECTRAL)
    flat = np.asarray(features.mel).reshape(len(features.mel), -1)
    if len(flat) >= flat.shape[1]:
        return flat
    flat = flat.astype(np.float64)
    flat -= flat.mean(axis=0)
    variances, directions = np.linalg.eigh(flat @ flat.T)
    return (directions * np.sqrt(np.maximum(variances, 0)))[:, ::-1]


@baseline()
def pca(features: SliceFeatures, seed: int, n_components: int = 64) -> np.ndarray:
    """Principal components of the flattened slices: the paper's baseline.

    Args:
        features: of the slices; ``mel`` is used. Above ``max_points`` the components are found
            incrementally, which is nearly the same.
        seed: of the randomised solver.
        n_components: at most; fewer where there are fewer slices.

    Returns:
        (slices, n_components) float32, not whitened.
    """
    from sklearn.decomposition import PCA

    if len(features.mel) > features.max_points:
        return _incremental_pca(features.mel, n_components)
    flat = np.asarray(features.mel, np.float32).reshape(len(features.mel), -1)
    n_components = min(n_components, *flat.shape)
    return PCA(n_components, svd_solver="randomized", random_state=seed).fit_transform(flat)


@baseline()
def mfcc(
    features: SliceFeatures,
    seed: int,
    n_mfcc: int = 20,
    deltas: bool = True,
    n_components: int = 15,
    unit_length: bool = True,
) -> np.ndarray:
    """Whitened principal components of `mfcc_statistics`: the strong plain baseline.

    Args:
        features: of the slices; ``mel`` is used.
        seed: of nothing here; the components are exact.
        n_mfcc, deltas: as in `mfcc_statistics`.
        n_components: at most; fewer where there are fewer slices.
        unit_length: whether each row is scaled to length 1, so that distances compare directions.

    Returns:
        (slices, n_components).
    """
    points = mfcc_statistics(features, seed, n_mfcc, deltas)
    points = Whitening.fit(points, n_components)(points)
    return unit_rows(points) if unit_length else points


@baseline()
def mfcc_statistics(
    features: SliceFeatures, seed: int, n_mfcc: int = 20, deltas: bool = True
) -> np.ndarray:
    """Statistics of a slice's MFCC, standardised: what `mfcc` is made of.

    MFCC are the first coefficients of an orthonormal DCT-II over the mel bands (Davis &
    Mermelstein 1980). Their means and standard deviations over a slice are taken, and the standard
    deviations of their deltas (here: the difference from one frame to the next). The deltas'
    means, the last frame less the first, are noise that standardising would scale up.

    Args:
        features: of the slices; ``mel`` is used.
        seed: of nothing here.
        n_mfcc: coefficients.
        deltas: whether those are used.

    Returns:
        (slices, 3 * n_mfcc), or (slices, 2 * n_mfcc) without deltas.
    """
    from scipy.fft import dct

    statistics = []
    for mel in features.mel:  # one at a time: the whole is mapped from disk
        coefficients = dct(mel.astype(np.float64), axis=0, norm="ortho")[:n_mfcc]
        of_slice = [coefficients.mean(axis=1), coefficients.std(axis=1)]
        if deltas:
            of_slice.append(np.diff(coefficients, axis=1).std(axis=1))
        statistics.append(np.concatenate(of_slice))
    return _standardise(np.array(statistics))


@baseline(lyrics=True)
def lyrics(features: SliceFeatures, seed: int) -> np.ndarray:
    """The lyric embedding alone, which says what a score owes to the lyrics.

    Returns:
        (slices, embedding_dim); zeros where a track has no lyrics.
    """
    return features.lyrics


@baseline(lyrics=True)
def pca_lyrics(features: SliceFeatures, seed: int, n_components: int = 64) -> np.ndarray:
    """`pca` beside the lyrics, both standardised: fusion without a network.

    Returns:
        (slices, n_components + embedding_dim).
    """
    return _fuse(pca(features, seed, n_components), features.lyrics)


@baseline(lyrics=True, latent="conv_vae")
def late_fusion(features: SliceFeatures, seed: int) -> np.ndarray:
    """The audio model's latent beside the lyrics, both standardised.

    This is what the paper's published code clusters under the name of its hybrid VAE.

    Returns:
        (slices, latent_dim + embedding_dim).
    """
    return _fuse(features.latent, features.lyrics)


@baseline(latent="joint_vae")
def joint_audio(features: SliceFeatures, seed: int, n_neighbors: int = 20) -> np.ndarray:
    """The joint model's audio axes: what of a slice is sound alone.

    Each of their two parts is whitened and its rows are scaled to length 1, so that both weigh the
    same; then `hbvae.representations.mean_shift.mean_shift`.

    Args:
        features: of the slices; ``latent``, ``parts`` and ``track`` are used.
        seed: of the sample of tracks, where they are many.
        n_neighbors: of `mean_shift`.

    Returns:
        (slices, timbre_dim + texture_dim), rows of length 1.
    """
    return JointAudio.fit(
        features.latent, features.parts, features.track, n_neighbors, features.max_points, seed
    )[1]


@baseline(lyrics=True, latent="joint_vae")
def joint_lyrics(features: SliceFeatures, seed: int) -> np.ndarray:
    """The joint model's axes of the lyrics, (slices, lyrics_dim), as they are."""
    return features.latent[:, features.parts["lyrics"]]


@baseline(lyrics=True, latent="joint_vae_shuffled_lyrics", like="joint_lyrics")
def shuffled_lyrics(features: SliceFeatures, seed: int) -> np.ndarray:
    """Control: `joint_lyrics` of a model whose tracks had one another's lyrics."""
    return joint_lyrics(features, seed)


@baseline(lyrics=True, latent="joint_vae_shuffled_audio", like="joint_audio")
def shuffled_audio(features: SliceFeatures, seed: int, **settings) -> np.ndarray:
    """Control: `joint_audio` of a model whose tracks had one another's sound."""
    return joint_audio(features, seed, **settings)


@baseline(lyrics=True, factor="language")
def lyrics_without_language(features: SliceFeatures, seed: int) -> np.ndarray:
    """Control: the lyric embedding, less the directions in which the languages' means differ.

    It is given the languages, so it is no method: it shows what of a score is language.

    Returns:
        (slices, embedding_dim).
    """
    points = features.lyrics - features.lyrics.mean(axis=0)
    means = np.stack([points[features.labels == one].mean(0) for one in np.unique(features.labels)])
    _, size, directions = np.linalg.svd(means - means.mean(axis=0), full_matrices=False)
    directions = directions[size > 1e-6 * max(size[0], 1e-12)]
    return points - points @ directions.T @ directions


def _standardise(points: np.ndarray) -> np.ndarray:
    """Zero mean and unit variance in each dimension; constant ones become zeros."""
    from sklearn.preprocessing import StandardScaler

    return StandardScaler().fit_transform(points)


def _fuse(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return np.hstack([_standardise(first), _standardise(second)])


def _incremental_pca(mel: np.ndarray, n_components: int) -> np.ndarray:
    """Principal components, from two passes over slices on disk (Ross et al. 2008).

    Returns:
        (slices, n_components) float32.
    """
    from sklearn.decomposition import IncrementalPCA

    rows, n_pixels = len(mel), mel.shape[1] * mel.shape[2]
    n_components = min(n_components, n_pixels)
    batches = np.array_split(np.arange(rows), max(1, rows // max(1000, n_components)))

    def flat(batch: np.ndarray) -> np.ndarray:
        return mel[batch[0] : batch[-1] + 1].astype(np.float32).reshape(len(batch), n_pixels)

    components = IncrementalPCA(n_components)
    for batch in batches:
        components.partial_fit(flat(batch))
    logger.warning(
        "%d principal components of %d slices, found incrementally (max_points), with %.0f %% of "
        "the variance", n_components, rows, 100 * components.explained_variance_ratio_.sum(),
    )  # fmt: skip
    return np.concatenate([components.transform(flat(batch)) for batch in batches])
