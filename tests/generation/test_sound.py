"""Sound from log-mel slices, and sound files."""

import librosa
import numpy as np
import pytest
import soundfile

from hbvae.errors import ConfigError
from hbvae.features.audio_config import AudioConfig
from hbvae.features.log_mel import log_mel, mel_filterbank, min_max
from hbvae.generation.sound import (
    griffin_lim,
    join_sounds,
    mel_to_spectrum,
    to_sound,
    write_sound,
)

CONFIG = AudioConfig()


def analyse(y):
    """The log-mel slice of a sound, padded to the length of a slice."""
    padded = np.zeros((1, CONFIG.slice_samples), np.float32)
    padded[0, : len(y)] = y[: CONFIG.slice_samples]
    return min_max(log_mel(padded, mel_filterbank(CONFIG), CONFIG))[0]


def test_a_tone_survives_analysis_and_synthesis():
    time = np.arange(CONFIG.slice_samples) / CONFIG.sample_rate
    tone = (0.5 * np.sin(2 * np.pi * 440 * time)).astype(np.float32)
    y = to_sound(analyse(tone), CONFIG)
    loudest = np.abs(np.fft.rfft(y)).argmax() * CONFIG.sample_rate / len(y)
    assert loudest == pytest.approx(440, abs=10)  # a mel band is 20 Hz wide there
    assert np.sqrt(np.mean(y**2)) == pytest.approx(0.1, rel=0.01)
    assert np.array_equal(y, to_sound(analyse(tone), CONFIG))


def test_a_synthesised_slice_has_nearly_the_same_spectrogram():
    band = np.linspace(0, 1, CONFIG.n_mels)[:, None]
    beat = 0.2 * np.sin(np.linspace(0, 20, CONFIG.n_frames))
    mel = np.clip(0.8 - 0.5 * band + beat, 0, 1).astype(np.float32)
    again = analyse(to_sound(mel, CONFIG))
    assert np.corrcoef(again[:, 2:-2].ravel(), mel[:, 2:-2].ravel())[0, 1] > 0.98


def test_the_spectrum_has_a_smaller_error_than_librosas():
    """Two tones 60 dB apart with noise between; least squares reproduce only the loud tone."""
    filters = mel_filterbank(CONFIG)
    made = np.random.default_rng(0).exponential(1e-6, (filters.shape[1], 40))
    made[100], made[400] = 1, 1e-6
    power = filters @ made
    plain = librosa.feature.inverse.mel_to_stft(
        power, sr=CONFIG.sample_rate, n_fft=CONFIG.n_fft, power=2.0
    )
    resynthesised = mel_to_spectrum(power, filters)

    def error(spectrum):  # dB
        return np.abs(10 * np.log10(np.maximum(filters @ spectrum, 1e-12) / power)).mean()

    assert resynthesised.min() >= 0 and np.isfinite(resynthesised).all()
    assert error(resynthesised) < min(1, error(plain**2) / 2)


def test_phases_equal_librosas():
    noise = np.random.default_rng(0).normal(size=8000).astype(np.float32)
    magnitude = np.abs(librosa.stft(noise, n_fft=512, hop_length=128))
    expected = librosa.griffinlim(magnitude, n_iter=5, hop_length=128, random_state=3)
    assert griffin_lim(magnitude, 128, 5, 3) == pytest.approx(expected, abs=1e-3)


def test_silence_can_be_synthesised():
    assert np.isfinite(to_sound(np.zeros((128, 128)), CONFIG)).all()


@pytest.mark.parametrize("ending", ["wav", "flac", "ogg", "mp3"])
def test_joined_sounds_are_written(tmp_path, ending):
    y = join_sounds([np.full(800, 0.1, np.float32)] * 3, 8000)
    assert len(y) == 3 * 800 + 2 * 2000
    write_sound(tmp_path / f"a.{ending}", y, 8000)
    sound, rate = soundfile.read(tmp_path / f"a.{ending}")
    assert rate == 8000
    assert len(sound) == pytest.approx(len(y), abs=1200)  # mp3 is written in blocks


def test_an_unsupported_ending_is_refused(tmp_path):
    with pytest.raises(ConfigError, match=r"ends in \.wav, \.flac, \.ogg or \.mp3, got \.xyz"):
        write_sound(tmp_path / "a.xyz", np.zeros(9, np.float32), 8000)
