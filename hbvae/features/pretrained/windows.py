"""Encoders that hear in windows longer than a slice."""

import math
from abc import abstractmethod

import numpy as np

from hbvae.features.pretrained.base import EncodedSlices, Encoder

AT_ONCE = 4  # windows that are in the network together: a bound of its memory


class WindowEncoder(Encoder):
    """An encoder that hears windows of the card's length.

    As many windows as cover a recording lie in it at even distances. A slice has the mean of what
    the windows gave that it lies in, each weighted by the time that they share. The means are those
    of the raw embeddings. Afterwards the embeddings of a recording are divided by one number, so
    that their mean over its slices, which stands for the recording, is of unit length.
    """

    @abstractmethod
    def _encode(self, windows: np.ndarray) -> EncodedSlices:
        """Hear windows, (at most AT_ONCE, samples) float32; the embeddings are not normalised."""

    def embed(self, slices: np.ndarray) -> EncodedSlices:
        """Hear the slices of a recording, which follow each other without a gap."""
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
    """Where the windows of a recording start: as few as cover it, at even distances.

    Args:
        n_samples: of the recording.
        length: of a window, in samples, at most ``n_samples``.

    Returns:
        (windows,) samples, from 0 to ``n_samples - length``.
    """
    return np.linspace(0, n_samples - length, math.ceil(n_samples / length)).round().astype(int)


def shared_time(starts: np.ndarray, length: int, n_slices: int, slice_samples: int) -> np.ndarray:
    """The weights of windows in slices: the samples that they share, as parts of 1.

    Args:
        starts: (windows,) from `window_starts`; the windows cover all slices.
        length: of a window, in samples.
        n_slices, slice_samples: how many slices there are, and the length of each.

    Returns:
        (slices, windows) float64, rows that sum to 1.
    """
    begin = np.arange(n_slices)[:, None] * slice_samples
    end = np.minimum(begin + slice_samples, starts + length)
    shared = np.maximum(end - np.maximum(begin, starts), 0)
    return shared / shared.sum(axis=1, keepdims=True)
