"""Tab-separated tables, the format of every list in results/.

All use the csv module's "excel-tab" dialect in UTF-8 with a header, so tabs, quotes and line
breaks in a name survive, and ``pandas.read_csv(path, sep="\t")`` reads them. The extraction jobs
import this module: it needs the standard library only.
"""

import csv
import filecmp
import os
from collections.abc import Iterable, Sequence

from hbvae.errors import StoreError

MAX_CELL = 16 * 2**20  # characters; a longer cell is an unclosed quote, not lyrics


def write_rows(path: str, header: Sequence[str], rows: Iterable[Iterable]) -> None:
    """Write a table that appears at ``path`` only when it is complete."""
    partial = _write_partial(path, header, rows)
    os.replace(partial, path)


def update_rows(path: str, header: Sequence[str], rows: Iterable[Iterable]) -> bool:
    """Write a table only if its content differs from the file at ``path``.

    An unchanged table keeps its modification time, so that Snakemake re-runs nothing.

    Returns:
        whether the table was written.
    """
    partial = _write_partial(path, header, rows)
    if os.path.isfile(path) and filecmp.cmp(partial, path, shallow=False):
        os.remove(partial)
        return False
    os.replace(partial, path)
    return True


def _write_partial(path: str, header: Sequence[str], rows: Iterable[Iterable]) -> str:
    partial = f"{path}.partial"
    try:
        _write(partial, header, rows)
    except BaseException:
        if os.path.exists(partial):  # incomplete, because the disk is full
            os.remove(partial)
        raise
    return partial


def _write(path: str, header: Sequence[str], rows: Iterable[Iterable]) -> None:
    with open(path, "w", newline="", encoding="utf-8") as file:
        plain = csv.writer(file, "excel-tab", lineterminator="\n")
        # Before Python 3.13 the writer does not quote a lone carriage return, which ends the row.
        quoted = csv.writer(file, "excel-tab", lineterminator="\n", quoting=csv.QUOTE_ALL)
        plain.writerow(header)
        for row in rows:
            cells = [str(cell) for cell in row]
            writer = quoted if any("\r" in cell for cell in cells) else plain
            writer.writerow(cells)


def read_rows(path: str, columns: Sequence[str]) -> list[dict[str, str]]:
    """Read a table as one dictionary per row.

    Raises:
        StoreError: the file cannot be read, a column is missing, or a row has another length.
    """
    csv.field_size_limit(MAX_CELL)
    try:
        with open(path, newline="", encoding="utf-8") as file:
            rows = csv.reader(file, "excel-tab")
            header = next(rows, [])
            table = list(rows)
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise StoreError(
            f"{path}: expected a tab-separated table of {', '.join(columns)}, but it cannot be "
            f"read ({problem}); delete it and run again"
        ) from None
    ragged = next((n for n, row in enumerate(table, 1) if len(row) != len(header)), None)
    if not set(columns) <= set(header) or ragged:
        got = f"row {ragged} has {len(table[ragged - 1])} cells" if ragged else f"got {header}"
        raise StoreError(
            f"{path}: expected the columns {', '.join(columns)} in every row; {got}; "
            "delete it and run again"
        )
    return [dict(zip(header, row, strict=True)) for row in table]


def take_integers(path: str, number: int, row: dict[str, str], names: Sequence[str]) -> list[int]:
    """Remove integer columns from a row and return their values."""
    try:
        return [int(row.pop(name)) for name in names]
    except ValueError as problem:
        raise StoreError(
            f"{path}: row {number}: expected whole numbers in {', '.join(names)} ({problem}); "
            "delete it and run again"
        ) from None
