"""Tab-separated tables, as every list in results/ is written.

All are the csv module's "excel-tab" dialect in UTF-8 with a header, so tabs, quotes and line
breaks in a name survive, and ``pandas.read_csv(path, sep="\t")`` reads them. The extraction jobs
import this module: it needs the standard library only.
"""

import csv
import os
from collections.abc import Iterable, Sequence

from hbvae.errors import StoreError

MAX_CELL = 16 * 2**20  # characters; a longer cell is a quote that is never closed, not lyrics


def write_rows(path: str, header: Sequence[str], rows: Iterable[Iterable]) -> None:
    table = [header, *([str(cell) for cell in row] for row in rows)]
    # Before Python 3.13 the writer leaves a lone carriage return bare, where it ends the row.
    bare = any("\r" in cell for row in table for cell in row)
    partial = f"{path}.partial"
    with open(partial, "w", newline="", encoding="utf-8") as file:
        csv.writer(
            file,
            "excel-tab",
            lineterminator="\n",
            quoting=csv.QUOTE_ALL if bare else csv.QUOTE_MINIMAL,
        ).writerows(table)
    os.replace(partial, path)


def read_rows(path: str, columns: Sequence[str]) -> list[dict[str, str]]:
    csv.field_size_limit(MAX_CELL)
    try:
        with open(path, newline="", encoding="utf-8") as file:
            rows = csv.reader(file, "excel-tab")
            header = next(rows, [])
            table = list(rows)
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise StoreError(
            f"{path}: expected a tab-separated table of {', '.join(columns)}, which cannot be "
            f"read ({problem}); delete it and run again"
        ) from None
    ragged = next((n for n, row in enumerate(table, 1) if len(row) != len(header)), None)
    if not set(columns) <= set(header) or ragged:
        found = f"row {ragged} has {len(table[ragged - 1])} cells" if ragged else f"got {header}"
        raise StoreError(
            f"{path}: expected the columns {', '.join(columns)} in every row; {found}; "
            "delete it and run again"
        )
    return [dict(zip(header, row, strict=True)) for row in table]


def take_integers(path: str, number: int, row: dict[str, str], names: Sequence[str]) -> list[int]:
    """Take integers out of a row."""
    try:
        return [int(row.pop(name)) for name in names]
    except ValueError as problem:
        raise StoreError(
            f"{path}: row {number}: expected whole numbers in {', '.join(names)} ({problem}); "
            "delete it and run again"
        ) from None
