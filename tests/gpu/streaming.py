"""A million slices that stay on disk: how fast they are written, read at random, and fitted.

The file is a features file as the workflow writes it, 33 GB of real bytes: a block of distinct
slices, again and again. Where the disk has no room, it is as long as two thirds of the free space.
"""

import os
import shutil
import tempfile
import time
from functools import partial
from pathlib import Path
from unittest import mock

import numpy as np
import torch
from setting import SLICES_A_TRACK, Setting, device, epochs_of, fabric_on, new_model, pictures

from hbvae.storage.features import map_mel
from hbvae.storage.hdf5 import create_store
from hbvae.training import fitting
from hbvae.training.batches import Batches, Slices

BATCH = 1024


def measure(setting: Setting) -> None:
    """Write the file, read it from the disk and from the page cache, fit an epoch to it."""
    side = 16 if setting.small else 128
    block = pictures(setting.size(4096, 256), side)
    with tempfile.TemporaryDirectory(dir=setting.folder) as folder:
        wanted = setting.size(1_000_000, 4096)
        room = int(shutil.disk_usage(folder).free * 2 / 3 / block[0].nbytes)
        n = min(wanted, room) // len(block) * len(block)
        path = str(Path(folder, "features.h5"))

        def keep(what: str, n_slices: int, seconds: float) -> None:
            speed = n_slices * block[0].nbytes / seconds / 1e9
            row = {"step": what, "slices": n_slices, "of": n, "seconds": seconds}
            setting.keep(**row, **{"slices/s": n_slices / seconds, "GB/s": speed})

        start = time.perf_counter()
        _write(path, n, block)
        keep("write, and wait for the disk", n, time.perf_counter() - start)
        lyrics = np.random.default_rng(0).normal(size=(n // SLICES_A_TRACK + 1, 384))
        track = np.arange(n) // SLICES_A_TRACK
        slices = Slices.of_tracks(map_mel(path), track, lyrics.astype(np.float32))

        _leave_page_cache(path)
        keep("read batches, from the disk", *_read(slices, 0, setting.size(20, 1)))
        for _ in range(2):
            done = _read(slices, 1, setting.size(10, 1))
        keep("read the same batches again, from the page cache", *done)

        fabric = fabric_on(device())
        model = new_model("hybrid_vae", slices, setting.small)
        with mock.patch.object(fitting, "Batches", partial(Batches, share=0.0)):
            start = time.perf_counter()
            list(epochs_of(fabric, model, slices, epochs=1, batch_size=BATCH))
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


def _read(slices: Slices, seed: int, at_most: float) -> tuple[int, float]:
    """Read random batches onto the device: slices read and seconds, about ``at_most`` of them."""
    rows = np.random.default_rng(seed).permutation(len(slices.x))
    groups = np.array_split(rows, -(-len(rows) // BATCH))
    n, start = 0, time.perf_counter()
    for batch in Batches(slices, device(), share=0.0)(groups):
        n += len(batch.x)
        if time.perf_counter() - start > at_most:
            break
    if device().type == "cuda":
        torch.cuda.synchronize()
    return n, time.perf_counter() - start
