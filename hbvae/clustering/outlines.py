"""Outlines of recordings: features that encoding, level and tone hardly change.

An outline has a vector every 0.09 s. Copies of a recording have nearly the same vectors, shifted in
time. Two songs with the same beat and instruments do not, because outlines are white: a beat that
all bands share is one of many directions and counts no more than the others.
"""

from typing import NamedTuple

import numpy as np

STEP = 0.093  # s, approximate time between vectors
N_BANDS = 32
AROUND = 2.0  # s; subtracting a band's mean over this time removes an equaliser
NOISE = 0.3  # added to the variance of each direction, as a share of the mean variance
UNRELATED = 1.0  # s of uncorrelated sound that are added to each overlap
SILENT = 1e-3  # share of the energy below which an overlap does not count
WINDOW = 16  # steps in a window
N_TABLES = 2  # keys of each window
FROM_BANDS, FROM_TIME = 8, 4  # cosine terms over bands and time: signs of 8 x 4 products, 32 bits


class Alignment(NamedTuple):
    """The best alignment of two outlines."""

    likeness: float  # -1 to 1, the correlation over the overlap and ``unrelated`` more steps
    correlation: float  # -1 to 1, over the overlap
    lag: float  # steps: step i of the first is step i + lag of the second


def frame_steps(start: np.ndarray, n_frames: int, frame: float) -> np.ndarray:
    """The step of each frame in a recording's slices: (slices * n_frames,) ascending, from 0.

    Args:
        start: (slices,) s, start of each slice, ascending.
        n_frames: number of frames in a slice.
        frame: s between frames.
    """
    times = (start - start[0])[:, None] + np.arange(n_frames) * frame
    return np.floor(times.ravel() / step_length(frame) + 1e-6).astype(int)


def step_length(frame: float) -> float:
    """Length of a step in seconds: the multiple of ``frame`` that is nearest to `STEP`."""
    return max(1, round(STEP / frame)) * frame


