"""Batches of slices on the device on which a model is fitted.

This package fits models to slices and encodes slices with them, on any device. `hbvae.models` has
the networks and their losses.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, Self

import numpy as np
import torch
from torch import Tensor

from hbvae.models.base import Batch, InputSizes

READ_AHEAD = 2  # batches


class Slices(NamedTuple):
    """The data that a model is fitted to or encodes."""

    x: np.ndarray  # (slices, *shape); spectrograms may be mapped from disk
    track: np.ndarray  # (slices,) row in `lyrics` and `labels`
    lyrics: np.ndarray  # (tracks, embedding_dim) float32; embedding_dim may be 0
    labels: np.ndarray  # (tracks, n_codes) float32; n_codes is 0 except for a conditional model
    encoded: np.ndarray  # (slices, encoded_dim) float32; may be 0 wide; may be mapped from disk

    @classmethod
    def from_tracks(
        cls,
        x: np.ndarray,
        track: np.ndarray,
        lyrics: np.ndarray | None = None,
        labels: np.ndarray | None = None,
        encoded: np.ndarray | None = None,
    ) -> Self:
        """Slices with the lyrics and labels of their tracks; missing inputs have a width of 0."""
        nothing = np.empty((int(track.max(initial=-1)) + 1, 0), np.float32)
        return cls(
            x,
            track,
            nothing if lyrics is None else lyrics,
            nothing if labels is None else labels,
            np.empty((len(x), 0), np.float32) if encoded is None else encoded,
        )

    @property
    def sizes(self) -> InputSizes:
        """Sizes of the inputs of a model of these slices."""
        widths = (array.shape[1] for array in (self.lyrics, self.labels, self.encoded))
        return InputSizes(self.x.shape[1:], *widths)


class Batches:
    """Batches of slices on a device.

    A GPU with enough free memory keeps all slices. Otherwise a thread reads the next batches while
    a batch is used, and a GPU copies them from pinned memory. No step waits for the device.

    Args:
        slices: the slices to take batches from.
        device: the device that uses the batches.
        share: share of the device's free memory that the slices may fill.
    """

    def __init__(self, slices: Slices, device: torch.device, share: float = 0.5):
        self.slices, self.device = slices, device
        self.resident = None
        self._pins = device.type == "cuda"
        n_bytes = slices.x.nbytes + slices.encoded.nbytes
        if self._pins and n_bytes <= share * torch.cuda.mem_get_info(device)[0]:
            self.resident = keep_on(device, slices)

    def __call__(self, groups: Sequence[np.ndarray]) -> Iterator[Batch]:
        """Yield a batch for each group of rows."""
        if self.resident:
            x, track, lyrics, labels, encoded = self.resident
            order = torch.from_numpy(np.concatenate([np.empty(0, int), *groups])).to(self.device)
            for rows in order.split([len(rows) for rows in groups]):
                tracks = track[rows]
                yield Batch(x[rows].float(), lyrics[tracks], labels[tracks], tracks, encoded[rows])
            return
        with ThreadPoolExecutor(1) as reader:
            ahead = deque()
            for rows in groups:
                ahead.append(reader.submit(self._read, rows))
                if len(ahead) > READ_AHEAD:
                    yield self._on_device(ahead.popleft().result())
            while ahead:
                yield self._on_device(ahead.popleft().result())

    def _read(self, rows: np.ndarray) -> Batch:
        slices = self.slices
        track = slices.track[rows].astype(np.int64)
        x, encoded = np.take(slices.x, rows, axis=0), np.take(slices.encoded, rows, axis=0)
        arrays = x, slices.lyrics[track], slices.labels[track], track, encoded
        batch = Batch(*map(torch.from_numpy, arrays))
        return Batch(*(tensor.pin_memory() for tensor in batch)) if self._pins else batch

    def _on_device(self, batch: Batch) -> Batch:
        batch = Batch(*(tensor.to(self.device, non_blocking=True) for tensor in batch))
        return batch._replace(x=batch.x.float())


def keep_on(device: torch.device, slices: Slices, at_once: int = 4096) -> tuple[Tensor, ...]:
    """Copy all slices to a device; at most ``at_once`` of them are in memory at a time.

    Returns:
        The fields of `Slices` in their order and shapes, x in its stored type.
    """
    track = slices.track.astype(np.int64)
    small = (torch.from_numpy(array).to(device) for array in (track, slices.lyrics, slices.labels))
    return (_copy(slices.x, device, at_once), *small, _copy(slices.encoded, device, at_once))


def _copy(rows: np.ndarray, device: torch.device, at_once: int) -> Tensor:
    """Copy rows, which may be mapped from disk, to a device."""
    copy = torch.empty(rows.shape, dtype=torch.from_numpy(rows[:0].copy()).dtype, device=device)
    for first in range(0, len(rows), at_once):
        copy[first : first + at_once] = torch.from_numpy(rows[first : first + at_once].copy())
    return copy
