"""Duplicate recordings in a collection, found from the extracted slices.

1. Recordings whose features are equal to the last bit are exact copies.
2. In the other recordings each window of 1.5 s has keys (`hbvae.clustering.outlines`). The keys of
   all windows are sorted. Two recordings are a candidate pair if keys that are neighbours in this
   order share more bits than chance explains, at about the same lag. Time grows like n log n.
3. The outlines of a candidate pair are aligned, at several speeds. The likeness of the best
   alignment is compared with that of different songs in the collection, which gives the confidence.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, islice, product
from typing import NamedTuple

import numpy as np

from hbvae.clustering.matching_windows import matching_pairs
from hbvae.clustering.outlines import (
    N_TABLES,
    UNRELATED,
    WINDOW,
    Alignment,
    align,
    at_speed,
    frame_steps,
    outline,
    step_length,
    window_keys,
)

EXACT, SAME, NEAR = "exact copy", "same recording", "near version"
SAME_FROM = 0.5  # minimum correlation, at the same speed, of the same recording
NEAR_FROM = 0.4  # minimum likeness of a near version
PART = 10.0  # s
PART_FITS_FROM = 0.3  # minimum likeness of a part, from which on other speeds are tried
MORE_ALIKE = 0.1  # minimum gain in likeness at another speed
SPEEDS = (0.96, 0.97, 0.98, 0.99, 1.01, 1.02, 1.03, 1.04)  # other speeds
FITS_FROM = 0.8  # likeness at the same speed from which on no other speed is tried
LEAST_CONFIDENCE = 0.9
N_CHANCE = 2000  # maximum number of pairs of different songs to compare
TAIL = 0.1  # share of these pairs, the most alike, to which the tail is fitted
USUAL = 0.15, 0.03  # prior: likeness where the tail begins, and its mean excess
USUAL_N = 20  # number of pairs that the prior counts as
MAX_LISTED = 20  # largest group of recordings all of whose pairs are compared and listed


class Duplicate(NamedTuple):
    """Two recordings of the same performance."""

    track: int
    other: int  # a smaller number
    kind: str  # EXACT, SAME or NEAR
    confidence: float  # 1 / (1 + expected number of different songs that are as alike by chance)
    likeness: float  # 0 to 1
    shift: float  # s by which the same sound comes later in `track` than in `other`
    speed: float  # speed of `track` as a multiple of the speed of `other`


class Chance(NamedTuple):
    """The likeness of pairs of different songs: an exponential tail."""

    begin: float  # likeness that a share `TAIL` of the pairs exceeds
    excess: float  # mean excess of these pairs
    n_pairs: float  # number of pairs in the collection

    def confidence(self, likeness: float, n_tries: int = 1) -> float:
        """Confidence that a likeness is not chance: 1 / (1 + expected number of such pairs).

        It extrapolates the tail like BLAST's E-values (Karlin & Altschul 1990).

        Args:
            likeness: likeness of the pair.
            n_tries: number of ways in which each pair is compared.
        """
        beyond = np.exp(-(likeness - self.begin) / self.excess)
        return float(1 / (1 + self.n_pairs * n_tries * TAIL * min(beyond, 1 / TAIL)))


Pair = tuple[int, int]


class _Recordings:
    """The slices of a collection, read recording by recording; arguments as `find_duplicates`."""

    def __init__(self, mel, statistics, track, start, duration, frame):
        self.first = np.searchsorted(track, np.arange(len(duration) + 1))
        self.mel, self.statistics = mel, statistics
        self.start, self.duration, self.frame = start, duration, frame
        self.step = step_length(frame)
        self.outline = lru_cache(maxsize=256)(self.read_outline)

    def rows(self, number: int) -> slice:
        return slice(self.first[number], self.first[number + 1])

    def begins(self, number: int) -> float:
        return float(self.start[self.first[number]])

    def digest(self, number: int) -> bytes:
        """Hash of all features of a recording."""
        rows = self.rows(number)
        content = hashlib.blake2b(np.float64(self.duration[number]).tobytes(), digest_size=16)
        content.update(np.ascontiguousarray(self.mel[rows]))
        content.update(np.ascontiguousarray(self.statistics[rows]))
        return content.digest()

    def read_outline(self, number: int) -> np.ndarray:
        rows = self.rows(number)
        return outline(np.asarray(self.mel[rows]), self.start[rows], self.frame)

    def n_windows(self, number: int) -> int:
        steps = frame_steps(self.start[self.rows(number)], self.mel.shape[2], self.frame)
        return max(0, int(steps[-1]) + 2 - WINDOW)


def find_duplicates(
    mel: np.ndarray,
    statistics: np.ndarray,
    track: np.ndarray,
    start: np.ndarray,
    duration: np.ndarray,
    frame: float,
) -> list[Duplicate]:
    """Find the recordings that occur more than once.

    The order of the recordings does not change the pairs.

    Args:
        mel: (slices, n_mels, n_frames) levels in dB of any scale; read recording by recording.
        statistics: (slices, numbers) other features, which exact copies share too.
        track: (slices,) track numbers, 0 to tracks - 1, ascending; every track has at least one
            slice.
        start: (slices,) s from the beginning of the recording, ascending within a track.
        duration: (tracks,) s, length of each complete recording.
        frame: s between frames.

    Returns:
        Pairs in ascending order of ``other`` and ``track``: all pairs of a group of up to
        `MAX_LISTED` recordings, and of a larger group the pairs that connect it.
    """
    recordings = _Recordings(mel, statistics, track, start, duration, frame)
    copies: dict[bytes, list[int]] = {}
    for number in range(len(duration)):
        copies.setdefault(recordings.digest(number), []).append(number)
    copies = dict(sorted(copies.items()))  # an order that does not depend on the collection's
    different = [numbers[0] for numbers in copies.values()]
    compared = compare_different(recordings, different)
    pairs = [*_exact_copies(copies.values()), *_spread_to_copies(compared, list(copies.values()))]
    return sorted(pairs, key=lambda pair: (pair.other, pair.track))


def compare_different(recordings: _Recordings, numbers: Sequence[int]) -> dict[Pair, Duplicate]:
    """Find the pairs of different recordings that are more alike than chance explains.

    Args:
        recordings: recordings of the collection.
        numbers: numbers of the recordings to compare.

    Returns:
        Duplicates by a pair of indices into ``numbers``: those of ``other`` and of ``track``.
    """
    sampled = _sample_likeness(recordings, numbers)
    chance = measure_chance(list(sampled.values()), len(numbers))

    def compare(pairs: Iterable[Pair]) -> dict[Pair, Duplicate]:
        results = {(a, b): _compare(recordings, numbers[a], numbers[b], chance) for a, b in pairs}
        return {pair: result for pair, result in results.items() if result}

    likely = {pair for pair, likeness in sampled.items() if likeness >= PART_FITS_FROM}
    alike = compare(sorted(likely.union(_candidates(recordings, numbers))))
    same = [pair for pair, result in alike.items() if result.kind == SAME]
    inside = {
        pair
        for group in _groups(same, len(numbers))
        if len(group) <= MAX_LISTED
        for pair in combinations(group, 2)
    }
    return alike | compare(sorted(inside - alike.keys()))


def _candidates(recordings: _Recordings, numbers: Sequence[int]) -> list[Pair]:
    """Pairs of indices into ``numbers`` whose recordings may be alike."""
    sizes = [recordings.n_windows(number) for number in numbers]
    ends = np.cumsum(sizes, dtype=int)
    keys = np.empty((N_TABLES, sum(sizes)), np.uint32)
    place = np.empty(sum(sizes), np.int32)
    for number, size, end in zip(numbers, sizes, ends, strict=True):
        keys[:, end - size : end] = window_keys(recordings.read_outline(number))
        place[end - size : end] = np.arange(size)
    recording = np.repeat(np.arange(len(numbers), dtype=np.int32), sizes)
    return [(a, b) for a, b in matching_pairs(keys, recording, place).tolist()]


def _sample_likeness(recordings: _Recordings, numbers: Sequence[int]) -> dict[Pair, float]:
    """The likeness of up to `N_CHANCE` pairs of indices into ``numbers``; of few, all pairs."""
    n = len(numbers)
    pairs = ((a, (a + apart) % n) for apart in range(1, n // 2 + 1) for a in range(n))
    unrelated = UNRELATED / recordings.step
    return {
        (a, b): align(
            recordings.outline(numbers[a]), recordings.outline(numbers[b]), unrelated
        ).likeness
        for a, b in sorted({tuple(sorted(pair)) for pair in islice(pairs, N_CHANCE)})
    }


def measure_chance(likeness: Sequence[float], n: int) -> Chance:
    """Fit the tail of the likeness of different songs to some pairs and a prior.

    Pairs that are as alike as versions do not count, because they may be versions.

    Args:
        likeness: likeness of each pair.
        n: number of songs in the collection.
    """
    levels = np.array([level for level in likeness if level < NEAR_FROM])
    begin, excess = USUAL
    if len(levels):
        measured = np.quantile(levels, 1 - TAIL)
        begin = np.average([measured, begin], weights=[len(levels), USUAL_N])
        beyond = levels[levels > begin] - begin
        excess = (beyond.sum() + USUAL_N * excess) / (len(beyond) + USUAL_N)
    return Chance(float(begin), float(excess), n * (n - 1) / 2)


def _compare(recordings: _Recordings, other: int, track: int, chance: Chance) -> Duplicate | None:
    """Compare two recordings; None unless they are more alike than chance explains."""
    outlines = recordings.outline(other), recordings.outline(track)
    best, speed = _best_fit(*outlines, UNRELATED / recordings.step, PART / recordings.step)
    confidence = chance.confidence(best.likeness, 1 if speed == 1 else len(SPEEDS))
    if best.likeness < NEAR_FROM or confidence < LEAST_CONFIDENCE:
        return None
    kind = SAME if best.correlation >= SAME_FROM and speed == 1 else NEAR
    shift = recordings.begins(track) - recordings.begins(other) + best.lag * recordings.step
    return Duplicate(track, other, kind, confidence, best.likeness, shift, speed)


def _best_fit(
    first: np.ndarray, second: np.ndarray, unrelated: float, part: float
) -> tuple[Alignment, float]:
    """The best alignment of two outlines, and the speed of the second.

    Other speeds are tried only if a part of the first outline fits somewhere in the second: over a
    short part, a different speed matters little.

    Args:
        first, second: outlines, (steps, bands).
        unrelated, part: numbers of steps.
    """
    best = align(first, second, unrelated)
    if best.likeness >= FITS_FROM:
        return best, 1.0
    parts = np.array_split(first, max(1, round(len(first) / part)))
    if max(align(piece, second, unrelated).likeness for piece in parts) < PART_FITS_FROM:
        return best, 1.0
    other = max((align(first, at_speed(second, 1 / speed), unrelated), speed) for speed in SPEEDS)
    return other if other[0].likeness > best.likeness + MORE_ALIKE else (best, 1.0)


def _groups(pairs: Sequence[Pair], n: int) -> Iterator[list[int]]:
    """Groups of two or more connected numbers from 0 to n - 1, each in ascending order."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if not pairs:
        return
    links = coo_array((np.ones(len(pairs), bool), tuple(zip(*pairs, strict=True))), shape=(n, n))
    _, group = connected_components(links, directed=False)
    order = np.argsort(group, kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
        if len(members) > 1:
            yield members.tolist()


def _exact_copies(copies: Iterable[Sequence[int]]) -> Iterator[Duplicate]:
    for same in copies:
        all_pairs = len(same) <= MAX_LISTED
        for other, track in combinations(same, 2) if all_pairs else product(same[:1], same[1:]):
            yield Duplicate(track, other, EXACT, 1.0, 1.0, 0.0, 1.0)


def _spread_to_copies(
    compared: Mapping[Pair, Duplicate], copies: Sequence[Sequence[int]]
) -> Iterator[Duplicate]:
    """Apply the comparison of two recordings to their exact copies too."""
    for (a, b), result in compared.items():
        all_pairs = len(copies[a]) + len(copies[b]) <= MAX_LISTED
        pairs = product(copies[a], copies[b]) if all_pairs else [(copies[a][0], copies[b][0])]
        for other, track in pairs:
            if other < track:
                yield result._replace(other=other, track=track)
            else:
                turned = {"shift": -result.shift, "speed": 1 / result.speed}
                yield result._replace(other=track, track=other, **turned)
