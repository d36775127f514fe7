"""Where in a recording the blocks belong that FFmpeg decodes from its middle.

Time stamps say it. Some containers round them to a millisecond: there a block begins at the nearest
place at which one of its codec's blocks can begin. Bare streams have none: their packets, all of
one length, are counted.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

LEARNED = 16  # blocks from which it is learned where blocks begin
OPUS_GRID = 120  # frames of which the length of every block of Opus is a multiple


class Timing(NamedTuple):
    """How time stamps are turned into frames."""

    frames_a_tick: float
    offset: float  # frame of the recording at stamp 0
    second: int  # frame at which the second block begins: the first may be shortened
    grid: int  # frames of which the length of every other block is a multiple; 1: stamps are exact

    def place(self, stamp: int) -> int:
        """The frame that a time stamp means."""
        place = stamp * self.frames_a_tick + self.offset
        if self.grid == 1:
            return round(place)
        return self.second + round((place - self.second) / self.grid) * self.grid

    def length(self, duration: int) -> int:
        """The frames of a block that lasts so many ticks, rounded as time stamps are."""
        frames = duration * self.frames_a_tick
        on_grid = round(frames / self.grid) * self.grid
        return on_grid if abs(on_grid - frames) <= max(1, self.frames_a_tick) else round(frames)

    def stamp(self, frame: float) -> int:
        """The last time stamp that is not after a frame."""
        return math.floor((frame - self.offset) / self.frames_a_tick)


def learn_timing(
    frames_a_tick: float, stamps: Sequence[int | None], sizes: Sequence[int], grid: int | None
) -> Timing | None:
    """The timing of a recording; None where time stamps are missing, or say other lengths.

    Args:
        frames_a_tick: of the container's clock.
        stamps, sizes: of the first blocks, sizes in frames.
        grid: what the length of blocks is a multiple of, where that is known.
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
    """What the length of a codec's blocks is a multiple of; None where the blocks tell.

    Blocks of Vorbis overlap by half: they are a quarter of the sum of two lengths, which are powers
    of two; its first header has the shorter one. Those of WMA hold several frames of one length.

    Args:
        codec: as FFmpeg calls it.
        rate: frames a second.
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
