"""Reading a dataset's table of tracks into rows and problems."""

import posixpath
from collections.abc import Mapping

from hbvae.config import suggest
from hbvae.datasets.column_names import find_metadata
from hbvae.datasets.labels import split_labels
from hbvae.datasets.rows import Description, Problem, Row
from hbvae.datasets.table_text import (
    DELIMITERS,
    LINE,
    N_ABOVE,
    Record,
    fitted,
    in_words,
    likely_encodings,
    read_records,
)
from hbvae.datasets.tag_fields import year_in
from hbvae.datasets.workbook import is_workbook, read_workbook
from hbvae.errors import DatasetError
from hbvae.features.lyric_text import clean_lyrics
from hbvae.storage.metadata import LONGEST_NAME, Metadata


def read_table(
    description: Description, data: bytes, problems: list[Problem], remarks: list[str]
) -> list[Row]:
    """Read the rows of a table, in its order; blank lines are ignored.

    White space around paths, ids and labels is stripped. Lyrics are cleaned (`clean_lyrics`).

    Args:
        description: the dataset's description.
        data: content of the table's file.
        problems: is extended by what cannot be read: the table, a column, or a row, which is then
            left out.
        remarks: is extended by remarks to the user on how the table is read.
    """
    table = description.table
    wanted = _wanted_columns(description).values()

    def n_wanted(cells: list[str]) -> int:
        return sum(column in cells for column in wanted)

    if is_workbook(data):
        content = _sheet(description, data, problems, remarks)
    else:
        content = _decode(description, data, problems, remarks)
    if content is None:
        return []
    ending = posixpath.splitext(table.file)[1]
    records = read_records(content, ending, table.delimiter, n_wanted)
    if records is None:
        problems.append(
            Problem("empty table", table.file, "expected a header and one row per track")
        )
        return []
    header, where = records.header.cells, f"{table.file} line {records.header.line}"
    if records.header.fault:
        problems.append(Problem("unclosed quote", where, records.header.fault, records.header.line))
    columns = _find_columns(description, header, records.delimiter, where, problems)
    used = set(columns.values())
    metadata = {f"metadata.{field}": at for field, at in find_metadata(header, used).items()}
    rows = []
    for number, record in enumerate(records.below, 1):
        where = f"{table.file} line {record.line}, record {number}"
        cells = fitted(record, header, records.delimiter)
        if table.complete and len(record.cells) < len(header):
            cells = None
        problem = _row_fault(record, cells, header, records.delimiter, where)
        if problem:
            problems.append(problem)
        if cells and any(cell.strip() for cell in cells):
            by_key = {key: cells[i] for key, i in (metadata | columns).items()}
            rows.append(_parse(description, by_key, where, record.line))
    return rows


def _row_fault(
    record: Record, cells: list[str] | None, header: list[str], delimiter: str, where: str
) -> Problem | None:
    if cells is None:
        text = in_words(record, header, delimiter)
        return Problem(
            "ragged row", where, "; ".join(filter(None, [record.fault, text])), record.line
        )
    if record.fault:
        return Problem("unclosed quote", where, record.fault, record.line)
    if not any(cell.strip() for cell in cells):
        return Problem("empty row", where, "all of its cells are empty", record.line)
    if len(record.cells) < len(header):
        text = f"{len(record.cells)} cells of {len(header)}; the missing cells are treated as empty"
        return Problem("short row", where, text, record.line)
    return None


def _decode(
    description: Description, data: bytes, problems: list[Problem], remarks: list[str]
) -> str | None:
    table, encoding = description.table, description.table.encoding
    try:
        likely = likely_encodings(data)[0]
    except DatasetError as problem:
        problems.append(Problem("unreadable table", str(description.table_file), str(problem)))
        return None
    if encoding is None:
        if not likely.startswith("utf"):
            text = f"{table.file} is not UTF-8: it is read as {likely}; "
            remarks.append(text + "if letters are wrong, save it as UTF-8 or set its encoding")
        return data.decode(likely, "replace").removeprefix("\ufeff")
    if likely[:6] in ("utf-16", "utf-32") and not any(bits in encoding for bits in ("16", "32")):
        text = f"it looks like UTF-16, not {encoding}: save it as UTF-8, or set "
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
        text = f"it is not {encoding}{fault}; save it as UTF-8, or name its encoding "
        text += "in the description's table (utf-16, cp1252, ...)"
        problems.append(Problem("wrong encoding", f"{table.file} line {line}", text, line))
        return None


