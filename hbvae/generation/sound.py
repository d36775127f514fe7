"""Sound from log-mel slices, and sound files."""

import os
from contextlib import suppress

import numpy as np

from hbvae.features.audio_config import AudioConfig
from hbvae.features.log_mel import mel_filterbank

LOUDNESS = 0.1  # root mean square of a sound; full scale is 1
PAUSE = 0.25  # s between two sounds
MOMENTUM = 0.99  # momentum of `griffin_lim`


def to_sound(mel: np.ndarray, config: AudioConfig, n_iter: int = 32, seed: int = 0) -> np.ndarray:
    """Synthesise a sound whose log-mel spectrogram is approximately ``mel``.

    The loudest bin of a slice is taken as 0 dB and the quietest as ``-top_db``.

    Args:
        mel: (n_mels, n_frames), 0 to 1.
        config: the settings with which slices are extracted.
        n_iter: number of iterations to find the phases.
        seed: random seed of the initial phases.

    Returns:
        (samples,) float32 with a root mean square of `LOUDNESS`.
    """
    power = 10 ** (config.top_db / 10 * (np.asarray(mel, np.float32) - 1))
    magnitude = np.sqrt(mel_to_spectrum(power, mel_filterbank(config)))
    y = griffin_lim(magnitude, config.hop_length, n_iter, seed)
    y *= LOUDNESS / max(float(np.sqrt(np.mean(y**2))), 1e-9)
    return np.clip(y, -1, 1).astype(np.float32)


def mel_to_spectrum(power: np.ndarray, filters: np.ndarray, n_iter: int = 20) -> np.ndarray:
    """Find a nonnegative power spectrum whose mel spectrum is approximately ``power``.

    It uses the multiplicative updates of Lee & Seung (2001) for the Kullback-Leibler divergence,
    which fits quiet bins as well as loud bins; librosa's least squares leave twice the error in dB.

    Args:
        power: (n_mels, n_frames), positive.
        filters: (n_mels, bins), not negative.
        n_iter: number of updates.

    Returns:
        (bins, n_frames).
    """
    weight = filters.sum(axis=0)[:, None]
    is_covered = weight > 0  # bins that no filter covers stay silent
    weight = np.where(is_covered, weight, 1)
    spectrum = np.where(is_covered, filters.T @ power / weight, 0)
    for _ in range(n_iter):
        spectrum *= filters.T @ (power / np.maximum(filters @ spectrum, 1e-20)) / weight
    return spectrum


def griffin_lim(magnitude: np.ndarray, hop_length: int, n_iter: int, seed: int) -> np.ndarray:
    """Synthesise a sound with approximately the given magnitudes (Griffin & Lim 1984).

    It is the fast variant of Perraudin et al. (2013), as in librosa, whose import takes longer than
    this function.

    Args:
        magnitude: (bins, n_frames) float32.
        hop_length: samples between frames.
        n_iter: number of iterations to find the phases.
        seed: random seed of the initial phases.

    Returns:
        (samples,) float32.
    """
    import torch

    n_fft = 2 * (len(magnitude) - 1)
    frames = {"n_fft": n_fft, "hop_length": hop_length, "window": torch.hann_window(n_fft)}
    phase = 2 * np.pi * np.random.RandomState(seed).random(magnitude.shape)
    magnitude = torch.from_numpy(magnitude)
    spectrum, before = torch.polar(magnitude, torch.from_numpy(phase.astype(np.float32))), 0
    for _ in range(n_iter):
        y = torch.istft(spectrum, **frames)
        rebuilt = torch.stft(y, pad_mode="constant", return_complex=True, **frames)
        ahead = rebuilt - MOMENTUM / (1 + MOMENTUM) * before
        spectrum, before = magnitude * ahead / (ahead.abs() + 1e-30), rebuilt
    return torch.istft(spectrum, **frames).numpy()


def join_sounds(sounds: list[np.ndarray], sample_rate: int) -> np.ndarray:
    """Concatenate sounds with pauses between them, (samples,) float32."""
    pause = np.zeros(round(PAUSE * sample_rate), np.float32)
    return np.concatenate([part for sound in sounds for part in (sound, pause)][:-1])


def check_ending(path: str | os.PathLike) -> str:
    """The format of a sound file by the ending of its name, as libsndfile calls it.

    Raises:
        ConfigError: libsndfile does not support the format.
    """
    import soundfile

    from hbvae.errors import ConfigError

    ending = os.path.splitext(path)[1].lstrip(".").upper()
    if ending not in soundfile.available_formats():
        expected = "a name that ends in .wav, .flac, .ogg or .mp3"
        actual = f".{ending.lower()}" if ending else "no ending"
        raise ConfigError(f"{path}: expected {expected}, got {actual}")
    return ending


def write_sound(
    path: str | os.PathLike, y: np.ndarray, sample_rate: int, comment: str = ""
) -> None:
    """Write a sound to a file, whose ending determines the format.

    Args:
        path: path of the file.
        y: (samples,) or (samples, channels).
        sample_rate: Hz.
        comment: comment in the file's tags, if the format has tags.

    Raises:
        ConfigError: libsndfile does not support the format.
    """
    import soundfile

    channels = 1 if y.ndim == 1 else y.shape[1]
    with soundfile.SoundFile(path, "w", sample_rate, channels, format=check_ending(path)) as file:
        if comment:
            with suppress(soundfile.LibsndfileError):  # W64 and AU have no tags
                file.comment = comment
        file.write(y)
