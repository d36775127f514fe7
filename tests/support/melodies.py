"""Songs with a beat and a melody, of one style: they differ in their notes alone."""

from pathlib import Path

import numpy as np
import soundfile

RATE = 22050  # Hz
BEAT = 0.25  # s
SCALE = 220 * 2 ** (np.array([0, 2, 4, 7, 9, 12, 14, 16, 19, 21]) / 12)  # Hz


def melody(seed: int, seconds: float) -> np.ndarray:
    """Plucked notes that the seed chooses over drums that all songs share, (samples,)."""
    random = np.random.default_rng(seed)
    n, beat = int(seconds * RATE), int(BEAT * RATE)
    time = np.arange(beat) / RATE
    hiss = np.random.default_rng(0).normal(size=beat) * np.exp(-time * 40)
    y = np.zeros(n + 8 * beat)
    for first in range(0, n, beat):
        for frequency in random.choice(SCALE, 3):
            lasts = beat * int(random.integers(1, 8))
            t = np.arange(lasts) / RATE
            partials = sum(np.sin(2 * np.pi * frequency * k * t) / k for k in (1, 2, 3, 4))
            y[first : first + lasts] += 0.1 * random.random() * partials * np.exp(-3 * t)
        y[first : first + beat] += (0.15 if first // beat % 4 == 2 else 0.03) * hiss
    return 0.5 * y[:n] / np.abs(y[:n]).max()


def write_melody(path: Path, y: np.ndarray) -> Path:
    """Write a recording in the format of the path's ending: wav, flac, ogg or mp3."""
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, np.int16(np.rint(32767 * np.clip(y, -1, 1))), RATE)
    return path
