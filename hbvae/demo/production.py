"""Mixing layers into a track: panning, room, saturation, equalisation, hiss and level."""

from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np

from hbvae.demo.recipe import Difficulty
from hbvae.demo.styles import Sound

# Delays in ms of the comb and all-pass filters of a reverberator (Schroeder, "Natural sounding
# artificial reverberation", 1962); different in each channel.
COMBS = ((29.7, 37.1, 41.1, 43.7), (30.9, 35.3, 40.3, 44.9))
ALL_PASSES = ((5.0, 1.7), (5.3, 1.9))
TAPS, BLOCK = 511, 4096  # filter length and block size of the equaliser, in samples
AT_ONCE = 16  # blocks filtered at once; they fit into the processor's cache
PLACES = {"drums": 0.0, "bass": 0.0, "chords": 0.45, "lead": -0.1}  # pan: -1 left, 1 right


@dataclass(frozen=True)
class Production:
    """The random choices for a track's production."""

    tilt: float  # spectral slope, dB per octave
    bump: float  # gain of a resonance, dB
    bump_hz: float  # frequency of the resonance
    lowpass: float  # cutoff in Hz; 0 for no low-pass filter
    drive: float  # saturation, added to the style's
    room: float  # share of reverberation, added to the style's
    room_seconds: float  # time for the reverberation to decay by 60 dB
    noise: float  # level of the hiss relative to the mix, dB
    side: float  # 1 or -1; -1 swaps left and right
    peak: float  # largest absolute sample


def draw_production(difficulty: Difficulty, rng: np.random.Generator) -> Production:
    d = difficulty
    lowpass = np.exp(rng.uniform(*np.log(d.lowpass)))
    filtered = rng.random() < d.prod / 2
    return Production(
        tilt=d.prod * rng.normal(0, d.tilt),
        bump=d.prod * rng.normal(0, d.bump),
        bump_hz=300 * 10 ** rng.random(),
        lowpass=lowpass if filtered else 0.0,
        drive=d.prod * rng.uniform(0, d.drive),
        room=d.prod * rng.uniform(0, d.room),
        room_seconds=rng.uniform(0.4, 1.8),
        noise=d.noise - 40 * (1 - d.prod * rng.random()),
        side=rng.choice([-1.0, 1.0]),
        peak=rng.uniform(0.6, 0.92),
    )


