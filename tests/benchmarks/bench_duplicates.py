"""Time and memory of finding copies, as a collection grows.

    python tests/benchmarks/bench_duplicates.py [--tracks N ...] [--windows N ...]

The features are coloured noise of the default shape, ten slices a track, made when they are read
(0.4 ms a track, which counts). One track of a hundred is a copy of the one before, with noise; the
table says how many were found. The search by sorting is also measured by itself, on the random keys
of more tracks.
"""

import argparse

import numpy as np
from report import cost, report

from hbvae.clustering.duplicates import find_duplicates
from hbvae.clustering.matching_windows import matching_pairs
from hbvae.clustering.outlines import N_TABLES

PER_TRACK = 10
COPIES = 100  # tracks of which one is a copy
FRAME = 512 / 22050  # s
WINDOWS = 308  # of 30 s


class Noise:
    """Slices that are made when they are read, as (slices, 128, 128) float16."""

    def __init__(self, n_tracks: int) -> None:
        self.shape = n_tracks * PER_TRACK, 128, 128

    def __getitem__(self, rows: slice) -> np.ndarray:
        number = rows.start // PER_TRACK
        is_copy = number % COPIES == 1
        coarse = np.random.default_rng(number - is_copy).normal(size=(PER_TRACK, 32, 32))
        if is_copy:
            coarse += np.random.default_rng(number).normal(0, 0.3, coarse.shape)
        return coarse.astype(np.float16).repeat(4, axis=1).repeat(4, axis=2)


def find(n_tracks: int) -> int:
    """Copies that are found; every other pair would be an error."""
    track = np.repeat(np.arange(n_tracks), PER_TRACK)
    start = np.tile(3.0 * np.arange(PER_TRACK), n_tracks)
    statistics = np.zeros((len(track), 1), np.float32)
    durations = np.full(n_tracks, 240.0)
    pairs = find_duplicates(Noise(n_tracks), statistics, track, start, durations, FRAME)
    assert all(pair.track == pair.other + 1 and pair.other % COPIES == 0 for pair in pairs)
    return len(pairs)


def match(n_tracks: int) -> int:
    """Pairs of tracks whose random keys match, of which one of a hundred tracks has half."""
    random = np.random.default_rng(0)
    keys = random.integers(2**32, size=(N_TABLES, n_tracks * WINDOWS), dtype=np.uint32)
    by_track = keys.reshape(N_TABLES, n_tracks, WINDOWS)
    by_track[:, 1::COPIES, ::2] = by_track[:, ::COPIES, ::2]
    recording = np.repeat(np.arange(n_tracks, dtype=np.int32), WINDOWS)
    place = np.tile(np.arange(WINDOWS, dtype=np.int32), n_tracks)
    pairs = matching_pairs(keys, recording, place)
    return int(np.sum((pairs[:, 1] == pairs[:, 0] + 1) & (pairs[:, 0] % COPIES == 0)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tracks", type=int, nargs="*", default=[1_000, 10_000])
    parser.add_argument("--windows", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    arguments = parser.parse_args()
    rows = []
    for task, call, sizes in (
        ("all", find, arguments.tracks),
        ("the search by sorting", match, arguments.windows),
    ):
        for n in sizes:
            took = cost(call, n)
            each = 1000 * took.cpu_seconds / n
            rows.append([task, f"{n:,}", took.seconds, took.cpu_seconds, each, f"{took.mib:.0f}"])
            rows[-1].append(f"{took.result:,} of {n // COPIES:,}")
            print(*rows[-1], flush=True)
    header = ["what", "tracks", "s", "CPU s", "CPU ms a track", "MiB", "copies found"]
    report("duplicates", "Finding copies", header, rows)


if __name__ == "__main__":
    main()
