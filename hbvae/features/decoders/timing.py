"""Positions in a recording of the blocks that FFmpeg decodes from its middle.

They follow from time stamps. Some containers round these to a millisecond: there, a block begins at
the nearest position where a block of its codec can begin. Bare streams have no time stamps: their
packets, which have equal lengths, are counted.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

LEARNED = 16  # blocks from which the timing is learned
OPUS_GRID = 120  # frames; the length of every Opus block is a multiple of it


class Timing(NamedTuple):
    """The conversion of time stamps to frames."""

    frames_a_tick: float
    offset: float  # frame of the recording at stamp 0
    second: int  # frame at which the second block begins: the first may be shortened
    grid: int  # frames of which the length of every other block is a multiple; 1: stamps are exact

    def place(self, stamp: int) -> int:
        """The frame at a time stamp."""
        place = stamp * self.frames_a_tick + self.offset
        if self.grid == 1:
            return round(place)
        return self.second + round((place - self.second) / self.grid) * self.grid

    def length(self, duration: int) -> int:
        """The number of frames of a block, from its duration in ticks, rounded like time stamps."""
        frames = duration * self.frames_a_tick
        on_grid = round(frames / self.grid) * self.grid
        return on_grid if abs(on_grid - frames) <= max(1, self.frames_a_tick) else round(frames)

    def stamp(self, frame: float) -> int:
        """The last time stamp that is not after a frame."""
        return math.floor((frame - self.offset) / self.frames_a_tick)


def learn_timing(
    frames_a_tick: float, stamps: Sequence[int | None], sizes: Sequence[int], grid: int | None
) -> Timing | None:
    """The timing of a recording; None if time stamps are missing or contradict the lengths.

    Args:
        frames_a_tick: frames per tick of the container's clock.
        stamps, sizes: time stamps and sizes, in frames, of the first blocks.
        grid: the lengths of blocks are multiples of it; None if unknown.
    """
    if not frames_a_tick or None in stamps:
        return None
    begins = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    offsets = begins - np.array(stamps) * frames_a_tick
    if math.isclose(1 / frames_a_tick, round(1 / frames_a_tick)):
        is_steady = np.ptp(offsets[1:] if len(offsets) > 2 else offsets) <= 1
        return Timing(frames_a_tick, float(offsets[-1]), sizes[0], 1) if is_steady else None
    offset = float(np.median(offsets))
    return Timing(frames_a_tick, offset, sizes[0], grid or math.gcd(*sizes[1:-1]) or 1)


def codec_grid(codec: str, rate: int, extradata: bytes | None) -> int | None:
    """The number of which the lengths of a codec's blocks are multiples; None to learn it.

    Blocks of Vorbis overlap by half: they are a quarter of the sum of two lengths, which are powers
    of two; its first header has the shorter length. A block of WMA holds several frames of equal
    length.

    Args:
        codec: FFmpeg's name of the codec.
        rate: frames per second.
        extradata: the codec's headers.
    """
    if codec == "opus":
        return OPUS_GRID
    if codec.startswith("pcm"):
        return 1
    if codec in ("wmav1", "wmav2"):
        middle = 32_000 if codec == "wmav1" else 22_050
        return 512 if rate <= 16_000 else 1024 if rate <= middle else 2048
    at = (extradata or b"").find(b"\x01vorbis")
    if codec == "vorbis" and at >= 0:
        return max(1, (1 << (extradata[at + 28] & 15)) // 4)
    return None
