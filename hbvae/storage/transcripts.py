"""Files of transcribed lyrics: what a model wrote for each window, and whether it was kept.

transcripts/{batch}.tsv   what the model wrote for each window of a batch's recordings
transcripts.tsv           the windows of all tracks, with the verdict of the gates
all_lyrics.tsv            the lyrics that the user gives, then the transcribed lyrics that were kept
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from hbvae.errors import StoreError
from hbvae.storage.tsv import read_rows, write_rows

KEPT = "kept"
_ALL_LYRICS = ("track_id", "lyrics", "transcribed_by")


class Transcript(NamedTuple):
    """The text of one window of a recording, or why the recording cannot be read."""

    track_id: str
    bytes: int  # size of the file; with its time, the version of its sound
    modified: int
    made_by: str  # the model, its revision and licence, and how much of a recording it transcribed
    start: float = 0.0  # s from the beginning of the recording
    language: str = ""  # ISO 639-1, as the model identifies it
    no_speech: float = 0.0  # probability that nobody speaks or sings
    log_probability: float = 0.0  # mean over the text's tokens, nats
    text: str = ""
    problem: str = ""  # why the recording cannot be read


class Verdict(NamedTuple):
    """A window's text after the gates."""

    track_id: str
    start: float
    language: str
    no_speech: float
    log_probability: float
    compression: float
    verdict: str  # `KEPT`, or why the window is refused
    text: str  # the part that is kept; if the window is refused, as the model wrote it
    made_by: str


def write_transcripts(path: str, rows: Iterable[Transcript]) -> None:
    """Write the transcripts of a batch of tracks."""
    write_rows(path, Transcript._fields, rows)


def read_transcripts(path: str) -> list[Transcript]:
    """Read the transcripts of a batch of tracks.

    Raises:
        StoreError: the file is missing or damaged.
    """
    return _read(path, Transcript)


def write_verdicts(path: str, rows: Iterable[Verdict]) -> None:
    """Write transcripts.tsv."""
    write_rows(path, Verdict._fields, rows)


def read_verdicts(path: str) -> list[Verdict]:
    """Read transcripts.tsv.

    Raises:
        StoreError: the file is missing or damaged.
    """
    return _read(path, Verdict)


def write_all_lyrics(
    path: str, given: Mapping[str, str], transcribed: Mapping[str, str], made_by: str
) -> None:
    """Write the lyrics of all tracks that have lyrics, those given by the user first.

    Args:
        path: the table to write.
        given, transcribed: lyrics by track id. Given lyrics take precedence.
        made_by: the model that transcribed.
    """
    rows = [(track_id, text, "") for track_id, text in given.items()]
    rows += [(name, text, made_by) for name, text in transcribed.items() if name not in given]
    write_rows(path, _ALL_LYRICS, rows)


def read_transcribed(path: str) -> dict[str, str]:
    """Read which model transcribed each track's lyrics, by track id, without given lyrics.

    Args:
        path: all_lyrics.tsv or lyrics.tsv.

    Raises:
        StoreError: the file is missing or not a list of lyrics.
    """
    rows = read_rows(path, _ALL_LYRICS[:2])
    return {row["track_id"]: row["transcribed_by"] for row in rows if row.get("transcribed_by")}


def _read(path: str, kind: type) -> list:
    rows: Sequence[Mapping[str, str]] = read_rows(path, kind._fields)
    types = kind.__annotations__
    try:
        return [kind(**{name: types[name](row[name]) for name in kind._fields}) for row in rows]
    except ValueError as problem:
        raise StoreError(
            f"{path}: expected a number ({problem}); delete it and run again"
        ) from None
