"""How good a recording's file is: its format, its bit rate, and whether the coding loses sound."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from hbvae.errors import AudioError
from hbvae.jobs.sandbox import guarded

LOSSLESS = ("flac", "wav", "wave", "aif", "aiff", "aifc", "wv", "ape", "tta", "tak", "w64", "caf")
SECONDS, MEMORY = 60.0, 1 << 30  # bytes; that the header of a file may take


class Quality(NamedTuple):
    """What is known of a file."""

    format: str  # "mp3"; of MPEG-4 with the codec, "alac in m4a"
    kbits: int | None  # kbit/s
    bytes: int
    is_lossless: bool
    resolution: int = 0  # Hz times bits, of a lossless one


def all_qualities(paths: Sequence[Path]) -> list[Quality | None]:
    """The quality of each file; None of one that is gone."""
    outcomes = guarded(read_quality, paths, SECONDS, MEMORY)
    return [None if isinstance(outcome, AudioError) else outcome for outcome in outcomes]


def read_quality(path: Path) -> Quality:
    """The quality of a file.

    Raises:
        AudioError: it is not there.
    """
    import mutagen

    try:
        size = os.path.getsize(path)
    except OSError as problem:
        raise AudioError(str(problem)) from None
    ending = path.suffix.lower().removeprefix(".")
    try:
        info = getattr(mutagen.File(path), "info", None)
    except Exception:  # mutagen raises many kinds on damaged files
        info = None
    codec = getattr(info, "codec", "").partition(".")[0]
    name = f"{codec} in {ending}" if codec == "alac" else ending
    bits = getattr(info, "bitrate", 0) or 0
    seconds = getattr(info, "length", 0) or 0
    if not bits and seconds:
        bits = 8 * size / seconds
    kbits = round(bits / 1000) if bits else None
    is_lossless = codec == "alac" or ending in LOSSLESS
    rate, depth = (getattr(info, key, 0) or 0 for key in ("sample_rate", "bits_per_sample"))
    return Quality(name, kbits, size, is_lossless, is_lossless * rate * depth)
