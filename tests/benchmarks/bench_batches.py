"""Random batches of slices from a features file: ways to read them.

    python tests/benchmarks/bench_batches.py [--slices N]

The file is warm, as it is from a fit's second epoch on. Each way reads the same shuffled batches
of 64; h5py's fancy indexing wants ascending rows, and is given them.
"""

import argparse
import tempfile
import time
from pathlib import Path
from statistics import median

import h5py
import numpy as np
import torch
from report import report

from hbvae.training.batches import Batches, Slices

BATCH_SIZE = 64
N_BATCHES = 30


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--slices", type=int, default=10_000)
    n = parser.parse_args().slices
    random = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "mel.h5")
        with h5py.File(path, "w") as store:
            mel = store.create_dataset("mel", (n, 128, 128), np.float16)
            for first in range(0, n, 1000):
                mel[first : first + 1000] = random.random((min(1000, n - first), 128, 128))
        mel = h5py.File(path, "r")["mel"]
        mapped = np.memmap(path, mel.dtype, "r", mel.id.get_offset(), mel.shape)
        rows = np.split(random.permutation(n)[: BATCH_SIZE * N_BATCHES], N_BATCHES)
        batches = Batches(Slices.from_tracks(mapped, np.arange(n)), torch.device("cpu"))
        buffer = np.empty((BATCH_SIZE, 128, 128), np.float16)

        def one_by_one():
            for batch in rows:
                for place, row in enumerate(batch):
                    mel.read_direct(buffer, np.s_[row], np.s_[place])
                torch.from_numpy(buffer).float()

        def fancy():
            return [torch.from_numpy(mel[np.sort(batch)]).float() for batch in rows]

        ways = {
            "h5py, fancy indexing": fancy,
            "h5py, read_direct a slice": one_by_one,
            "memory map": lambda: [torch.from_numpy(mapped[b]).float() for b in rows],
            "hbvae (memory map, read ahead)": lambda: list(batches(rows)),
        }
        seconds = {name: [] for name in ways}
        for _ in range(6):
            for name, read in ways.items():
                start = time.perf_counter()
                read()
                seconds[name].append((time.perf_counter() - start) / N_BATCHES)
    times = {name: median(way_seconds[1:]) for name, way_seconds in seconds.items()}
    report(
        "batches",
        f"Random batches of {BATCH_SIZE} out of {n:,} slices, to float32; medians of 5 turns",
        ["way", "ms a batch", "times as fast"],
        [[name, 1e3 * t, times["h5py, fancy indexing"] / t] for name, t in times.items()],
    )


if __name__ == "__main__":
    main()
