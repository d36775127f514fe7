"""The 43 statistics of a slice in the paper's GTZAN notebooks, as librosa computes them."""

from functools import cache

import numpy as np

from hbvae.features.audio_config import AudioConfig
from hbvae.features.mfcc import cepstral_basis

N_MFCC = 20
SILENT = 1e-10  # as in librosa.zero_crossings: quieter samples count as 0


def gtzan_statistics(
    y: np.ndarray, power: np.ndarray, db: np.ndarray, config: AudioConfig
) -> np.ndarray:
    """Statistics of a slice over time.

    Args:
        y: (slice_samples,).
        power: (frames, 1 + n_fft // 2), power spectrum of each frame; overwritten by its root.
        db: (n_mels, frames), log-mel in dB above a power of 1, floored.
        config: the settings that made the spectra.

    Returns:
        (43,) float32, `hbvae.storage.features.N_STATISTICS`: the means of 20 MFCC, their standard
        deviations, the mean and the standard deviation of the spectral centroid (Hz), and the
        mean rate of zero crossings (a share of the samples).
    """
    basis, weights = _constants(config)
    coefficients = basis @ db
    weighted, total = (np.sqrt(power, out=power) @ weights).T
    centroid = weighted / np.where(total > 0, total, 1)
    return np.concatenate(
        [
            coefficients.mean(axis=1),
            coefficients.std(axis=1),
            [centroid.mean(), centroid.std(), _zero_crossings(y, len(power), config)],
        ]
    ).astype(np.float32)


@cache
def _constants(config: AudioConfig) -> tuple[np.ndarray, np.ndarray]:
    """The basis of the MFCC, and the frequency of each bin (Hz) with a column of ones."""
    basis = cepstral_basis(N_MFCC, config.n_mels, np.float32)
    hertz = np.linspace(0, config.sample_rate / 2, 1 + config.n_fft // 2)
    return basis, np.stack([hertz, np.ones_like(hertz)], axis=1).astype(np.float32)


def _zero_crossings(y: np.ndarray, n_frames: int, config: AudioConfig) -> float:
    """Sign changes per sample, the mean over overlapping frames centred on every hop."""
    negative = y < -SILENT
    crossings = np.flatnonzero(negative[1:] != negative[:-1])  # i: between samples i and i + 1
    first = np.arange(n_frames) * config.hop_length - config.n_fft // 2
    inside = np.searchsorted(crossings, [first, first + config.n_fft - 1])
    return (inside[1] - inside[0]).mean() / config.n_fft
