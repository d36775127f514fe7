"""Sound from slices."""

import librosa
import numpy as np
import pytest
import soundfile

from hbvae.errors import ConfigError
from hbvae.features.audio_config import AudioConfig
from hbvae.features.log_mel import log_mel, mel_filterbank, min_max
from hbvae.generation.sound import (
    griffin_lim,
    one_after_another,
    spectrum_of,
    to_sound,
    write_sound,
)

CONFIG = AudioConfig()


def heard_as(y):
    """The log-mel of a sound, padded to a slice."""
    whole = np.zeros((1, CONFIG.slice_samples), np.float32)
    whole[0, : len(y)] = y[: CONFIG.slice_samples]
    return min_max(log_mel(whole, mel_filterbank(CONFIG), CONFIG))[0]


def test_the_sound_of_a_tones_slice_is_the_tone():
    time = np.arange(CONFIG.slice_samples) / CONFIG.sample_rate
    tone = (0.5 * np.sin(2 * np.pi * 440 * time)).astype(np.float32)
    y = to_sound(heard_as(tone), CONFIG)
    loudest = np.abs(np.fft.rfft(y)).argmax() * CONFIG.sample_rate / len(y)
    assert loudest == pytest.approx(440, abs=10)  # a mel band is 20 Hz wide there
    assert np.sqrt(np.mean(y**2)) == pytest.approx(0.1, rel=0.01)
    assert np.array_equal(y, to_sound(heard_as(tone), CONFIG))


def test_the_sound_of_a_slice_has_nearly_the_slice_for_its_spectrogram():
    band = np.linspace(0, 1, CONFIG.n_mels)[:, None]
    beat = 0.2 * np.sin(np.linspace(0, 20, CONFIG.n_frames))
    mel = np.clip(0.8 - 0.5 * band + beat, 0, 1).astype(np.float32)
    again = heard_as(to_sound(mel, CONFIG))
    assert np.corrcoef(again[:, 2:-2].ravel(), mel[:, 2:-2].ravel())[0, 1] > 0.98


def test_the_spectrum_of_a_slice_is_nearer_than_librosas():
    """Two tones 60 dB apart, and noise between: least squares has the loud one alone."""
    filters = mel_filterbank(CONFIG)
    made = np.random.default_rng(0).exponential(1e-6, (filters.shape[1], 40))
    made[100], made[400] = 1, 1e-6
    power = filters @ made
    plain = librosa.feature.inverse.mel_to_stft(
        power, sr=CONFIG.sample_rate, n_fft=CONFIG.n_fft, power=2.0
    )
    resynthesised = spectrum_of(power, filters)

    def error(spectrum):  # dB
        return np.abs(10 * np.log10(np.maximum(filters @ spectrum, 1e-12) / power)).mean()

    assert resynthesised.min() >= 0 and np.isfinite(resynthesised).all()
    assert error(resynthesised) < min(1, error(plain**2) / 2)


def test_phases_are_librosas():
    noise = np.random.default_rng(0).normal(size=8000).astype(np.float32)
    magnitude = np.abs(librosa.stft(noise, n_fft=512, hop_length=128))
    expected = librosa.griffinlim(magnitude, n_iter=5, hop_length=128, random_state=3)
    assert griffin_lim(magnitude, 128, 5, 3) == pytest.approx(expected, abs=1e-3)


def test_silence_is_a_sound():
    assert np.isfinite(to_sound(np.zeros((128, 128)), CONFIG)).all()


@pytest.mark.parametrize("ending", ["wav", "flac", "ogg", "mp3"])
def test_sounds_are_written_one_after_another(tmp_path, ending):
    y = one_after_another([np.full(800, 0.1, np.float32)] * 3, 8000)
    assert len(y) == 3 * 800 + 2 * 2000
    write_sound(tmp_path / f"a.{ending}", y, 8000)
    sound, rate = soundfile.read(tmp_path / f"a.{ending}")
    assert rate == 8000
    assert len(sound) == pytest.approx(len(y), abs=1200)  # mp3 is written in blocks


def test_a_name_that_no_sound_has_is_told(tmp_path):
    with pytest.raises(ConfigError, match=r"ends in wav, flac, ogg or mp3, got XYZ"):
        write_sound(tmp_path / "a.xyz", np.zeros(9, np.float32), 8000)
