"""Synthesising the sounds of the demo corpora: notes and drum strokes.

Notes are read from wavetables of one period with a running phase: the pitch is exact at every
sample rate, and no harmonic is above half of it.
"""

import numpy as np

from hbvae.demo.instruments import Drum, Instrument

A4_HZ, A4_MIDI = 440.0, 69
STRING_RATE = 44100  # Hz; rate of the Karplus-Strong strings, whatever the file's sample rate
MAX_HARMONICS = 96
BODY_HZ = 4500.0  # cutoff of the body, which attenuates higher harmonics by 12 dB per octave


def frequency(midi: float) -> float:
    """Frequency of a MIDI note in Hz, in equal temperament."""
    return A4_HZ * 2 ** ((midi - A4_MIDI) / 12)


def play(
    instrument: Instrument,
    notes: tuple[int, ...],
    seconds: float,
    rate: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """Synthesise notes that begin together, are held for ``seconds`` and then released.

    Args:
        instrument: instrument that plays the notes.
        notes: MIDI numbers.
        seconds: duration of the notes without the release.
        rate: samples per second.
        rng: draws the phases, the excitation of strings and the breath.

    Returns:
        float32, shape (n,), with an RMS of the held part near 0.1 to 0.3.
    """
    n = int((seconds + instrument.release) * rate)
    time = np.arange(n, dtype=np.float32) / np.float32(rate)
    sound = sum(_tone(instrument, frequency(note), time, rate, rng) for note in notes)
    sound *= np.float32(len(notes) ** -0.5)
    if instrument.drive:
        sound = np.tanh(instrument.drive * sound) * np.float32(0.6 / np.tanh(instrument.drive))
    fall = np.clip((np.float32(seconds + instrument.release) - time) / instrument.release, 0, 1)
    sound *= np.minimum(time / instrument.attack, 1) * fall
    return sound.astype(np.float32)


def _tone(instrument, hz, time, rate, rng):
    n_harmonics = max(1, min(MAX_HARMONICS, int(0.45 * rate / hz)))
    n = np.arange(1, n_harmonics + 1)
    spectrum = instrument.harmonics(n * hz) / (1 + (n * hz / BODY_HZ) ** 2)
    spectrum *= np.cos(np.pi / 2 * n / (n_harmonics + 1)) ** 0.5  # fade out the highest harmonics
    phase = np.exp(2j * np.pi * rng.random(n_harmonics))
    noisy = rng.rayleigh(0.8, n_harmonics)
    spectrum = spectrum * phase * (1 - instrument.excitation + instrument.excitation * noisy)
    spectrum *= 0.25 / np.sqrt(np.sum(np.abs(spectrum) ** 2) / 2 + 1e-12)

    cycles = np.float64(hz) * time
    if instrument.scoop:
        below = hz * (1 - 2 ** (-instrument.scoop / 1200))
        cycles = np.maximum(cycles - below * 0.04 * (1 - np.exp(time / -0.04)), 0)
    if instrument.vibrato:
        depth = hz * (2 ** (instrument.vibrato / 1200) - 1) / (2 * np.pi * 5.5)
        cycles = cycles + depth * np.sin(2 * np.pi * 5.5 * time) * np.minimum(2 * time, 1)
    size = 1 << int(4 * n_harmonics - 1).bit_length()
    periods = int(np.ceil(cycles[-1])) + 2 if instrument.fade else 1
    log_gain = np.zeros(n_harmonics)
    if instrument.fade:
        # Karplus and Strong 1983: each sample is the mean of two adjacent samples of the previous
        # period (P samples), which multiplies harmonic n by cos(pi n / P) in every period.
        average = np.log(np.cos(np.pi * np.minimum(n * hz / STRING_RATE, 0.49)))
        log_gain = instrument.damping * average - np.log(1000) / (instrument.fade * hz)
    spectra = spectrum * np.exp(np.arange(periods)[:, None] * log_gain)
    table = np.zeros((periods, size // 2 + 1), dtype=np.complex64)
    table[:, 1 : n_harmonics + 1] = spectra
    table = np.fft.irfft(table, size, axis=1, norm="forward").astype(np.float32).ravel() / 2

    position = cycles * size
    integer = position.astype(np.int64)
    part = (position - integer).astype(np.float32)
    if instrument.fade:
        sound = table[integer] * (1 - part) + table[integer + 1] * part
    else:
        sound = table[integer % size] * (1 - part) + table[(integer + 1) % size] * part
    if instrument.breath:
        noise = rng.standard_normal(len(time) + 2, np.float32)
        sound += np.float32(0.15 * instrument.breath) * (noise[2:] + noise[1:-1] + noise[:-2])
    return sound


def strike(drum: Drum, tuning: float, rate: int, rng: np.random.Generator) -> np.ndarray:
    """Synthesise a stroke of a drum.

    Args:
        drum: drum to strike.
        tuning: factor on its pitch, and inversely on its duration.
        rate: samples per second.
        rng: draws the noise.

    Returns:
        float32, shape (n,), with the drum's gain as its peak.
    """
    longest = max(drum.ring if drum.noise < 1 else 0, drum.hiss) / tuning + 0.03 * drum.bursts
    time = np.arange(int(longest * rate)) / rate
    fall = np.log(1000)
    # The pitch falls from sweep * hz to hz within about 30 ms; the phase is its integral.
    cycles = drum.hz * tuning * (time + (drum.sweep - 1) * 0.03 * (1 - np.exp(-time / 0.03)))
    skin = np.sin(2 * np.pi * cycles) * np.exp(-fall * tuning * time / drum.ring)
    noise = np.diff(rng.standard_normal(len(time) + drum.bright), drum.bright)
    envelope = sum(
        np.where(time >= 0.012 * b, np.exp(-fall * tuning * (time - 0.012 * b) / drum.hiss), 0)
        for b in range(drum.bursts)
    )
    noise = noise * envelope
    sound = (1 - drum.noise) * skin + drum.noise * noise / np.max(np.abs(noise))
    sound *= np.minimum(time / 0.0005, 1) * np.minimum((time[-1] - time) / 0.005, 1)
    return (drum.gain * sound / np.max(np.abs(sound))).astype(np.float32)
