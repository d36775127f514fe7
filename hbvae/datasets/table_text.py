"""The records of a table, from its bytes: what encoding it is in, what its cells end at.

A description may say both; else they are seen from the content. Nothing here knows what columns
mean.
"""

import codecs
import csv
import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from hbvae.errors import DatasetError
from hbvae.storage.tsv import MAX_CELL

LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")  # as an editor counts them
# A spreadsheet's first line.
SEPARATOR_LINE = re.compile(r"\ufeff?sep=([,;|:^~]|\t) *(?:\r\n?|\n|$)", re.I)
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
MANY_CELLS = ("\t", "|")  # delimiters that text has no use for: what is behind the last is a list
N_TRIED = 50  # records by which the delimiter is chosen
N_SEEN = 200  # bytes by which UTF-16 without a mark is known
MARKS = (  # the longer ones first: UTF-16's is the beginning of UTF-32's
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What programs write that do not write Unicode. Which of them it is the bytes do not say.
LEGACY = ("cp1252", "gb18030", "cp932", "cp950", "cp949", "cp1251", "cp1250", "latin-1")
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # a zip; what older programs write
IS_WORKBOOK = "it is a workbook (.xlsx, .ods) or an archive: export the table as CSV in UTF-8"
MOST_HEADERS = 4  # lines that a header may have, as pandas writes columns of several levels


class Record(NamedTuple):
    """A line or more of a table."""

    line: int  # where it begins
    cells: list[str]
    fault: str = ""  # what is wrong with its quotes


class Records(NamedTuple):
    """A table's header, and an iterator over the records below it."""

    delimiter: str
    header: Record
    below: Iterator[Record]


def encodings_of(data: bytes) -> list[str]:
    """The encodings that a table's bytes may be in, the likeliest first: UTF-8 alone where it fits.

    Raises:
        DatasetError: it is a workbook, or no text.
    """
    if data.startswith(WORKBOOKS):
        raise DatasetError(IS_WORKBOOK)
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return [encoding]
    if data[:N_SEEN].count(0) > len(data[:N_SEEN]) / 4:  # an ASCII character as two bytes
        known = data[: len(data) // 2 * 2]
        return ["utf-16-be" if known[::2].count(0) > known[1::2].count(0) else "utf-16-le"]
    fitting = [encoding for encoding in ("utf-8", *LEGACY) if _is_in(data, encoding)]
    return fitting[:1] if fitting[0] == "utf-8" else fitting


def _is_in(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeError:
        return False
    return True


def read_records(text: str, ending: str, delimiter: str | None = None) -> Records | None:
    """The records of a table's text; None where it has none.

    Args:
        text: its content.
        ending: of its name; ``.tsv`` means tabs where the content does not show the delimiter.
        delimiter: what its cells end at; None: seen from the content.
    """
    skipped = SEPARATOR_LINE.match(text)
    first_line = 1
    if skipped:
        text, first_line = text[skipped.end() :], 2
        delimiter = delimiter or skipped[1]
    text = text.removeprefix("\ufeff")
    delimiter = delimiter or _delimiter_of(text, "\t" if ending.lower() == ".tsv" else ",")
    below = (
        record._replace(line=record.line + first_line - 1) for record in _records(text, delimiter)
    )
    header = next(below, None)
    return Records(delimiter, *_whole_header(header, below)) if header else None


def fitted(record: Record, header: list[str], delimiter: str) -> list[str] | None:
    """A cell for each column; None for a ragged row.

    Behind the last column of a table of tabs or bars is a list: tags, as MTG-Jamendo has them.
    """
    surplus = len(record.cells) - len(header)
    if surplus > 0 and not any(cell.strip() for cell in record.cells[len(header) :]):
        return record.cells[: len(header)]  # a delimiter ends the line too
    if surplus > 0 and delimiter in MANY_CELLS and len(header) > 1:
        last = len(header) - 1
        return [*record.cells[:last], "; ".join(record.cells[last:])]
    return None if surplus else record.cells


def in_words(record: Record, header: list[str], delimiter: str) -> str:
    """What is wrong with a ragged row."""
    return (
        f"expected {len(header)} cells, as in the header, got {len(record.cells)}; a cell that "
        f"holds {delimiter!r}, a quote or a line break must be quoted"
    )


def _delimiter_of(text: str, usual: str) -> str:
    """The delimiter by which most records have as many cells as the header, and that has some."""
    agreement = {}
    for delimiter in dict.fromkeys([usual, *DELIMITERS]):
        numbers = [len(record.cells) for record in islice(_records(text, delimiter), N_TRIED)]
        if numbers and numbers[0] > 1:
            share = sum(number == numbers[0] for number in numbers) / len(numbers)
            agreement[delimiter] = (share, numbers[0])
    return max(agreement, key=agreement.__getitem__, default=usual)


def _whole_header(header: Record, below: Iterator[Record]) -> tuple[Record, Iterator[Record]]:
    """A header of several lines in one, ``track.genre_top``, where the last names the index alone.

    pandas writes columns of several levels so; the Free Music Archive's tables are such.
    """
    ahead = list(islice(below, MOST_HEADERS - 1))
    lines = [header.cells]
    for number, record in enumerate(ahead):
        if len(record.cells) != len(header.cells):
            break
        if len(record.cells) > 2 and record.cells[0].strip() and not any(record.cells[1:]):
            columns = (".".join(filter(None, levels)) for levels in zip(*lines, strict=True))
            names = [record.cells[0], *list(columns)[1:]]
            return Record(header.line, names), _chained(ahead[number + 1 :], below)
        lines.append(record.cells)
    return header, _chained(ahead, below)


def _chained(ahead: list[Record], below: Iterator[Record]) -> Iterator[Record]:
    yield from ahead
    yield from below


def _records(text: str, delimiter: str) -> Iterator[Record]:
    at_end = []

    def lines():  # the reader asks beyond the last line only where a record is not complete
        for match in LINE.finditer(text):
            yield match[0]
        at_end.append(True)

    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(lines(), delimiter=delimiter, skipinitialspace=True)
    while not at_end:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as problem:
            yield Record(line, [], f"{problem}: is a quote never closed?")
            return
        if cells:
            fault = 'a " opens in this record and is never closed' if at_end else ""
            yield Record(line, cells, fault)
