"""What a decoder is: a function that opens recordings of some kinds.

A module of this package holds one decoder. The registry finds it there, so nothing else has to name
it: the endings of its files are searched for, and `hbvae.features.decoding` reads what it opens.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np

from hbvae.errors import AudioError
from hbvae.features.audio_config import SAMPLE_RATES

LONGEST = 24  # h; a header that says more is not believed
READ_AT_ONCE = 1 << 20  # values over all channels; memory stays small whatever a header claims


class Recording(ABC):
    """An open recording.

    Attributes:
        rate: frames a second.
        channels: values of a frame.
        lead: frames to decode and to drop before a frame that is read after a jump, so that it is
            the same as when all before it is decoded.
    """

    rate: int
    channels: int
    lead: int = 0

    @abstractmethod
    def frames(self) -> int:
        """Frames of the recording, as many as decoding the whole of it gives.

        Raises:
            AudioError: the header is not to be believed, or decoding fails.
        """

    @abstractmethod
    def blocks(self, first: int, last: int) -> Iterator[np.ndarray]:
        """Frames ``first`` to ``last`` in blocks, (frames, channels) float32, while there are any.

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
    """A part of a recording, as a recording by itself; no more of it is decoded than is asked for.

    Args:
        whole: an open recording, which its opener closes.
        start, end: of the part, s.
    """

    def __init__(self, whole: Recording, start: float, end: float):
        self.rate, self.channels = whole.rate, whole.channels
        self._whole = whole
        self._begin, self._end = round(start * whole.rate), round(end * whole.rate)

    def frames(self) -> int:
        """Frames of the part; that the recording has so many was checked when it was listed."""
        check_header(self.rate, self._end)
        return self._end - self._begin

    def blocks(self, first: int, last: int) -> Iterator[np.ndarray]:
        """Frames ``first`` to ``last`` of the part."""
        surplus = min(self._whole.lead, self._begin + first)
        begin = self._begin + first - surplus
        for block in self._whole.blocks(begin, min(self._begin + last, self._end)):
            if surplus < len(block):
                yield block[surplus:]
            surplus = max(0, surplus - len(block))

    def close(self) -> None:
        """Nothing: the whole recording stays open."""


Opener = Callable[[Path], Recording | None]


class Decoder(NamedTuple):
    """A decoder in the registry."""

    name: str
    open: Opener
    endings: tuple[str, ...]  # of the files that are searched for on its account
    order: int  # decoders are asked in ascending order


DECODERS: list[Decoder] = []


def decoder(endings: tuple[str, ...], order: int) -> Callable[[Opener], Opener]:
    """Register a function that opens a recording, or returns None of content that it cannot read.

    Args:
        endings: of files that may hold recordings for it, such as ".wav". What a file is, its
            content says, not its ending.
        order: its place among the decoders.
    """

    def register(function: Opener) -> Opener:
        DECODERS.append(Decoder(function.__name__, function, endings, order))
        return function

    return register


def check_header(rate: int, frames: int) -> None:
    """Refuse what no recording has.

    Args:
        rate: frames a second, as the header says.
        frames: as the header says.

    Raises:
        AudioError: the header is not to be believed.
    """
    low, high = SAMPLE_RATES
    if not low <= rate <= high or frames > LONGEST * 3600 * rate:
        raise AudioError(
            f"expected {low} to {high} Hz and at most {LONGEST} hours, but the header says {rate} "
            f"Hz and {frames} frames; convert the file again, or cut it"
        )