def outline(mel: np.ndarray, start: np.ndarray, frame: float) -> np.ndarray:
    """Compute the outline of a recording.

    Levels are averaged over groups of mel bands and over each step. The mean of each step (level)
    and each band's mean over `AROUND` (tone) are subtracted. The rest is whitened (ZCA, Bell &
    Sejnowski 1997) with the recording's own covariance.

    Args:
        mel: (slices, n_mels, n_frames), levels in dB of any scale and offset.
        start: (slices,) s, start of each slice, ascending.
        frame: s between frames.

    Returns:
        (steps, bands) float32.
    """
    from scipy.ndimage import uniform_filter1d

    n_bands = min(N_BANDS, mel.shape[1])
    first = np.arange(n_bands) * mel.shape[1] // n_bands  # first mel band of each group
    levels = np.add.reduceat(mel.astype(np.float32), first, axis=1)
    levels /= np.diff(np.append(first, mel.shape[1]))[:, None]
    levels = levels.transpose(0, 2, 1).reshape(-1, n_bands)
    levels -= levels.mean(axis=1, keepdims=True)
    steps = frame_steps(start, mel.shape[2], frame)
    filled, begin = np.unique(steps, return_index=True)
    means = np.add.reduceat(levels, begin, axis=0)
    means /= np.diff(np.append(begin, len(levels)))[:, None]
    means = means[np.searchsorted(filled, np.arange(steps[-1] + 1), side="right") - 1]
    padded = np.pad(means, ((1, 1), (0, 0)), "edge")
    smooth = (padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4
    around = max(3, round(AROUND / step_length(frame)))
    return _white(smooth - uniform_filter1d(smooth, around, axis=0, mode="nearest"))


def _white(values: np.ndarray) -> np.ndarray:
    """Scale directions to about the same variance; weak directions, which are noise, to less."""
    values = values / np.sqrt(np.mean(values**2, axis=0) + 1e-6)
    covariance = values.T @ values / len(values)
    noise = NOISE * np.trace(covariance) / len(covariance) + 1e-9
    variance, directions = np.linalg.eigh(covariance + noise * np.eye(len(covariance)))
    return (values @ (directions / np.sqrt(variance)) @ directions.T).astype(np.float32)


def align(a: np.ndarray, b: np.ndarray, unrelated: float) -> Alignment:
    """Find the lag, in half steps, at which two outlines are most alike.

    The likeness at a lag is the correlation over the overlap times
    overlap / (overlap + ``unrelated``), so a short overlap needs a higher correlation.

    Args:
        a, b: outlines, (steps, bands).
        unrelated: number of steps.
    """
    from scipy.fft import irfft, next_fast_len, rfft

    n = next_fast_len(len(a) + len(b), real=True)
    lag = np.arange(1 - len(a), len(b))
    products = irfft((np.conj(rfft(a, n, axis=0)) * rfft(b, n, axis=0)).sum(axis=1), n)[lag % n]
    first, last = np.maximum(0, -lag), np.minimum(len(a), len(b) - lag)
    energies = [np.append(0, np.cumsum(np.square(x, dtype=float).sum(axis=1))) for x in (a, b)]
    energy_a = energies[0][last] - energies[0][first]
    energy_b = energies[1][last + lag] - energies[1][first + lag]
    energy = np.sqrt(energy_a * energy_b)
    energy = np.maximum(energy, SILENT * np.sqrt(energies[0][-1] * energies[1][-1]) + 1e-9)
    # At half a step, b is the mean of two neighbours, which has less energy.
    left = (1 + float(np.vdot(b[1:], b[:-1])) / max(energies[1][-1], 1e-6)) / 2
    between = (products + np.append(products[1:], 0)) / 2 / np.sqrt(max(left, 0.25))
    between /= np.maximum(energy, np.append(energy[1:], 0))
    correlation = np.stack([products / energy, between])
    likeness = correlation * ((last - first) / (last - first + unrelated))
    half, best = np.unravel_index(np.argmax(likeness), likeness.shape)
    at = half, best
    return Alignment(float(likeness[at]), float(correlation[at]), float(lag[best] + half / 2))


def at_speed(values: np.ndarray, speed: float) -> np.ndarray:
    """Resample an outline as if its recording were played ``speed`` times as fast."""
    places = np.arange(int((len(values) - 1) / speed) + 1) * speed
    first = np.minimum(places.astype(int), len(values) - 2)
    share = (places - first)[:, None].astype(np.float32)
    return values[first] * (1 - share) + values[first + 1] * share


def window_keys(values: np.ndarray) -> np.ndarray:
    """Keys of an outline's windows, (N_TABLES, windows) uint32; similar sounds have similar keys.

    A key is a perceptual hash (Zauner 2010) of 1.5 s: its bits are the signs of the lowest terms of
    a cosine transform over the bands and the steps of a window; each table uses other terms over
    the bands. An outline shorter than a window has no keys.

    Args:
        values: an outline, (steps, bands).
    """
    from scipy.fft import dct

    if len(values) < WINDOW:
        return np.empty((N_TABLES, 0), np.uint32)
    terms = dct(values, axis=1, norm="ortho")[:, : N_TABLES * FROM_BANDS]
    in_time = dct(np.eye(WINDOW, dtype=np.float32), axis=0)[:FROM_TIME]
    windows = np.lib.stride_tricks.sliding_window_view(terms, WINDOW, axis=0)
    signs = windows @ in_time.T > 0  # (windows, terms, FROM_TIME)
    n_terms = terms.shape[1] // N_TABLES
    weights = 1 << np.arange(n_terms * FROM_TIME, dtype=np.uint64)[::-1]
    tables = [signs[:, i * n_terms : (i + 1) * n_terms] for i in range(N_TABLES)]
    keys = [table.reshape(len(signs), -1) @ weights for table in tables]
    return np.stack(keys).astype(np.uint32)
