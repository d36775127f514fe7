"""The ways to read a file as a table: by the likely encodings of a text, or sheet by sheet."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from hbvae.datasets.column_names import count_named
from hbvae.datasets.table_text import DELIMITERS, MARKUP, Record, likely_encodings
from hbvae.datasets.workbook import is_workbook, read_workbook
from hbvae.errors import DatasetError

N_BEGINNING = 1 << 12  # bytes that contain the first line


class Source(NamedTuple):
    """A way to read a file as a table."""

    content: str | Sequence[Record]
    settings: dict  # settings of `TableDescription` that select this way
    words: str  # description for the user
    is_sheet: bool = False


def table_sources(data: bytes) -> Iterator[Source]:
    """The ways to read a file's bytes as a table: encodings of its text, or sheets of a workbook.

    Raises:
        DatasetError: the file is a workbook or an archive that cannot be read.
    """
    if is_workbook(data):
        sheets = read_workbook(data)
        others = f" of {len(sheets)}" if sheets[1:] else ""
        return (
            Source(
                sheet.records,
                {"sheet": sheet.name},
                f"its sheet {sheet.name!r}{others} is read",
                True,
            )
            for sheet in sheets
        )
    encodings = likely_encodings(data)
    errors, doubt = (
        ("strict", "; if letters are wrong, save it as UTF-8") if encodings[1:] else ("replace", "")
    )
    return (
        Source(
            data.decode(encoding, errors),
            {"encoding": None if encoding.startswith("utf") else encoding},
            f"read as {encoding}{doubt}",
        )
        for encoding in encodings
    )


def begins_as_table(path: Path) -> bool:
    """Whether the first line of a text has the names of usual columns."""
    try:
        with path.open("rb") as file:
            data = file.read(N_BEGINNING)
        encoding = likely_encodings(data)[0] if b"\0" in data else "utf-8"
    except (OSError, DatasetError):
        return False
    line = next(iter(data.decode(encoding, "replace").splitlines()), "")
    return MARKUP in line or any(count_named(line.split(delimiter)) > 1 for delimiter in DELIMITERS)
