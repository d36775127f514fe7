"""Sounds of the demo: instruments in tune, drums, equaliser, reverb."""

import dataclasses

import numpy as np
import pytest

from hbvae.demo.instruments import DRUMS, INSTRUMENTS
from hbvae.demo.production import Production, equalise, reverberate
from hbvae.demo.styles import Sound
from hbvae.demo.tones import frequency, play, strike


def rng():
    return np.random.default_rng(0)


def peak_hz(sound, rate, low, high):
    """Frequency of the strongest bin between two, from a spectrum four times finer than the FFT."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 4 * len(sound)))
    hz = np.fft.rfftfreq(4 * len(sound), 1 / rate)
    spectrum[(hz < low) | (hz > high)] = 0
    return hz[spectrum.argmax()]


@pytest.mark.parametrize("rate", [22050, 44100])
@pytest.mark.parametrize("name", INSTRUMENTS)
def test_an_instrument_is_in_tune(name, rate):
    sound = play(INSTRUMENTS[name], (64,), 1.0, rate, rng())
    expected = 440 * 2 ** (-5 / 12)  # E4 is five semitones below A4
    held = sound[rate // 4 : rate]
    peak = peak_hz(held, rate, 0.9 * expected, 1.1 * expected)
    assert abs(1200 * np.log2(peak / expected)) < 8  # cents


def test_a_power_chord_is_louder_at_its_own_notes_than_between_them():
    sound = play(INSTRUMENTS["nylon_guitar"], (45, 52, 57), 1.0, 22050, rng())
    for midi in (45, 52, 57):
        hz = frequency(midi)
        assert peak_hz(sound, 22050, 0.97 * hz, 1.03 * hz) == pytest.approx(hz, rel=0.005)


def test_a_string_fades_by_60_db_in_its_time():
    instrument = dataclasses.replace(INSTRUMENTS["nylon_guitar"], fade=1.0, damping=0.0)
    sound = play(instrument, (57,), 1.0, 22050, rng())
    early, late = (np.sqrt(np.mean(sound[a : a + 2205] ** 2)) for a in (2205, 2205 * 6))
    assert 20 * np.log10(early / late) == pytest.approx(30, abs=1)  # half a second later


@pytest.mark.parametrize("name", DRUMS)
def test_a_drum_has_its_peak_and_ends(name):
    sound = strike(DRUMS[name], 1.0, 22050, rng())
    assert np.abs(sound).max() == pytest.approx(DRUMS[name].gain, rel=1e-5)
    assert np.abs(sound[-22:]).max() < 0.01


def test_an_equaliser_with_nothing_to_do_does_nothing():
    flat = Production(0, 0, 1000, 0, 0, 0, 1, -100, 1, 0.9)
    mix = rng().standard_normal((2, 10_000)).astype(np.float32)
    assert np.allclose(equalise(mix, Sound(), flat, 22050), mix, atol=1e-4)


def test_an_equaliser_tilts_and_cuts():
    made = Production(-3, 0, 1000, 5000, 0, 0, 1, -100, 1, 0.9)
    impulse = np.zeros((1, 8192), dtype=np.float32)
    impulse[0, 4096] = 1
    response = 20 * np.log10(np.abs(np.fft.rfft(equalise(impulse, Sound(), made, 44100)[0])))
    hz = np.fft.rfftfreq(8192, 1 / 44100)
    at = {f: response[np.abs(hz - f).argmin()] for f in (500, 1000, 2000, 10_000)}
    assert at[500] == pytest.approx(3, abs=0.5)
    assert at[2000] == pytest.approx(-3, abs=0.5)
    assert at[10_000] == pytest.approx(-3 * np.log2(10) - 24, abs=1.5)  # an octave above 5 kHz


def test_a_room_rings_for_its_time():
    click = np.zeros(22050, dtype=np.float32)
    click[0] = 1
    (tail,) = reverberate(click, 1.0, 22050, 1)
    level = [np.sqrt(np.mean(tail[a : a + 2205] ** 2)) for a in (4410, 4410 + 11025)]
    assert 20 * np.log10(level[0] / level[1]) == pytest.approx(30, abs=4)
