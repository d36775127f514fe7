"""Slices on their way to the device that a model is fitted on."""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

READ_AHEAD = 2  # batches


class Slices(NamedTuple):
    """What a model is fitted to. No label is among it."""

    x: np.ndarray  # (slices, *input_shape); spectrograms may be mapped from disk
    track: np.ndarray  # (slices,) row of `lyrics`
    lyrics: np.ndarray  # (tracks, lyrics_dim) float32; lyrics_dim may be 0


class Batch(NamedTuple):
    """Some of the slices, on a device."""

    x: Tensor  # (batch, *input_shape) float32
    lyrics: Tensor  # (batch, lyrics_dim) float32, zeros where a track has none
    track: Tensor  # (batch,)


class Batches:
    """Batches of slices on a device: those of a GPU that has room are kept there as a whole.

    Where it has not, and on the CPU, a thread reads the next ones from `Slices` while one is
    used; a GPU copies it from pinned memory. No step waits for the device.

    Args:
        slices: what the batches are of.
        device: where they are wanted.
        share: of the device's free memory that the slices may fill.
    """

    def __init__(self, slices: Slices, device: torch.device, share: float = 0.5):
        self.slices, self.device = slices, device
        self.resident = None
        self._pins = device.type == "cuda"
        if self._pins and slices.x.nbytes <= share * torch.cuda.mem_get_info(device)[0]:
            self.resident = keep_on(device, slices)

    def __call__(self, groups: Sequence[np.ndarray]) -> Iterator[Batch]:
        """A batch for each group of rows."""
        if self.resident:
            x, track, lyrics = self.resident
            order = torch.from_numpy(np.concatenate([np.empty(0, int), *groups])).to(self.device)
            for rows in order.split([len(rows) for rows in groups]):
                yield Batch(x[rows].float(), lyrics[track[rows]], track[rows])
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
        track = self.slices.track[rows].astype(np.int64)
        arrays = np.take(self.slices.x, rows, axis=0), self.slices.lyrics[track], track
        batch = Batch(*map(torch.from_numpy, arrays))
        return Batch(*(one.pin_memory() for one in batch)) if self._pins else batch

    def _on_device(self, batch: Batch) -> Batch:
        batch = Batch(*(one.to(self.device, non_blocking=True) for one in batch))
        return batch._replace(x=batch.x.float())


def keep_on(
    device: torch.device, slices: Slices, at_once: int = 4096
) -> tuple[Tensor, Tensor, Tensor]:
    """Copy all slices to a device, ``at_once`` of them in memory at a time; x as it is stored."""
    whole = torch.empty(
        slices.x.shape, dtype=torch.from_numpy(slices.x[:0].copy()).dtype, device=device
    )
    for first in range(0, len(slices.x), at_once):
        whole[first : first + at_once] = torch.from_numpy(slices.x[first : first + at_once].copy())
    track = torch.from_numpy(slices.track.astype(np.int64))
    return whole, track.to(device), torch.from_numpy(slices.lyrics).to(device)
