"""Recordings that a page plays: their addresses, and copies of those that browsers do not play."""

import logging
import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from hbvae.errors import AudioError
from hbvae.jobs.sandbox import guarded

logger = logging.getLogger(__name__)

PLAYED = (".mp3", ".ogg", ".opus", ".flac", ".wav")  # by browsers


def sound_addresses(paths: Sequence[Path], copies: str) -> list[str]:
    """Where a page finds recordings; those that browsers do not play are copied as FLAC.

    A recording that cannot be copied keeps its own address, with a warning in the log.

    Args:
        paths: of the recordings.
        copies: path of the folder that is made for the copies; the page lies beside it.
    """
    folder = Path(copies)
    folder.mkdir()
    unplayed = [n for n, path in enumerate(paths) if path.suffix.lower() not in PLAYED]
    pairs = [(paths[n], folder / f"{n}.flac") for n in unplayed]
    playable = list(paths)
    for n, (path, copy), problem in zip(unplayed, pairs, guarded(_copy, pairs), strict=True):
        if problem:
            logger.warning("%s cannot be played in the explorer: %s", path, problem)
        else:
            playable[n] = copy
    return [sound_address(path, folder.parent) for path in playable]


def _copy(pair: tuple[Path, Path]) -> None:
    copy_as_flac(*pair)


def sound_address(path: str | os.PathLike, page_folder: str | os.PathLike) -> str:
    """Where a page finds a recording: relative where both are below the working directory.

    So the project's folder can be moved as a whole; a collection elsewhere is found wherever the
    page is moved to.
    """
    path, here = os.path.abspath(path), os.getcwd()
    if os.path.commonpath([path, here]) == here:
        return quote(os.path.relpath(path, page_folder))
    return Path(path).as_uri()


def copy_as_flac(path: str | os.PathLike, copy: str | os.PathLike) -> None:
    """A copy of a recording that browsers play.

    Raises:
        AudioError: it cannot be read to its end, or FLAC has no such sound.
    """
    import soundfile

    try:
        with soundfile.SoundFile(path) as file:
            like = {"samplerate": file.samplerate, "channels": file.channels, "format": "FLAC"}
            with soundfile.SoundFile(copy, "w", **like) as written:
                for block in file.blocks(1 << 18, dtype="float32"):
                    written.write(block)
    except soundfile.LibsndfileError as problem:
        raise AudioError(f"it cannot be copied as FLAC: {problem.error_string}") from problem
