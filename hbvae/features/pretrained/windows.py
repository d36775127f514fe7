"""Encoders whose input windows are longer than a slice."""

import math
from abc import abstractmethod

import numpy as np

from hbvae.features.pretrained.base import EncodedSlices, Encoder

AT_ONCE = 4  # windows in a batch; limits memory


class WindowEncoder(Encoder):
    """An encoder that takes windows of the card's length.

    The fewest windows that cover a recording are evenly spaced in it. A slice gets the mean output
    of the windows that overlap it, weighted by the overlap. The means are taken over raw
    embeddings. Afterwards all embeddings of a recording are divided by the same number, so that
    their mean over its slices, which represents the recording, has unit length.
    """

    @abstractmethod
    def _encode(self, windows: np.ndarray) -> EncodedSlices:
        """Encode windows, (at most AT_ONCE, samples) float32; embeddings are not normalised."""

    def embed(self, slices: np.ndarray) -> EncodedSlices:
        """Embed the slices of a recording, which follow each other without gaps."""
        sound = slices.reshape(-1)
        length = min(round(self.card.window * self.card.sample_rate), len(sound))
        starts = window_starts(len(sound), length)
        groups = np.split(starts, range(AT_ONCE, len(starts), AT_ONCE))
        outputs = [
            self._encode(np.stack([sound[at : at + length] for at in few])) for few in groups
        ]
        embedding, tags = map(np.concatenate, zip(*outputs, strict=True))
        weights = shared_time(starts, length, *slices.shape)
        embedding = weights @ embedding
        norm = np.linalg.norm(embedding.mean(axis=0))
        embedding /= max(norm, np.finfo(np.float32).tiny)
        return EncodedSlices(embedding.astype(np.float32), (weights @ tags).astype(np.float32))


def window_starts(n_samples: int, length: int) -> np.ndarray:
    """Starts of the fewest, evenly spaced windows that cover a recording.

    Args:
        n_samples: length of the recording, in samples.
        length: length of a window, in samples, at most ``n_samples``.

    Returns:
        (windows,) samples, from 0 to ``n_samples - length``.
    """
    return np.linspace(0, n_samples - length, math.ceil(n_samples / length)).round().astype(int)


def shared_time(starts: np.ndarray, length: int, n_slices: int, slice_samples: int) -> np.ndarray:
    """Weights of windows in slices, proportional to their overlap.

    Args:
        starts: (windows,) from `window_starts`; the windows cover all slices.
        length: length of a window, in samples.
        n_slices, slice_samples: number of slices, and length of each in samples.

    Returns:
        (slices, windows) float64, rows that sum to 1.
    """
    begin = np.arange(n_slices)[:, None] * slice_samples
    end = np.minimum(begin + slice_samples, starts + length)
    shared = np.maximum(end - np.maximum(begin, starts), 0)
    return shared / shared.sum(axis=1, keepdims=True)
