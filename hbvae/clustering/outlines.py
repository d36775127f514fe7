"""Outlines of recordings: what stays of a spectrogram when the encoding, level or tone changes.

An outline has a vector each 0.09 s. Copies of a recording have nearly the same vectors, moved in
time. Two songs with the same beat and the same instruments have not, because outlines are white:
a beat that all bands share is one direction of many, and counts no more than the others.
"""

from typing import NamedTuple

import numpy as np

STEP = 0.093  # s, at least about, from one vector to the next
N_BANDS = 32
AROUND = 2.0  # s; a band's mean over them is taken away, and with it an equaliser
NOISE = 0.3  # added to the variance of each direction, as a share of the mean one
UNRELATED = 1.0  # s of sound without likeness that count as a part of each overlap
SILENT = 1e-3  # share of the energy: a quieter overlap does not count as likeness
WINDOW = 16  # steps that a key is of
N_TABLES = 2  # keys of each window
FROM_BANDS, FROM_TIME = 8, 4  # cosines of a key: its 32 bits are the signs of their products


class Alignment(NamedTuple):
    """How two outlines fit best."""

    likeness: float  # -1 to 1, the correlation with ``unrelated`` steps counted in
    correlation: float  # -1 to 1, over the steps that both have
    lag: float  # steps: step i of the first is step i + lag of the second


def steps_of(start: np.ndarray, n_frames: int, frame: float) -> np.ndarray:
    """The step of each frame of a recording's slices: (slices * n_frames,) ascending, from 0.

    Args:
        start: (slices,) s, ascending.
        n_frames: of a slice.
        frame: s from one frame to the next.
    """
    times = (start - start[0])[:, None] + np.arange(n_frames) * frame
    return np.floor(times.ravel() / step_length(frame) + 1e-6).astype(int)


def step_length(frame: float) -> float:
    """Seconds of a step: as many whole frames as come nearest to `STEP`, at least one."""
    return max(1, round(STEP / frame)) * frame


def outline(mel: np.ndarray, start: np.ndarray, frame: float) -> np.ndarray:
    """The outline of a recording.

    Levels are averaged over groups of mel bands and over a step. Taken away are the mean of each
    step (a change of level) and each band's mean over `AROUND` (a change of tone). What is left
    is made white (ZCA, Bell & Sejnowski 1997) with the recording's own covariance.

    Args:
        mel: (slices, n_mels, n_frames), levels in dB of any scale and offset.
        start: (slices,) s, ascending.
        frame: s from one frame to the next.

    Returns:
        (steps, bands) float32.
    """
    from scipy.ndimage import uniform_filter1d

    n_bands = min(N_BANDS, mel.shape[1])
    first = np.arange(n_bands) * mel.shape[1] // n_bands  # mel band of each group
    levels = np.add.reduceat(mel.astype(np.float32), first, axis=1)
    levels /= np.diff(np.append(first, mel.shape[1]))[:, None]
    levels = levels.transpose(0, 2, 1).reshape(-1, n_bands)
    levels -= levels.mean(axis=1, keepdims=True)
    steps = steps_of(start, mel.shape[2], frame)
    filled, begin = np.unique(steps, return_index=True)
    means = np.add.reduceat(levels, begin, axis=0)
    means /= np.diff(np.append(begin, len(levels)))[:, None]
    means = means[np.searchsorted(filled, np.arange(steps[-1] + 1), side="right") - 1]
    padded = np.pad(means, ((1, 1), (0, 0)), "edge")
    smooth = (padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4
    around = max(3, round(AROUND / step_length(frame)))
    return _white(smooth - uniform_filter1d(smooth, around, axis=0, mode="nearest"))


def _white(values: np.ndarray) -> np.ndarray:
    """Values whose directions have about the same variance; weak ones, which are noise, less."""
    values = values / np.sqrt(np.mean(values**2, axis=0) + 1e-6)
    covariance = values.T @ values / len(values)
    noise = NOISE * np.trace(covariance) / len(covariance) + 1e-9
    variance, directions = np.linalg.eigh(covariance + noise * np.eye(len(covariance)))
    return (values @ (directions / np.sqrt(variance)) @ directions.T).astype(np.float32)


def align(a: np.ndarray, b: np.ndarray, unrelated: float) -> Alignment:
    """Move one outline along another, by half steps, to where they are most alike.

    The likeness at a lag is the correlation over the steps that both have, times their share in
    these and ``unrelated`` more. So a short overlap must be more alike than a long one.

    Args:
        a, b: outlines, (steps, bands).
        unrelated: steps.
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
    # Half a step on, b is the mean of two neighbours, which has a smaller energy.
    left = (1 + float(np.vdot(b[1:], b[:-1])) / max(energies[1][-1], 1e-6)) / 2
    between = (products + np.append(products[1:], 0)) / 2 / np.sqrt(max(left, 0.25))
    between /= np.maximum(energy, np.append(energy[1:], 0))
    correlation = np.stack([products / energy, between])
    likeness = correlation * ((last - first) / (last - first + unrelated))
    half, best = np.unravel_index(np.argmax(likeness), likeness.shape)
    where = half, best
    return Alignment(float(likeness[where]), float(correlation[where]), float(lag[best] + half / 2))


def at_speed(values: np.ndarray, speed: float) -> np.ndarray:
    """An outline as if its recording were played ``speed`` times as fast."""
    places = np.arange(int((len(values) - 1) / speed) + 1) * speed
    first = np.minimum(places.astype(int), len(values) - 2)
    share = (places - first)[:, None].astype(np.float32)
    return values[first] * (1 - share) + values[first + 1] * share


def window_keys(values: np.ndarray) -> np.ndarray:
    """Keys of an outline's windows, alike where the sound is: (N_TABLES, windows) uint32.

    The bits are the signs of the lowest terms of a cosine transform over the bands and the steps of
    a window, each table of other bands' terms: a perceptual hash (Zauner 2010) of a part of 1.5 s.
    There are none where an outline is shorter than a window.

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
