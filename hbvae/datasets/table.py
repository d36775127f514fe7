"""A dataset's table of tracks, read into rows; every row that cannot be read is a problem."""

import csv
import re
from collections.abc import Iterator

from hbvae.config import suggest
from hbvae.datasets.rows import Description, Problem, Row
from hbvae.datasets.tags import as_lyrics
from hbvae.storage.tsv import MAX_CELL

LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")  # as an editor counts them


def read_table(description: Description, data: bytes, problems: list[Problem]) -> list[Row]:
    """The rows of a table, from its content, in its order. Blank lines are passed over.

    White space around paths, ids and labels is stripped. Lyrics keep theirs, with line ends as
    ``\\n``; lyrics without words are absent (`as_lyrics`). ``problems`` grows by what cannot be
    read: the table as a whole, a column, or a row, which is then left out.
    """
    text = _decode(description, data, problems)
    if text is None:
        return []
    table, columns, header, rows, number = description.table, {}, None, [], 0
    for line, cells, fault in _records(text, table.delimiter):
        where = f"{table.file} line {line}"
        if header is not None:
            number += 1
            where += f", record {number}"
        if fault:
            problems.append(Problem("unclosed quote", where, fault, line))
        if header is None:
            header = [cell.strip() for cell in cells]
            columns = _find_columns(description, header, where, problems)
        elif len(cells) == len(header) and any(cell.strip() for cell in cells):
            rows.append(
                _parse(description, {key: cells[i] for key, i in columns.items()}, where, line)
            )
        elif len(cells) == len(header):
            problems.append(Problem("empty row", where, "all of its cells are empty", line))
        elif cells:
            what = f"expected {len(header)} cells, as in the header, got {len(cells)}; a cell "
            what += f"that holds {table.delimiter!r}, a quote or a line break must be quoted"
            problems.append(Problem("ragged row", where, what, line))
    if header is None:
        problems.append(Problem("empty table", table.file, "expected a header and a row a track"))
    return rows


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str], str]]:
    """The line on which each record begins, its cells, and what is wrong with its quotes or ""."""
    at_end = []

    def lines():  # the reader asks beyond the last line only where a record is not complete
        for match in LINE.finditer(text):
            yield match[0]
        at_end.append(True)

    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(lines(), delimiter=delimiter)
    while not at_end:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as problem:
            yield line, [], f"{problem}: is a quote never closed?"
            return
        if cells:
            yield line, cells, 'a " opens in this record and is never closed' if at_end else ""


def _decode(description: Description, data: bytes, problems: list[Problem]) -> str | None:
    table, encoding = description.table, description.table.encoding
    if data.startswith(b"PK\x03\x04"):
        text = "it is a workbook (.xlsx, .ods) or an archive: export the table as CSV in UTF-8"
        problems.append(Problem("unreadable table", str(description.table_file), text))
        return None
    # A byte-order mark, or an ASCII character as two bytes.
    if (data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:2]) and not any(
        bits in encoding for bits in ("16", "32")
    ):
        text = f"it looks like UTF-16, not {encoding}: save it as UTF-8, or say "
        text += "'encoding: utf-16' in the description's table"
        problems.append(Problem("wrong encoding", f"{table.file} line 1", text, 1))
        return None
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeError as problem:
        fault, line = "", 1
        if isinstance(problem, UnicodeDecodeError):
            fault = f": byte 0x{problem.object[problem.start]:02x}, {problem.reason}"
            before = problem.object[: problem.start].decode(encoding, "replace")
            line = sum(1 for _ in LINE.finditer(before + "x"))
        text = f"it is not {encoding}{fault}; save it as UTF-8, or name the encoding that it has "
        text += "in the description's table (utf-16, cp1252, ...)"
        problems.append(Problem("wrong encoding", f"{table.file} line {line}", text, line))
        return None


def _find_columns(
    description: Description, header: list[str], where: str, problems: list[Problem]
) -> dict[str, int]:
    """The position of each column that the description names, by the name of its key."""
    table = description.table
    wanted = {f"table.{key}": getattr(table, key) for key in ("path", "track_id", "lyrics")}
    for factor, settings in description.factors.items():
        wanted[f"factors.{factor}.column"] = settings.column or factor
    columns = {}
    for key, column in wanted.items():
        if column is None:
            continue
        if header.count(column) == 1:
            columns[key] = header.index(column)
        elif column in header:
            text = f"{header.count(column)} columns are named {column!r} ({key})"
            problems.append(Problem("column twice", where, text, 1))
        else:
            hint = suggest(column, header)
            marks = [mark for mark in ",;\t|" if mark != table.delimiter and mark in header[0]]
            if len(header) == 1 and marks:
                hint = f"; cells seem to end at {marks[0]!r}, in a {table.file[-4:]} file they "
                hint += f"end at {table.delimiter!r}"
            elif key == "table.lyrics" and not hint:
                hint = "; if there are no lyrics, say 'lyrics: null' in the description's table"
            there = ", ".join(map(repr, header))
            text = f"expected {column!r} ({key}), there are {there}{hint}"
            problems.append(Problem("absent column", where, text, 1))
    return columns


def _parse(description: Description, cells: dict[str, str], where: str, line: int) -> Row:
    """A row of the table, from its cells by the name of their key."""
    keys = {factor: f"factors.{factor}.column" for factor in description.factors}
    labels = {factor: cells[key].strip() for factor, key in keys.items() if key in cells}
    path, track_id = (
        cells[key].strip() if key in cells else None for key in ("table.path", "table.track_id")
    )
    lyrics = cells.get("table.lyrics", "").replace("\r\n", "\n").replace("\r", "\n")
    return Row(where, path, track_id, labels, as_lyrics(lyrics), line)
