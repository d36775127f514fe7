"""Log-mel spectrograms of a track's slices, as librosa defines them.

librosa is not imported, because the import takes longer than a job's work on twenty tracks.
"""

import math
import os
from collections.abc import Iterator
from functools import lru_cache
from threading import get_ident
from typing import NamedTuple

import numpy as np

from hbvae.features.audio_config import AudioConfig
from hbvae.features.decoding import Passage, read_central_part
from hbvae.features.gtzan_statistics import gtzan_statistics
from hbvae.features.pretrained.base import EncodedSlices
from hbvae.storage.features import N_STATISTICS

FRAMES_AT_ONCE = 65  # in an FFT, as many as fit into a core's cache
BANDS_AT_ONCE = 8  # in a matrix product, few enough that BLAS starts no threads
AMIN = 1e-10  # floor of the power, as in librosa.power_to_db


class TrackFeatures(NamedTuple):
    """The extracted features of a track."""

    mel: np.ndarray  # (n_slices, n_mels, n_frames) float16, 0 to 1
    statistics: (
        np.ndarray
    )  # (n_slices, N_STATISTICS) float32, see `hbvae.features.gtzan_statistics`
    start: np.ndarray  # (n_slices,) float64, s from the beginning of the file
    duration: float  # s, of the complete file
    sound: np.ndarray | None = None  # (n_slices, samples) float32, kept until it is encoded
    encoded: EncodedSlices | None = None  # the encoder's output


def mel_filterbank(config: AudioConfig) -> np.ndarray:
    """Triangular mel filters of equal area, (n_mels, 1 + n_fft // 2) float32.

    They equal those of ``librosa.filters.mel``.
    """
    edges = config.band_edges
    widths = np.diff(edges)
    distance = edges[:, None] - np.fft.rfftfreq(config.n_fft, 1 / config.sample_rate)
    rising, falling = -distance[:-2] / widths[:-1, None], distance[2:] / widths[1:, None]
    triangles = np.maximum(0, np.minimum(rising, falling)).astype(np.float32)
    triangles *= (2 / (edges[2:] - edges[:-2]))[:, None]
    return triangles


def extract_track(
    path: str | os.PathLike | Passage,
    filterbank: np.ndarray,
    config: AudioConfig,
    also_at: int | None = None,
) -> TrackFeatures:
    """Read the central part of a track and turn its slices into log-mel images.

    Args:
        path: a recording, or a part of a recording.
        filterbank: from `mel_filterbank` with the same ``config``.
        config: the settings.
        also_at: sample rate of the encoder's input, Hz; None without an encoder.

    Raises:
        AudioError: the file cannot be read, or holds less than one slice.
    """
    part = read_central_part(path, config, also_at)
    db = np.empty((len(part.slices), config.n_mels, config.n_frames), np.float32)
    statistics = np.empty((len(part.slices), N_STATISTICS), np.float32)
    spectra = _spectra(part.slices, filterbank, config)
    for row, (y, (power, mel)) in enumerate(zip(part.slices, spectra, strict=True)):
        db[row] = _below_loudest(mel, config)
        floored = np.maximum(mel, mel.max() - config.top_db)
        statistics[row] = gtzan_statistics(y, power, floored, config)
    start = part.start + np.arange(len(db)) * (config.slice_samples / config.sample_rate)
    mel = min_max(db).astype(np.float16)
    return TrackFeatures(mel, statistics, start, part.duration, part.also)


def log_mel(slices: np.ndarray, filterbank: np.ndarray, config: AudioConfig) -> np.ndarray:
    """Log-mel spectrograms, each in dB below the loudest bin of its slice.

    They equal ``power_to_db(librosa.feature.melspectrogram(y=y, ...), ref=np.max)`` of each slice,
    cropped afterwards: the loudest bin may be in a frame that is cropped.

    Args:
        slices: (n_slices, slice_samples) float32.
        filterbank: (n_mels, 1 + n_fft // 2) float32, from `mel_filterbank`.
        config: the settings.

    Returns:
        (n_slices, n_mels, n_frames) float32, ``-top_db`` to 0.
    """
    spectra = _spectra(slices, filterbank, config)
    return np.stack([_below_loudest(mel, config) for _, mel in spectra])