def produce(
    layers: dict[str, np.ndarray],
    sound: Sound,
    production: Production,
    rate: int,
    channels: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """Mix a track and apply effects.

    Args:
        layers: samples by layer, with gains applied; float32, shape (n,) each.
        sound: mixing settings of the style.
        production: random choices for the track.
        rate: samples per second.
        channels: 1 or 2.
        rng: draws the hiss.

    Returns:
        float32, shape (channels, n), with a peak of ``production.peak``.
    """
    places = {layer: production.side * PLACES[layer] for layer in layers}
    if channels == 1:
        mix = sum(layers.values())[None]
    else:
        mix = np.stack(
            [
                sum(np.float32(1 - place) * layers[layer] for layer, place in places.items()),
                sum(np.float32(1 + place) * layers[layer] for layer, place in places.items()),
            ]
        )
    room = min(1.0, sound.room + production.room)
    mix += np.float32(room) * reverberate(mix.mean(axis=0), production.room_seconds, rate, channels)
    mix *= np.float32(0.2 / _rms(mix))
    drive = sound.drive + production.drive
    if drive > 0:
        mix = np.tanh(np.float32(1 + drive) * mix, out=mix)
    mix = equalise(mix, sound, production, rate)
    hiss = rng.standard_normal(mix.shape[1], dtype=np.float32)
    hiss *= np.float32(_rms(mix) * 10 ** (production.noise / 20))
    for channel in range(channels):
        mix[channel] += np.roll(hiss, channel * rate // 3)  # uncorrelated channels sound wide
    fade = round(0.01 * rate)
    mix[:, :fade] *= np.linspace(0, 1, fade, dtype=np.float32)
    mix[:, -fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    return mix * np.float32(production.peak / max(mix.max(), -mix.min()))


def _rms(sound):
    flat = sound.ravel()
    return np.sqrt(np.mean(np.square(flat), dtype=np.float64)) + 1e-9


def equalise(mix: np.ndarray, sound: Sound, production: Production, rate: int) -> np.ndarray:
    """Apply a linear-phase filter with the style's and the track's responses; keep the shape."""
    hz = np.fft.rfftfreq(2 * TAPS + 2, 1 / rate)
    octaves = np.log2(np.maximum(hz, 30) / 1000)  # relative to 1 kHz
    gain = production.tilt * np.clip(octaves, -4, 4)
    gain += production.bump * np.exp(-2 * (octaves - np.log2(production.bump_hz / 1000)) ** 2)
    gain += sound.low / (1 + 4 ** (2 * (octaves + 2.3)))  # 200 Hz
    gain += sound.mid * np.exp(-0.5 * octaves**2)
    gain += sound.high / (1 + 4 ** (-2 * (octaves - 2)))  # 4 kHz
    if production.lowpass:
        gain -= 10 * np.log10(1 + (hz / production.lowpass) ** 8)  # Butterworth, 24 dB per octave
    taps = np.fft.fftshift(np.fft.irfft(10 ** (gain / 20)))
    middle = len(taps) // 2
    taps = taps[middle - TAPS // 2 : middle + TAPS // 2 + 1] * np.hanning(TAPS)
    return _filter(mix, taps.astype(np.float32))


def _filter(mix, taps):
    """Convolve each channel with the taps in blocks (overlap-save); the middle tap has delay 0."""
    step = BLOCK - len(taps) + 1
    n = mix.shape[1]
    blocks = -(-n // step)
    padded = np.zeros((len(mix), (blocks - 1) * step + BLOCK), dtype=np.float32)
    padded[:, len(taps) // 2 : len(taps) // 2 + n] = mix
    windows = np.lib.stride_tricks.sliding_window_view(padded, BLOCK, axis=1)[:, ::step]
    response = np.fft.rfft(taps, BLOCK)
    filtered = np.empty((len(mix), blocks, step), dtype=np.float32)
    for channel, first in product(range(len(mix)), range(0, blocks, AT_ONCE)):
        at = channel, slice(first, first + AT_ONCE)
        spectra = np.fft.rfft(windows[at]) * response
        filtered[at] = np.fft.irfft(spectra, BLOCK)[:, len(taps) - 1 :]
    return filtered.reshape(len(mix), -1)[:, :n]


def reverberate(send: np.ndarray, seconds: float, rate: int, channels: int) -> np.ndarray:
    """Schroeder's reverberator (1962): four parallel comb filters, then two all-pass filters.

    Args:
        send: float32, shape (n,).
        seconds: time for the sound to decay by 60 dB.
        rate: samples per second.
        channels: 1 or 2.

    Returns:
        float32, shape (channels, n), without the direct sound.
    """
    wet = np.zeros((channels, len(send)), dtype=np.float32)
    for channel in range(channels):
        for milliseconds in COMBS[channel]:
            delay = round(milliseconds / 1000 * rate)
            gain = np.float32(10 ** (-3 * milliseconds / 1000 / seconds))
            wet[channel] += _delayed(_feed_back(send, delay, gain), delay)
        for milliseconds in ALL_PASSES[channel]:
            delay, gain = round(milliseconds / 1000 * rate), np.float32(0.7)
            wet[channel] = _delayed(wet[channel], delay) - gain * wet[channel]
            wet[channel] = _feed_back(wet[channel], delay, gain)
    return np.float32(0.5) * wet


def _feed_back(x, delay, gain):
    """Compute y[n] = x[n] + gain * y[n - delay], ``delay`` samples at a time."""
    y = np.zeros(-(-len(x) // delay) * delay, dtype=np.float32)
    y[: len(x)] = x
    scaled = np.empty(delay, dtype=np.float32)
    for before, row in pairwise(y.reshape(-1, delay)):
        np.add(row, np.multiply(before, gain, scaled), row)
    return y[: len(x)]


def _delayed(x, delay):
    y = np.zeros_like(x)
    y[delay:] = x[:-delay]
    return y
