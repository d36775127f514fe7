"""Plain baselines: the slices themselves, their principal components, MFCC and lyrics."""

import logging
from typing import Annotated

import numpy as np
from pydantic import Field

from hbvae.features.mfcc import cepstral_coefficients
from hbvae.representations.base import SliceFeatures, representation
from hbvae.representations.mean_shift import unit_rows
from hbvae.representations.whitening import Whitening

logger = logging.getLogger(__name__)
N_SPECTRAL = 256  # components of `spectral` for more than ``max_points`` slices

Components = Annotated[int, Field(ge=1, description="number of principal components to keep")]
Coefficients = Annotated[int, Field(ge=1, description="number of cepstral coefficients")]
Deltas = Annotated[
    bool,
    Field(
        description="whether to use the spread of their frame-to-frame differences too",
    ),
]


@representation(title="Log-mel spectrogram", roles=["compared"])
def spectral(features: SliceFeatures, seed: int) -> np.ndarray:
    """The flattened slices, the paper's direct baseline.

    If there are fewer slices than pixels, they are represented by all their principal components,
    which preserves distances; above ``max_points`` slices, by the first `N_SPECTRAL` components.

    Returns:
        (slices, n_mels * n_frames), (slices, slices) or (slices, N_SPECTRAL).
    """
    if len(features.mel) > features.max_points:
        return _incremental_pca(features.mel, N_SPECTRAL)
    flat = np.asarray(features.mel).reshape(len(features.mel), -1)
    if len(flat) >= flat.shape[1]:
        return flat
    flat = flat.astype(np.float64)
    rounding = len(flat) * np.finfo(float).eps * np.sum(flat**2)
    flat -= flat.mean(axis=0)
    variances, directions = np.linalg.eigh(flat @ flat.T)
    return (directions * np.sqrt(np.where(variances > rounding, variances, 0)))[:, ::-1]


@representation(title="PCA of the log-mel spectrogram", roles=["compared", "plane_baseline"])
def pca(features: SliceFeatures, seed: int, *, n_components: Components = 64) -> np.ndarray:
    """Principal components of the flattened slices, the paper's baseline.

    Args:
        features: ``mel`` is used. Above ``max_points`` slices, the components are fitted
            incrementally, with nearly the same result.
        seed: seed of the randomised solver.
        n_components: maximum number of components; there are fewer if there are fewer slices.

    Returns:
        (slices, n_components) float32, not whitened.
    """
    from sklearn.decomposition import PCA

    if len(features.mel) > features.max_points:
        return _incremental_pca(features.mel, n_components)
    flat = np.asarray(features.mel, np.float32).reshape(len(features.mel), -1)
    n_components = min(n_components, *flat.shape)
    fitted = PCA(n_components, svd_solver="randomized", random_state=seed)
    with np.errstate(invalid="ignore"):  # shares of a variance of 0, where all are alike
        points = fitted.fit_transform(flat)
    rounding = np.sqrt(max(flat.shape)) * np.finfo(np.float32).eps * np.linalg.norm(flat)
    return np.where(fitted.singular_values_ > rounding, points, 0)


@representation(title="MFCC statistics, whitened")
def mfcc(
    features: SliceFeatures,
    seed: int,
    *,
    n_mfcc: Coefficients = 20,
    deltas: Deltas = True,
    n_components: Components = 15,
    unit_length: Annotated[bool, Field(description="whether to scale each row to length 1")] = True,
) -> np.ndarray:
    """Whitened principal components of `mfcc_statistics`, a strong plain baseline.

    Args:
        features: ``mel`` is used.
        seed: not used; the components are exact.
        n_mfcc, deltas: as in `mfcc_statistics`.
        n_components: maximum number of components; there are fewer if there are fewer slices.
        unit_length: whether to scale each row to length 1, so that distances compare directions.

    Returns:
        (slices, n_components).
    """
    points = mfcc_statistics(features, seed, n_mfcc=n_mfcc, deltas=deltas)
    points = Whitening.fit(points, n_components)(points)
    return unit_rows(points) if unit_length else points


@representation(title="MFCC statistics", roles=["always_probed"])
def mfcc_statistics(
    features: SliceFeatures, seed: int, *, n_mfcc: Coefficients = 20, deltas: Deltas = True
) -> np.ndarray:
    """Standardised statistics of a slice's MFCC, the input of `mfcc`.

    They are the means and standard deviations of the MFCC over a slice, and the standard
    deviations of their deltas (differences between successive frames). The means of the deltas,
    last frame minus first, are noise that standardising would amplify.

    Args:
        features: ``mel`` is used.
        seed: not used.
        n_mfcc: number of coefficients.
        deltas: whether to use deltas.

    Returns:
        (slices, 3 * n_mfcc), or (slices, 2 * n_mfcc) without deltas.
    """
    statistics = []
    for mel in features.mel:  # slice by slice, because the array is mapped from disk
        coefficients = cepstral_coefficients(mel.astype(np.float64), n_mfcc)
        moments = [coefficients.mean(axis=1), coefficients.std(axis=1)]
        if deltas:
            moments.append(np.diff(coefficients, axis=1).std(axis=1))
        statistics.append(np.concatenate(moments))
    return standardise(np.array(statistics))


@representation(title="Lyric embedding", lyrics=True, hears="lyrics")
def lyrics(features: SliceFeatures, seed: int) -> np.ndarray:
    """The lyric embedding alone, which shows the contribution of lyrics to a score.

    Returns:
        (slices, embedding_dim); zeros if a track has no lyrics.
    """
    return features.lyrics


def standardise(points: np.ndarray) -> np.ndarray:
    """Scale each dimension to zero mean and unit variance; constant dimensions become zeros."""
    from sklearn.preprocessing import StandardScaler

    return StandardScaler().fit_transform(points)


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
        "%d principal components of %d slices, computed incrementally (max_points), explain %.0f "
        "%% of the variance", n_components, rows, 100 * components.explained_variance_ratio_.sum(),
    )  # fmt: skip
    return np.concatenate([components.transform(flat(batch)) for batch in batches])