def _below_loudest(mel: np.ndarray, config: AudioConfig) -> np.ndarray:
    """dB below the loudest bin of all frames, floored, cropped to ``n_frames``."""
    return np.maximum(mel[:, : config.n_frames] - mel.max(), -config.top_db)


def _spectra(
    slices: np.ndarray, filterbank: np.ndarray, config: AudioConfig
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield each slice's power spectrum, (frames, bins), and log-mel in dB, (n_mels, frames).

    Both are float32, contain all frames, and are valid until the next slice is requested.
    """
    from scipy.fft import rfft  # 3 to 6 times numpy's speed; its import takes 0.1 to 0.2 s

    n_fft, n_frames = config.n_fft, config.all_frames
    window, padded, framed, power, mel = _buffers(config, get_ident())
    overlapping = np.lib.stride_tricks.sliding_window_view(padded, n_fft)[:: config.hop_length]
    blocks = list(_blocks(filterbank))
    for y in slices:
        padded[n_fft // 2 : -(n_fft // 2)] = y
        for first in range(0, n_frames, FRAMES_AT_ONCE):
            some = slice(first, min(first + FRAMES_AT_ONCE, n_frames))
            windowed = np.multiply(overlapping[some], window, out=framed[: some.stop - first])
            parts = rfft(windowed).view(np.float64)  # real, imaginary, real, ...
            np.multiply(parts, parts, out=parts)
            np.add(parts[:, ::2], parts[:, 1::2], out=power[some])
        for bands, bins, weights in blocks:
            np.matmul(weights, power[:, bins].T, out=mel[bands])
        np.maximum(mel, AMIN, out=mel)
        np.log(mel, out=mel)
        np.multiply(mel, 10 / math.log(10), out=mel)
        yield power, mel


def min_max(db: np.ndarray) -> np.ndarray:
    """Scale each slice to 0..1, as the paper's authors do; a constant slice becomes zeros.

    Args:
        db: (n_slices, n_mels, n_frames) float32.

    Returns:
        An array of the same shape and type.
    """
    low = db.min(axis=(1, 2), keepdims=True)
    span = db.max(axis=(1, 2), keepdims=True) - low
    image = db - low
    image /= np.where(span > 0, span, 1)
    return image


@lru_cache(maxsize=8)
def _buffers(config: AudioConfig, thread: int) -> tuple[np.ndarray, ...]:
    """The Hann window and scratch memory of `log_mel`, one set per thread.

    They are reused, because fresh memory costs as much as filling it. The window and the frames
    are float64, as in librosa: a float32 transform moves quiet bins by up to 0.008 dB.
    """
    n_fft = config.n_fft
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(n_fft) / n_fft)
    padded = np.zeros(config.slice_samples + n_fft)  # half a frame of silence on each side
    framed = np.empty((FRAMES_AT_ONCE, n_fft))
    power = np.empty((config.all_frames, 1 + n_fft // 2), np.float32)
    mel = np.empty((config.n_mels, config.all_frames), np.float32)
    return window, padded, framed, power, mel


def _blocks(filterbank: np.ndarray) -> Iterator[tuple[slice, slice, np.ndarray]]:
    """Yield groups of mel bands, the few bins that they span, and their weights."""
    for first in range(0, len(filterbank), BANDS_AT_ONCE):
        bands = slice(first, min(first + BANDS_AT_ONCE, len(filterbank)))
        used = np.flatnonzero(filterbank[bands].any(axis=0))
        bins = slice(used[0], used[-1] + 1)
        yield bands, bins, np.ascontiguousarray(filterbank[bands, bins])
