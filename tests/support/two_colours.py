"""Slices of tracks that are bright and dark in turn: what a model makes of them is known."""

import numpy as np

N_TRACKS = 40
TRACK = np.repeat(np.arange(N_TRACKS), 3)
BRIGHT = TRACK % 2 == 1


def two_colour_slices() -> np.ndarray:
    """Noise, louder in the upper half of the bands of bright tracks and the lower of the others."""
    mel = 0.1 * np.random.default_rng(0).random((len(TRACK), 32, 32))
    mel[BRIGHT, 16:] += 0.7
    mel[~BRIGHT, :16] += 0.7
    return mel.astype(np.float16)


MEL = two_colour_slices()
