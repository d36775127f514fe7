"""Recordings for pages: their URLs, and copies of those that browsers do not play."""

import logging
import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import numpy as np

from hbvae.errors import AudioError
from hbvae.features.decoders.registry import open_recording
from hbvae.jobs.sandbox import guarded

logger = logging.getLogger(__name__)

PLAYED = (".mp3", ".ogg", ".oga", ".opus", ".flac", ".wav", ".wave")  # supported by browsers
PLAYED_CODECS = ("aac", "opus", "vorbis", "flac", "mp3", "mp3float")  # also supported,
PLAYED_CONTAINERS = ("mov", "matroska", "aac")  # in these containers
PLAYED_RATE = 192_000  # Hz; recordings with a higher rate are copied at COPIED_RATE
COPIED_RATE = 48_000  # Hz


def sound_addresses(paths: Sequence[Path], copies: str) -> list[str]:
    """List the URLs of recordings; those that browsers do not play are copied as FLAC.

    A recording that cannot be copied keeps its own URL, with a warning in the log.

    Args:
        paths: paths of the recordings; a file with several songs is copied once.
        copies: path of the new folder for the copies, beside the page.
    """
    folder = Path(copies)
    folder.mkdir()
    places = _copy_paths(paths, folder)
    unplayed = [path for path in places if path.suffix.lower() not in PLAYED]
    pairs = sorted((places[path], path) for path in unplayed)
    copied_files = {}
    for (copy, path), copied in zip(pairs, guarded(_copy, pairs), strict=True):
        if isinstance(copied, AudioError):
            logger.warning("%s cannot be played in the explorer: %s", path, copied)
        elif copied:
            copied_files[path] = copy
    return [sound_address(copied_files.get(path, path), folder.parent) for path in paths]


def _copy_paths(paths: Sequence[Path], folder: Path) -> dict[Path, Path]:
    """Path of each recording's copy, if it is made."""
    return {path: folder / f"{n}.flac" for n, path in reversed([*enumerate(paths)])}


def addresses_on_another_page(paths: Sequence[Path], copies: str, page_folder: str) -> list[str]:
    """List the URLs of recordings after `sound_addresses` has made the copies.

    Args:
        paths: all paths that were given to `sound_addresses`.
        copies: path of the folder with the copies.
        page_folder: folder of the page.
    """
    places = _copy_paths(paths, Path(copies))
    copied = {path for path, copy in places.items() if copy.exists()}
    return [sound_address(places[path] if path in copied else path, page_folder) for path in paths]


def _copy(pair: tuple[Path, Path]) -> bool:
    """Copy a recording if browsers do not play it; return whether it was copied."""
    copy, path = pair
    with open_recording(path) as recording:
        codec = getattr(recording, "codec", None)
        name = getattr(recording, "name", "")
    if codec and name in PLAYED_CONTAINERS and codec.name in PLAYED_CODECS:
        return False
    copy_as_flac(path, copy)
    return True


def sound_address(path: str | os.PathLike, page_folder: str | os.PathLike) -> str:
    """URL of a recording for a page, relative if both are below the working directory.

    The run's folder can then be moved with its songs, and a page with songs elsewhere can be moved
    alone. The page's folder may be a link to another disk.
    """
    path, page, here = os.path.abspath(path), os.path.realpath(page_folder), os.getcwd()
    if os.path.commonpath([path, page, here]) == here:
        return quote(os.path.relpath(path, page))
    return Path(path).as_uri()


def copy_as_flac(path: str | os.PathLike, copy: str | os.PathLike) -> None:
    """Copy a recording in a format that browsers play.

    Raises:
        AudioError: the recording cannot be read completely, or FLAC does not support it.
    """
    import soundfile
    import soxr

    try:
        with open_recording(Path(path)) as recording:
            rate, channels = recording.rate, recording.channels
            down = None
            if rate > PLAYED_RATE:
                down = soxr.ResampleStream(rate, COPIED_RATE, channels, "float32")
                rate = COPIED_RATE
            with soundfile.SoundFile(copy, "w", rate, channels, format="FLAC") as written:
                for block in recording.blocks(0, recording.frames()):
                    written.write(down.resample_chunk(block) if down else block)
                if down:
                    rest = np.empty((0, channels), np.float32)
                    written.write(down.resample_chunk(rest, last=True))
    except (soundfile.LibsndfileError, ValueError) as problem:
        raise AudioError(f"it cannot be copied as FLAC: {problem}") from problem
