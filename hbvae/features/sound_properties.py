"""Properties of a track's sound, from its slices: tempo, loudness, brightness, density, punch."""

from collections.abc import Iterator

import numpy as np

from hbvae.features.gtzan_statistics import N_MFCC

AT_ONCE = 512  # slices in memory at a time
TEMPI = (50.0, 200.0)  # beats per minute, the slowest and the fastest tempo considered
USUAL_TEMPO = 120.0  # beats per minute; a tempo an octave away has weight exp(-1/2)
AROUND_ONSET = 7  # frames among which an onset is the strongest
WEAKEST_ONSET = 0.02  # mean rise over the bands, as a share of the slice's range
PROPERTIES = {  # units by name
    "tempo": "beats a minute",
    "loudness": "dB, the mean over mel bands",
    "brightness": "octaves above 1 Hz, of the spectral centroid",
    "density": "onsets a second",
    "punch": "standard deviation of the onset strength",
}


def sound_properties(
    mel: np.ndarray, statistics: np.ndarray, track: np.ndarray, n_tracks: int, frame: float
) -> dict[str, np.ndarray]:
    """Compute properties of tracks as means over their slices.

    Args:
        mel: (slices, n_mels, n_frames), 0 to 1; read in parts.
        statistics: (slices, 43), `hbvae.features.gtzan_statistics.gtzan_statistics`.
        track: (slices,), 0 to n_tracks - 1; every track has at least one slice.
        n_tracks: number of tracks.
        frame: hop from one frame to the next, s.

    Returns:
        (n_tracks,) float64 by name, see `PROPERTIES`. The tempo is 0 if nothing repeats.
    """
    n_mels, n_frames = mel.shape[1:]
    lags = np.arange(1, n_frames - 1)
    repeats = np.zeros((n_tracks, len(lags)))
    density, punch = np.empty(len(mel)), np.empty(len(mel))
    for rows, strength in _onset_strengths(mel):
        density[rows] = _count_onsets(strength) / (strength.shape[1] * frame)
        punch[rows] = strength.std(axis=1)
        np.add.at(repeats, track[rows], _autocorrelation(strength)[:, lags])
    sizes = np.bincount(track, minlength=n_tracks)

    def by_track(values: np.ndarray) -> np.ndarray:
        return np.bincount(track, values, n_tracks) / sizes

    centroid = statistics[:, 2 * N_MFCC]
    return {
        "tempo": np.array([_tempo(row, lags * frame) for row in repeats]),
        "loudness": by_track(statistics[:, 0]) / np.sqrt(n_mels),  # the first MFCC, orthonormal
        "brightness": np.log2(np.maximum(by_track(centroid), 1)),
        "density": by_track(density),
        "punch": by_track(punch),
    }


def _onset_strengths(mel: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
    """Yield rows and their mean rise over the bands from frame to frame, (rows, n_frames - 1)."""
    for first in range(0, len(mel), AT_ONCE):
        rows = slice(first, min(first + AT_ONCE, len(mel)))
        rises = np.diff(mel[rows].astype(np.float32), axis=2)
        yield rows, np.maximum(rises, 0, out=rises).mean(axis=1)


def _count_onsets(strength: np.ndarray) -> np.ndarray:
    """Count each row's peaks that exceed its mean by half its standard deviation."""
    from scipy.ndimage import maximum_filter1d

    least = strength.mean(axis=1, keepdims=True) + strength.std(axis=1, keepdims=True) / 2
    is_peak = strength == maximum_filter1d(strength, AROUND_ONSET, axis=1, mode="nearest")
    return np.sum(is_peak & (strength > np.maximum(least, WEAKEST_ONSET)), axis=1)


def _autocorrelation(strength: np.ndarray) -> np.ndarray:
    """Autocorrelation of each row at each lag, corrected for the number of products."""
    n = strength.shape[1]
    spectrum = np.fft.rfft(strength - strength.mean(axis=1, keepdims=True), 2 * n, axis=1)
    return np.fft.irfft(np.abs(spectrum) ** 2, axis=1)[:, :n] / np.arange(n, 0, -1)


def _tempo(repeats: np.ndarray, seconds: np.ndarray) -> float:
    """The tempo whose beat repeats best, weighted by how usual it is (Ellis 2007).

    Args:
        repeats: autocorrelation of the onset strength.
        seconds: the lags.
    """
    bpm = 60 / seconds
    weighted = repeats * np.exp(-0.5 * np.log2(bpm / USUAL_TEMPO) ** 2)
    allowed = (bpm >= TEMPI[0]) & (bpm <= TEMPI[1]) & (weighted > 0)
    return float(bpm[np.argmax(np.where(allowed, weighted, 0))]) if allowed.any() else 0.0
