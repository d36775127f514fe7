"""Tempo, loudness, brightness and density of sounds whose values are known."""

import numpy as np
import pytest

from hbvae.features.audio_config import AudioConfig
from hbvae.features.log_mel import log_mel, mel_filterbank, min_max
from hbvae.features.sound_properties import PROPERTIES, sound_properties

CONFIG = AudioConfig()
FRAME = CONFIG.hop_length / CONFIG.sample_rate
N = CONFIG.slice_samples
SECONDS = np.arange(N) / CONFIG.sample_rate


def clicks(per_minute, seed=0):
    """3 s of noise bursts of 30 ms, so many a minute, over a faint hiss."""
    noise = np.random.default_rng(seed).normal(size=N)
    is_click = (SECONDS % (60 / per_minute)) < 0.03
    return (noise * np.where(is_click, 0.5, 1e-4)).astype(np.float32)


def properties(*sounds):
    """Of tracks of one slice each."""
    mel = min_max(log_mel(np.stack(sounds), mel_filterbank(CONFIG), CONFIG)).astype(np.float16)
    statistics = np.zeros((len(sounds), 43), np.float32)
    rows = np.arange(len(sounds))
    return sound_properties(mel, statistics, rows, len(sounds), FRAME)


@pytest.mark.parametrize("per_minute", [75, 90, 120, 150])
def test_the_tempo_of_clicks_is_theirs(per_minute):
    assert properties(clicks(per_minute))["tempo"][0] == pytest.approx(per_minute, rel=0.04)


@pytest.mark.parametrize("per_minute", [60, 120, 240])
def test_the_density_of_clicks_is_theirs(per_minute):
    density = properties(clicks(per_minute))["density"][0]
    assert density == pytest.approx(per_minute / 60, abs=0.4)


def test_clicks_have_more_punch_than_a_chord():
    chord = sum(np.sin(2 * np.pi * hz * SECONDS) for hz in (220, 277, 330)).astype(np.float32)
    clicked, held = properties(clicks(120), chord)["punch"]
    assert clicked > 5 * held


def test_silence_has_neither_tempo_nor_onsets():
    silent = properties(np.zeros(N, np.float32))
    assert silent["tempo"][0] == silent["density"][0] == silent["punch"][0] == 0


def test_loudness_and_brightness_come_from_the_statistics_of_all_slices():
    statistics = np.zeros((3, 43), np.float32)
    statistics[:, 0] = np.sqrt(128) * np.array([-10, -20, -30])  # first MFCC of a flat -10 dB, ...
    statistics[:, 40] = [1000, 3000, 4096]
    mel = np.zeros((3, 128, 128), np.float16)
    made = sound_properties(mel, statistics, np.array([0, 0, 1]), 2, FRAME)
    np.testing.assert_allclose(made["loudness"], [-15, -30], rtol=1e-6)
    np.testing.assert_allclose(made["brightness"], [np.log2(2000), 12], rtol=1e-6)


def test_every_property_has_a_unit():
    assert properties(clicks(100)).keys() == PROPERTIES.keys()


def test_slices_beyond_what_is_in_memory_at_a_time_are_used(monkeypatch):
    sounds = [clicks(per_minute) for per_minute in (80, 100, 140)]
    complete = properties(*sounds)
    monkeypatch.setattr("hbvae.features.sound_properties.AT_ONCE", 2)
    for name, values in properties(*sounds).items():
        np.testing.assert_array_equal(values, complete[name])
