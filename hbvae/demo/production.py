"""From layers to a finished track: places, room, saturation, equalisation, hiss and level."""

from dataclasses import dataclass

import numpy as np
from scipy.signal import oaconvolve

from hbvae.demo.recipe import Difficulty, Sound

# Delays of Schroeder's combs and all-passes ("Natural sounding artificial reverberation", 1962) in
# ms: mutually prime at common rates, other ones in each channel.
COMBS = ((29.7, 37.1, 41.1, 43.7), (30.9, 35.3, 40.3, 44.9))
ALL_PASSES = ((5.0, 1.7), (5.3, 1.9))
TAPS = 511  # of the equaliser
PLACES = {"drums": 0.0, "bass": 0.0, "chords": 0.45, "lead": -0.1}  # -1 left, 1 right


@dataclass(frozen=True)
class Production:
    """What is drawn for a track; dB, dB an octave, Hz (0: no low-pass), shares."""

    tilt: float
    bump: float
    bump_hz: float
    lowpass: float
    drive: float
    room: float
    room_seconds: float
    noise: float
    side: float
    peak: float


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
    """Mix and finish a track.

    Args:
        layers: float32, shape (n,) each, their gains applied.
        sound, production: the style's and the track's own.

    Returns:
        float32, shape (channels, n), with a peak of ``production.peak``.
    """
    mono = sum(layers.values())
    mono = mono / np.float32(np.sqrt(np.mean(np.square(mono), dtype=np.float64)) / 0.12 + 1e-9)
    ...
