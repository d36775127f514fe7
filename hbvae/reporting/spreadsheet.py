"""CSV tables for spreadsheets: recognised as UTF-8, and safe from formulas."""

import csv
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # characters that start a formula


def write_csv(path: str, header: Sequence[str], rows: Iterable[Iterable]) -> None:
    """Write a table with a byte-order mark, by which spreadsheets recognise UTF-8."""
    with open(path, "w", newline="", encoding="utf-8-sig") as file:
        table = csv.writer(file)
        table.writerow(map(_cell, header))
        for row in rows:
            table.writerow(map(_cell, row))


def _cell(value: object) -> object:
    """Quote a cell that a spreadsheet would read as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
