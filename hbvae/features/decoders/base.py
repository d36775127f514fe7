"""The contract of decoders: functions that open recordings of some kinds.

Each decoder is a module of this package. The registry discovers it, so nothing else has to name it:
files with its endings are searched for, and `hbvae.features.decoding` reads what it opens.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np

from hbvae.errors import AudioError
from hbvae.features.audio_config import SAMPLE_RATES

LONGEST = 24  # h; a header with more is rejected as damaged
READ_AT_ONCE = 1 << 20  # values in all channels; bounds memory whatever a header claims


class Recording(ABC):
    """An open recording.

    Attributes:
        rate: frames per second.
        channels: values per frame.
        lead: frames to decode and discard after a seek, so that the next frame equals that of an
            uninterrupted decoding.
    """

    rate: int
    channels: int
    lead: int = 0

    @abstractmethod
    def frames(self) -> int:
        """Number of frames that decoding the complete recording gives.

        Raises:
            AudioError: the header is implausible, or decoding fails.
        """

    @abstractmethod
    def blocks(self, first: int, last: int) -> Iterator[np.ndarray]:
        """Yield frames ``first`` to ``last`` in blocks, (frames, channels) float32.

        Raises:
            AudioError: decoding fails.
        """

    @abstractmethod
    def close(self) -> None:
        """Close the file."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()


class Excerpt(Recording):
    """A part of a recording as a separate recording; only requested frames are decoded.

    Args:
        recording: an open recording, which its opener closes.
        start, end: limits of the part, s.
    """

    def __init__(self, recording: Recording, start: float, end: float):
        self.rate, self.channels = recording.rate, recording.channels
        self._recording = recording
        self._begin, self._end = round(start * recording.rate), round(end * recording.rate)

    def frames(self) -> int:
        """Number of frames of the part. Listing has checked that the recording has as many."""
        check_header(self.rate, self._end)
        return self._end - self._begin

    def blocks(self, first: int, last: int) -> Iterator[np.ndarray]:
        """Yield frames ``first`` to ``last`` of the part."""
        surplus = min(self._recording.lead, self._begin + first)
        begin = self._begin + first - surplus
        for block in self._recording.blocks(begin, min(self._begin + last, self._end)):
            if surplus < len(block):
                yield block[surplus:]
            surplus = max(0, surplus - len(block))

    def close(self) -> None:
        """Do nothing: the complete recording stays open."""


Opener = Callable[[Path], Recording | None]


class Decoder(NamedTuple):
    """A decoder in the registry."""

    name: str
    open: Opener
    endings: tuple[str, ...]  # endings of the files to search for
    order: int  # decoders are tried in ascending order


DECODERS: list[Decoder] = []


def decoder(endings: tuple[str, ...], order: int) -> Callable[[Opener], Opener]:
    """Register a function that opens a recording, or returns None for content it cannot read.

    Args:
        endings: endings of files that may hold recordings for it, such as ".wav". The content of
            a file, not its ending, decides what it is.
        order: position among the decoders.
    """

    def register(function: Opener) -> Opener:
        DECODERS.append(Decoder(function.__name__, function, endings, order))
        return function

    return register


def check_header(rate: int, frames: int) -> None:
    """Reject values that no recording has.

    Args:
        rate: frames per second in the header.
        frames: number of frames in the header.

    Raises:
        AudioError: the header is implausible.
    """
    low, high = SAMPLE_RATES
    if not low <= rate <= high or frames > LONGEST * 3600 * rate:
        raise AudioError(
            f"expected {low} to {high} Hz and at most {LONGEST} hours, but the header says {rate} "
            f"Hz and {frames} frames; convert the file again, or cut it"
        )
