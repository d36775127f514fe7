"""From log-mel slices back to sound."""

import os
from contextlib import suppress

import numpy as np

from hbvae.features.audio_config import AudioConfig
from hbvae.features.log_mel import mel_filterbank

LOUDNESS = 0.1  # root mean square of what is written; full scale is 1
PAUSE = 0.25  # s between two sounds
MOMENTUM = 0.99  # of `griffin_lim`


def to_sound(mel: np.ndarray, config: AudioConfig, n_iter: int = 32, seed: int = 0) -> np.ndarray:
    """A sound whose log-mel spectrogram is nearly ``mel``.

    A slice's loudest bin is taken for 0 dB and its quietest for ``-top_db``.

    Args:
        mel: (n_mels, n_frames), 0 to 1.
        config: the settings that make such slices.
        n_iter: of the phases.
        seed: of where they begin.

    Returns:
        (samples,) float32, of one loudness.
    """
    power = 10 ** (config.top_db / 10 * (np.asarray(mel, np.float32) - 1))
    magnitude = np.sqrt(spectrum_of(power, mel_filterbank(config)))
    y = griffin_lim(magnitude, config.hop_length, n_iter, seed)
    y *= LOUDNESS / max(float(np.sqrt(np.mean(y**2))), 1e-9)
    return np.clip(y, -1, 1).astype(np.float32)


def spectrum_of(power: np.ndarray, filters: np.ndarray, n_iter: int = 20) -> np.ndarray:
    """A power spectrum that mel filters make ``power`` of, none of it negative.

    By the multiplicative updates of Lee & Seung (2001) for the Kullback-Leibler divergence, which
    heeds quiet bins as well as loud ones; librosa's least squares leave twice the error in dB.

    Args:
        power: (n_mels, n_frames), positive.
        filters: (n_mels, bins), none negative.
        n_iter: updates.

    Returns:
        (bins, n_frames).
    """
    weight = filters.sum(axis=0)[:, None]
    is_covered = weight > 0  # bins that no filter has stay silent
    weight = np.where(is_covered, weight, 1)
    spectrum = np.where(is_covered, filters.T @ power / weight, 0)
    for _ in range(n_iter):
        spectrum *= filters.T @ (power / np.maximum(filters @ spectrum, 1e-20)) / weight
    return spectrum


def griffin_lim(magnitude: np.ndarray, hop_length: int, n_iter: int, seed: int) -> np.ndarray:
    """A sound whose spectrum has nearly the magnitude, by the method of Griffin & Lim (1984).

    In the fast form of Perraudin et al. (2013), as librosa's, whose import takes longer than this.

    Args:
        magnitude: (bins, n_frames) float32.
        hop_length: samples from one frame to the next.
        n_iter: of the phases.
        seed: of where they begin.

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


def one_after_another(sounds: list[np.ndarray], sample_rate: int) -> np.ndarray:
    """Sounds with pauses between them, (samples,) float32."""
    pause = np.zeros(round(PAUSE * sample_rate), np.float32)
    return np.concatenate([part for sound in sounds for part in (sound, pause)][:-1])


def check_ending(path: str | os.PathLike) -> str:
    """The format that a file's name says, as libsndfile calls it.

    Raises:
        ConfigError: libsndfile writes no such kind.
    """
    import soundfile

    from hbvae.errors import ConfigError

    ending = os.path.splitext(path)[1].lstrip(".").upper()
    if ending not in soundfile.available_formats():
        known = "wav, flac, ogg or mp3"
        raise ConfigError(f"{path}: expected a name that ends in {known}, got {ending or 'none'}")
    return ending


def write_sound(
    path: str | os.PathLike, y: np.ndarray, sample_rate: int, comment: str = ""
) -> None:
    """Write (samples,) to a file of the format that its name's ending says.

    Args:
        path: of the file.
        y: (samples,) or (samples, channels).
        sample_rate: Hz.
        comment: kept in the file's tags, where its format has tags.

    Raises:
        ConfigError: libsndfile cannot write this format.
    """
    import soundfile

    channels = 1 if y.ndim == 1 else y.shape[1]
    with soundfile.SoundFile(path, "w", sample_rate, channels, format=check_ending(path)) as file:
        if comment:
            with suppress(soundfile.LibsndfileError):  # W64 and AU have no tags
                file.comment = comment
        file.write(y)
