"""Reading cue sheets: the songs of a long recording, with their start times.

Programs that copy CDs write a sheet as a text beside the recording, or into its tags.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from hbvae.errors import DatasetError

ENDING = ".cue"
FRAMES = 75  # CD frames per second
MOST_TRACKS = 999
TIME = re.compile(r"(\d{1,4}):(\d{1,2}):(\d{1,2})")


class CueTrack(NamedTuple):
    """A song in a cue sheet."""

    file: str  # file name as written in the sheet
    number: int
    title: str
    performer: str
    start: float  # s from the beginning of the file


def read_sheet(text: str) -> list[CueTrack]:
    """The songs of a cue sheet, in its order; data tracks are ignored.

    A song begins at its INDEX 01, in the file of the most recent FILE command. The gap before it
    (INDEX 00) belongs to the previous song.

    Raises:
        DatasetError: the sheet has no songs, an invalid line, or times that do not increase.
    """
    tracks: list[CueTrack] = []
    file = performer = ""
    current: dict | None = None
    for line, command, rest in _commands(text):
        if command == "FILE":
            file = _file_name(rest)
        elif command == "TRACK":
            number, _, kind = rest.partition(" ")
            if not number.isdecimal():
                raise DatasetError(f"line {line}: expected the number of a track, got {rest!r}")
            is_sound = not kind or kind.strip().upper() == "AUDIO"
            current = {"number": int(number), "is_sound": is_sound, "title": "", "performer": ""}
        elif command in ("TITLE", "PERFORMER") and current is not None:
            current[command.lower()] = _unquoted(rest)
        elif command == "PERFORMER":
            performer = _unquoted(rest)
        elif command == "INDEX" and current and current["is_sound"]:
            number, _, time = rest.partition(" ")
            if number.isdecimal() and int(number) == 1:
                by = current["performer"] or performer
                start = _seconds(time, line)
                tracks.append(CueTrack(file, current["number"], current["title"], by, start))
    _check(tracks)
    return tracks


def _commands(text: str) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        command, *rest = line.split(maxsplit=1)[:2] or [""]
        if command.isalpha() and rest:
            yield number, command.upper(), rest[0].rstrip()


def _unquoted(text: str) -> str:
    """The text between the first and the last quotation mark; all of it if there are none."""
    end = text.rfind('"')
    return " ".join((text[1:end] if text.startswith('"') and end else text.lstrip('"')).split())


def _file_name(text: str) -> str:
    """The file name in the arguments of FILE: ``"some name.wav" WAVE``."""
    if not text.startswith('"'):
        name, _, kind = text.rpartition(" ")
        text = name if name and kind.isalnum() and kind.isupper() else text
    return _unquoted(text).replace("\\", "/")


def _seconds(time: str, line: int) -> float:
    match = TIME.fullmatch(time.strip())
    if not match or int(match[2]) >= 60 or int(match[3]) >= FRAMES:
        raise DatasetError(f"line {line}: expected a time, mm:ss:ff, got {time.strip()!r}")
    minutes, seconds, frames = map(int, match.groups())
    return minutes * 60 + seconds + frames / FRAMES


def _check(tracks: Sequence[CueTrack]) -> None:
    if not tracks:
        raise DatasetError("none of its songs has an INDEX 01")
    if len(tracks) > MOST_TRACKS:
        raise DatasetError(f"it has more than {MOST_TRACKS} songs")
    for before, after in pairwise(tracks):
        if before.file == after.file and before.start >= after.start:
            raise DatasetError(
                f"track {after.number} begins at {after.start:g} s, track {before.number} before "
                f"it at {before.start:g} s"
            )
