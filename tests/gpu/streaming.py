"""A million slices that stay on disk: how fast they are written, read at random, and fitted.

The file is a features file as the workflow writes it, 33 GB of real bytes: a block of distinct
slices, again and again. Where the disk has no room, it is as long as two thirds of the free space.
"""

import os
import shutil
import time
from functools import partial
from unittest import mock

import numpy as np
import torch
from setting import SLICES_A_TRACK, Setting, device, fabric_on, new_model, pictures, read_epochs

from hbvae.storage.features import map_mel
from hbvae.storage.hdf5 import create_store
from hbvae.training import fitting
from hbvae.training.batches import Batches, Slices

BATCH = 1024


def measure(setting: Setting) -> None:
    """Write the file, read it from the disk and from the page cache, fit an epoch to it."""
    block = pictures(setting.size(4096, 256), 16 if setting.small else 128)
    room = shutil.disk_usage(setting.scratch).free * 2 // 3 // block[0].nbytes
    n = min(setting.size(1_000_000, 4096), room) // len(block) * len(block)
    path = str(setting.scratch / "features.h5")

    def keep(step: str, n_slices: int, seconds: float) -> None:
        speed = n_slices * block[0].nbytes / seconds / 1e9
        row = {"step": step, "slices": n_slices, "of": n, "seconds": seconds}
        setting.keep(**row, **{"slices/s": n_slices / seconds, "GB/s": speed})

    start = time.perf_counter()
    _write(path, n, block)
    keep("write, and wait for the disk", n, time.perf_counter() - start)

    track = np.arange(n) // SLICES_A_TRACK
    lyrics = np.random.default_rng(0).normal(size=(track[-1] + 1, 384)).astype(np.float32)
    slices = Slices.from_tracks(map_mel(path), track, lyrics)
    rows = np.random.default_rng(0).permutation(n)
    groups = np.split(rows, range(BATCH, n, BATCH))
    _leave_page_cache(path)
    done, seconds = _read(slices, groups, setting.size(20, 1))
    keep("read random batches, from the disk", done, seconds)
    done, seconds = _read(slices, groups[: done // BATCH], setting.size(20, 1))
    keep("read the same batches again, from the page cache", done, seconds)

    fabric = fabric_on(device())
    model = new_model("hybrid_vae", slices, setting.small)
    with mock.patch.object(fitting, "Batches", partial(Batches, share=0.0)):
        start = time.perf_counter()
        list(read_epochs(fabric, model, slices, epochs=1, batch_size=BATCH))
    keep("fit an epoch of hybrid_vae", n, time.perf_counter() - start)


def _write(path: str, n: int, block: np.ndarray) -> None:
    with create_store(path, "features") as store:
        mel = store.create_dataset("mel", (n, *block.shape[1:]), np.float16)
        for first in range(0, n, len(block)):
            mel[first : first + len(block)] = block
    with open(path, "rb") as file:
        os.fsync(file.fileno())


def _leave_page_cache(path: str) -> None:
    """Have the system forget what it keeps of a file in memory (Linux)."""
    if hasattr(os, "posix_fadvise"):
        with open(path, "rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _read(slices: Slices, groups: list[np.ndarray], at_most: float) -> tuple[int, float]:
    """Read batches onto the device for about ``at_most`` s; how many slices, how many seconds."""
    n, start = 0, time.perf_counter()
    for batch in Batches(slices, device(), share=0.0)(groups):
        n += len(batch.x)
        if time.perf_counter() - start > at_most:
            break
    if device().type == "cuda":
        torch.cuda.synchronize()
    return n, time.perf_counter() - start
