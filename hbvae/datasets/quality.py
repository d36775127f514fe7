"""Quality of an audio file: its format, its bit rate, and whether its coding is lossless."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from hbvae.errors import AudioError
from hbvae.jobs.sandbox import guarded

LOSSLESS = ("flac", "wav", "wave", "aif", "aiff", "aifc", "wv", "ape", "tta", "tak", "w64", "caf")
SECONDS, MEMORY = 60.0, 1 << 30  # s and bytes; limits on reading the header of a file


class Quality(NamedTuple):
    """The quality of an audio file."""

    format: str  # such as "mp3"; "alac in m4a" for Apple Lossless
    kbits: int | None  # kbit/s
    bytes: int
    is_lossless: bool
    resolution: int = 0  # sample rate (Hz) times bits per sample; 0 for lossy coding


def all_qualities(paths: Sequence[Path]) -> list[Quality | None]:
    """The quality of each file; None for a file that does not exist."""
    outcomes = guarded(read_quality, paths, SECONDS, MEMORY)
    return [None if isinstance(outcome, AudioError) else outcome for outcome in outcomes]


def read_quality(path: Path) -> Quality:
    """The quality of a file.

    Raises:
        AudioError: the file does not exist.
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