def _sheet(
    description: Description, data: bytes, problems: list[Problem], remarks: list[str]
) -> list[Record] | None:
    """The sheet that the description names, or else the first with the column of recordings."""
    table, file = description.table, str(description.table_file)
    try:
        sheets = {sheet.name: sheet.records for sheet in read_workbook(data)}
    except DatasetError as problem:
        problems.append(Problem("unreadable table", file, str(problem)))
        return None
    there = ", ".join(map(repr, sheets)) or "none with data"
    if table.sheet is not None:
        if table.sheet not in sheets:
            text = f"expected {table.sheet!r} (table.sheet), got {there}"
            text += suggest(table.sheet, sheets)
            problems.append(Problem("absent sheet", file, text))
        return sheets.get(table.sheet)
    if not sheets:
        problems.append(Problem("empty table", file, "expected a sheet with one row per track"))
        return None
    fitting = [
        name
        for name, records in sheets.items()
        if any(table.path in map(str.strip, record.cells) for record in records[:N_ABOVE])
    ]
    used = (fitting or [*sheets])[0]
    if len(sheets) > 1:
        remarks.append(f"the sheet {used!r} is read, out of {there} (table.sheet)")
    return sheets[used]


def _wanted_columns(description: Description) -> dict[str, str]:
    """The names of the columns that the description uses, by its key."""
    table = description.table
    wanted = {f"table.{key}": getattr(table, key) for key in ("path", "track_id", "lyrics")}
    for factor, settings in description.factors.items():
        wanted[f"factors.{factor}.column"] = settings.column or factor
    return {key: column for key, column in wanted.items() if column is not None}


def _find_columns(
    description: Description,
    header: list[str],
    delimiter: str,
    where: str,
    problems: list[Problem],
) -> dict[str, int]:
    """The position of each column that the description uses, by its key."""
    columns = {}
    for key, column in _wanted_columns(description).items():
        if header.count(column) == 1:
            columns[key] = header.index(column)
        elif column in header:
            text = f"{header.count(column)} columns are named {column!r} ({key})"
            problems.append(Problem("column twice", where, text, 1))
        else:
            hint = suggest(column, header)
            marks = [mark for mark in DELIMITERS if mark != delimiter and mark in header[0]]
            if len(header) == 1 and marks:
                hint = f"; cells seem to be separated by {marks[0]!r}, not by {delimiter!r} "
                hint += "(table.delimiter in the description)"
            elif key == "table.lyrics" and not hint:
                hint = "; if there are no lyrics, set 'lyrics: null' in the description's table"
            there = ", ".join(map(repr, header))
            text = f"expected {column!r} ({key}), got {there}{hint}"
            problems.append(Problem("absent column", where, text, 1))
    return columns


def _parse(description: Description, cells: dict[str, str], where: str, line: int) -> Row:
    """A row of the table, from its cells by the description's key."""
    keys = {factor: f"factors.{factor}.column" for factor in description.factors}
    labels = {
        factor: split_labels(cells[key], settings.separator, settings.prefix)
        for factor, key in keys.items()
        for settings in [description.factors[factor]]
        if key in cells
    }
    path, track_id = (
        cells[key].strip() if key in cells else None for key in ("table.path", "table.track_id")
    )
    lyrics = cells.get("table.lyrics", "").replace("\r\n", "\n").replace("\r", "\n")
    words = clean_lyrics(lyrics)
    source = f"column {description.table.lyrics}" if words.text else ""
    row = Row(where, path, track_id, labels, words.text, line, source, words.remark)
    return row._replace(metadata=_metadata(cells))


def _metadata(cells: Mapping[str, str]) -> Metadata:
    """Title, artist, album and year in a row; "" if it has none."""
    texts = [cells.get(f"metadata.{field}", "") for field in Metadata._fields]
    title, artist, album, year = (" ".join(text.split())[:LONGEST_NAME] for text in texts)
    return Metadata(title, artist, album, year_in(year))
