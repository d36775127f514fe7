"""Tables for spreadsheets: CSV that they take for UTF-8, without formulas."""

import csv
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the begin of one


def write_csv(path: str, header: Sequence[str], rows: Iterable[Iterable]) -> None:
    """Write a table, with the mark by which spreadsheets know UTF-8."""
    with open(path, "w", newline="", encoding="utf-8-sig") as file:
        table = csv.writer(file)
        table.writerow(map(_cell, header))
        for row in rows:
            table.writerow(map(_cell, row))


def _cell(value: object) -> object:
    """A cell that a spreadsheet takes as text, whatever it begins with."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
