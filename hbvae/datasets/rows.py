"""Tracks as a collection describes them, and the problems of such descriptions."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from hbvae.storage.metadata import Metadata
from hbvae.storage.tracks import Span


class Description(Protocol):
    """The part of a dataset's description that a layout reads.

    `hbvae.datasets.description` imports the layouts, so they cannot import its class.
    """

    factors: Mapping[str, Any]
    table: Any  # how to read the table; None in a layout without one
    root_folder: Path
    audio_folder: Path
    table_file: Path | None


class Problem(NamedTuple):
    """A fault of a dataset that has to be fixed."""

    kind: str
    where: str  # line and record of the table, or the file, or the key of the description
    text: str
    line: int = 0  # line of the table

    def __str__(self):
        return f"{self.where}: {self.kind}: {self.text}"


class Rejected(NamedTuple):
    """A track whose file cannot be used; the others are used without it."""

    track_id: str
    path: str
    problem: Problem


class Row(NamedTuple):
    """A track as a collection describes it, before it is compared with the files on disk.

    A value whose column is absent is None, or its factor is not among the labels. A value whose
    cell is empty is "", or the factor has no label.
    """

    where: str
    path: str | None
    track_id: str | None = None
    labels: Mapping[str, Sequence[str]] = {}
    lyrics: str | None = None
    line: int = 0
    lyrics_from: str = ""  # the column of its lyrics
    remark: str = ""  # remark on the lyrics
    metadata: Metadata = Metadata()  # "" for a field that tags may provide
    span: Span | None = None  # its part of a file with several songs

    def problem(self, kind: str, text: str) -> Problem:
        return Problem(kind, self.where, text, self.line)


def printable(name: str) -> str:
    """A name with escapes in place of bytes that cannot be decoded."""
    return name.encode("utf-8", "backslashreplace").decode()
