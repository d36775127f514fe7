"""What a collection states about a track, and what can be wrong with it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from hbvae.storage.metadata import Metadata
from hbvae.storage.tracks import Span


class Description(Protocol):
    """What a layout reads of a dataset's description, `hbvae.datasets.description`.

    A description knows the layouts, so that they know no more of it than this.
    """

    factors: Mapping[str, Any]
    table: Any  # how to read it; None in a layout without one
    root_folder: Path
    audio_folder: Path
    table_file: Path | None


class Problem(NamedTuple):
    """Something of a dataset that has to be fixed."""

    kind: str
    where: str  # line and record of the table, or the file, or the key of the description
    text: str
    line: int = 0  # of the table

    def __str__(self):
        return f"{self.where}: {self.kind}: {self.text}"


class Rejected(NamedTuple):
    """A track whose file cannot be used; the others are used without it."""

    track_id: str
    path: str
    problem: Problem


class Row(NamedTuple):
    """A track as it is stated, before it is held against what is on disk.

    What is stated nowhere, because its column is absent, is None or not among the labels; what is
    stated to be nothing is "", or has no label.
    """

    where: str
    path: str | None
    track_id: str | None = None
    labels: Mapping[str, Sequence[str]] = {}
    lyrics: str | None = None
    line: int = 0
    lyrics_from: str = ""  # the column of its lyrics
    remark: str = ""  # on the lyrics
    metadata: Metadata = Metadata()  # "" for what the tags may state
    span: Span | None = None  # of one of several songs in its file

    def problem(self, kind: str, text: str) -> Problem:
        return Problem(kind, self.where, text, self.line)


def printable(name: str) -> str:
    """A name that no encoding can hold, with escapes."""
    return name.encode("utf-8", "backslashreplace").decode()
