"""Splitting the bytes of a table into records; detecting its encoding and its delimiter.

A description may state both. This module does not interpret the columns.
"""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from hbvae.errors import DatasetError
from hbvae.features.lyric_bytes import decode_text
from hbvae.storage.tsv import MAX_CELL

LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")  # lines as a text editor counts them
# A spreadsheet's first line.
SEPARATOR_LINE = re.compile(r'\ufeff?"?sep=([,;|:^~]|\t)"? *(?:\r\n?|\n|$)', re.I)
SINGLE_QUOTES = re.compile(r"\s*'[^'\r\n]*'\s*(?:[,;\t|\r\n]|$)")  # around the first cell
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
MANY_CELLS = ("\t", "|")  # delimiters that do not occur in text: surplus cells are a list
MARKUP = "<SEP>"  # delimiter of the Million Song Dataset
N_TRIED = 50  # records to detect the delimiter
N_SEEN = 200  # bytes to detect UTF-16 without a byte-order mark
MARKS = (  # byte-order marks, the longer first: UTF-16's is the beginning of UTF-32's
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Encodings of programs that do not write Unicode; the bytes alone do not identify them.
LEGACY = (
    *("cp1252", "gb18030", "cp932", "cp950", "cp949", "cp1251", "cp1250", "cp1253", "cp1254"),
    *("cp1255", "cp1256", "koi8-r", "mac-roman", "latin-1"),
)
N_DETECTED = 1 << 16  # bytes to detect the likeliest of these
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # first bytes of a zip file and of an older .xls
IS_WORKBOOK = "it is a workbook (.xlsx, .ods) or an archive, not text"
N_ABOVE = 10  # records to search for the header, which may be below titles
MOST_FAULTS = 100  # records with open quotes; after so many, all quotes are read literally
LONGEST_NAME = 100  # characters of a column's name
MOST_HEADERS = 4  # maximum lines of a header: pandas writes columns with several levels


class Record(NamedTuple):
    """A record of a table, in one or more lines."""

    line: int  # number of its first line
    cells: list[str]
    fault: str = ""  # what is wrong with its quotes, which are then read literally


class Records(NamedTuple):
    """A table's header, and an iterator over the records below it."""

    delimiter: str
    header: Record
    below: Iterator[Record]


def likely_encodings(data: bytes) -> list[str]:
    """The possible encodings of a table, the likeliest first; only UTF-8 if the bytes are valid.

    Raises:
        DatasetError: the table is a workbook.
    """
    if data.startswith(WORKBOOKS):
        raise DatasetError(IS_WORKBOOK)
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return [encoding]
    if data[:N_SEEN].count(0) > len(data[:N_SEEN]) / 4:  # ASCII characters in two bytes each
        pairs = data[: len(data) // 2 * 2]
        return ["utf-16-be" if pairs[::2].count(0) > pairs[1::2].count(0) else "utf-16-le"]
    if _is_in(data, "utf-8"):
        return ["utf-8"]
    sample = b"\n".join(line for line in data.split(b"\n") if not line.isascii())[:N_DETECTED]
    likely = decode_text(sample)
    if likely == sample.decode("utf-8", "ignore"):
        return ["utf-8"]  # UTF-8 with a few damaged bytes
    fitting = [encoding for encoding in LEGACY if _is_in(data, encoding)]

    def rank(encoding: str) -> tuple[bool, bool]:
        text = sample.decode(encoding, "replace")
        return re.search("[\x80-\x9f]", text) is not None, text != likely

    return sorted(fitting, key=rank)


def _is_in(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeError:
        return False
    return True


def read_records(
    content: str | Sequence[Record],
    ending: str,
    delimiter: str | None = None,
    count_named: Callable[[list[str]], int] = lambda cells: 0,
) -> Records | None:
    """Read the records of a table; None if it has none.

    Args:
        content: text of the table, or the records of a workbook's sheet, which have no delimiter.
        ending: extension of the file; for ``.tsv`` the delimiter defaults to a tab, not a comma.
        delimiter: delimiter of the cells; None to detect it in the content.
        count_named: counts the cells that are usual column names; the header is the record with
            most of them, below titles and comments.
    """
    if isinstance(content, str):
        delimiter, records = _text_records(content, ending, delimiter)
    else:
        delimiter, records = "", iter(content)
    ahead = list(islice(records, N_ABOVE))
    if not ahead:
        return None
    n_lines = _header_lines(ahead)
    if n_lines > 1:
        header = _joined(ahead[:n_lines])
    else:
        counts = [count_named([cell.strip() for cell in record.cells]) for record in ahead]
        n_lines = counts.index(max(counts)) + 1
        header = ahead[n_lines - 1]
    ahead = ahead[n_lines:]
    return Records(delimiter, _with_names(header, ahead), _chained(ahead, records))


def _text_records(text: str, ending: str, delimiter: str | None) -> tuple[str, Iterator[Record]]:
    """The delimiter of a text, and its records."""
    skipped = SEPARATOR_LINE.match(text)
    first_line = 1
    if skipped:
        text, first_line = text[skipped.end() :], 2
        delimiter = delimiter or skipped[1]
    text = text.removeprefix("\ufeff").rstrip("\0\x1a")
    if MARKUP in next(iter(text.splitlines()), ""):
        text = text.replace(MARKUP, "\t")
    delimiter = delimiter or _guess_delimiter(text, "\t" if ending.lower() == ".tsv" else ",")
    records = (
        record._replace(line=record.line + first_line - 1) for record in _records(text, delimiter)
    )
    return delimiter, records


def fitted(record: Record, header: list[str], delimiter: str) -> list[str] | None:
    """The cells of a record, one for each column; None if it has too many.

    Missing cells are empty. With tabs or bars as delimiter, surplus cells are a list in the last
    column, such as the tags of MTG-Jamendo.
    """
    surplus = len(record.cells) - len(header)
    if surplus > 0 and not any(cell.strip() for cell in record.cells[len(header) :]):
        return record.cells[: len(header)]  # the line ends with a delimiter
    if surplus > 0 and delimiter in MANY_CELLS and len(header) > 1:
        last = len(header) - 1
        return [*record.cells[:last], "; ".join(record.cells[last:])]
    return None if surplus > 0 else record.cells + [""] * -surplus


def in_words(record: Record, header: list[str], delimiter: str) -> str:
    """A message on a row with the wrong number of cells."""
    return (
        f"expected {len(header)} cells, as in the header, got {len(record.cells)}; a cell that "
        f"holds {delimiter!r}, a quote or a line break must be quoted"
    )


def _guess_delimiter(text: str, usual: str) -> str:
    """The delimiter that splits most records into the same number of cells, more than one."""
    agreement = {}
    for delimiter in dict.fromkeys([usual, *DELIMITERS]):
        numbers = Counter(
            len(record.cells) for record in islice(_records(text, delimiter), N_TRIED)
        )
        for number, times in numbers.items():
            if number > 1:
                share = (times / numbers.total(), number)
                agreement[delimiter] = max(share, agreement.get(delimiter, share))
    return max(agreement, key=agreement.__getitem__, default=usual)


def _header_lines(ahead: list[Record]) -> int:
    """The number of lines of a header: several if the last one names only the index.

    This is how pandas writes columns with several levels, as in the tables of the Free Music
    Archive.
    """
    width = len(ahead[0].cells)
    for number, record in enumerate(ahead[:MOST_HEADERS]):
        if width < 3 or len(record.cells) != width:
            break
        if number and record.cells[0].strip() and not any(record.cells[1:]):
            return number + 1
    return 1


def _joined(lines: list[Record]) -> Record:
    """Join the lines of a header with several levels: ``track.genre_top``."""
    levels = zip(*(record.cells for record in lines), strict=True)
    columns = [".".join(filter(None, column)) for column in levels]
    return Record(lines[0].line, [lines[-1].cells[0], *columns[1:]])


def _with_names(header: Record, rows: list[Record]) -> Record:
    """Name the unnamed columns of a header that have content; add R's unnamed first column."""
    cells = [cell.replace("\0", "").strip()[:LONGEST_NAME] for cell in header.cells]
    is_longer = all(len(row.cells) == len(cells) + 1 for row in rows)
    numbers = [row.cells[0] for row in rows]
    if rows and is_longer and numbers == [str(n) for n in range(1, len(rows) + 1)]:
        cells = ["", *cells]
    used = {i for row in rows for i, cell in enumerate(row.cells) if cell.strip()}
    return header._replace(
        cells=[cell or (f"column {i + 1}" if i in used else "") for i, cell in enumerate(cells)]
    )


def _chained(ahead: list[Record], below: Iterator[Record]) -> Iterator[Record]:
    yield from ahead
    yield from below


def _records(text: str, delimiter: str) -> Iterator[Record]:
    """The records of a text, each in one or more lines; a line with an open quote is a record."""
    csv.field_size_limit(MAX_CELL)
    mark = "'" if SINGLE_QUOTES.match(text) else '"'
    usual = {"delimiter": delimiter, "quotechar": mark, "skipinitialspace": True, "strict": True}
    position, line, n_faults = 0, 1, 0

    def lines() -> Iterator[str]:  # the reader takes only the lines of the current record
        nonlocal end
        for match in LINE.finditer(text, position):
            end = match.end()
            yield match[0]

    while position < len(text):
        end, first_line, reader = position, line, csv.reader(lines(), **usual)
        try:
            for cells in reader:
                if cells:
                    yield Record(line, cells)
                position, line = end, first_line + reader.line_num
            return
        except csv.Error as problem:
            record, position, n_lines = _repair(text, position, line, usual, str(problem))
            yield record
            line += n_lines
            n_faults += bool(record.fault)
            if n_faults == MOST_FAULTS:
                usual |= {"quoting": csv.QUOTE_NONE, "strict": False}


def _repair(
    text: str, position: int, line: int, usual: dict, problem: str
) -> tuple[Record, int, int]:
    """Read a record with unusual quotes; return it, the position of its end, its number of lines.

    Quotes in its cells may be escaped with backslashes, or not at all. If neither works, its first
    line is read with quotes as literal characters.
    """
    line_match = LINE.match(text, position)
    mark, delimiter = usual["quotechar"], usual["delimiter"]
    if "\\" in line_match[0]:
        lines = (match[0] for match in LINE.finditer(text, position))
        reader = csv.reader(lines, **usual, escapechar="\\", doublequote=False)
        try:
            cells, n_lines = next(reader), reader.line_num
            ends = (match.end() for match in islice(LINE.finditer(text, position), n_lines))
            return Record(line, cells), max(ends), n_lines
        except csv.Error:
            pass
    if line_match[0].count(mark) % 2 == 0:
        reader = csv.reader([line_match[0]], **usual | {"strict": False})
        return Record(line, next(reader)), line_match.end(), 1
    cells = [cell.strip() for cell in line_match[0].rstrip("\r\n").split(delimiter)]
    cells = [cell.removeprefix(mark).removesuffix(mark) for cell in cells]
    fault = f"a {mark} neither opens nor closes a cell ({problem}); its line is read literally"
    return Record(line, cells, fault), line_match.end(), 1
