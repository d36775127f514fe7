"""The rows of a run as a page of tables."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

HIDDEN = {"part", "per epoch"}  # the second is a list, which the plot shows


def read_rows(folder: Path) -> list[dict]:
    """All rows of a run, in the order in which they were measured."""
    path = folder / "rows.jsonl"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return [json.loads(line) for line in text.splitlines()]


def write_page(folder: Path, titles: Mapping[str, str]) -> str:
    """Write gpu.md from the rows of a run; return its text.

    Args:
        folder: of the run.
        titles: of the parts, by name.
    """
    rows = read_rows(folder)
    lines = ["# Measured on a GPU", ""]
    for part, title in titles.items():
        part_rows = [row for row in rows if row["part"] == part]
        notes = [row["note"] for row in part_rows if "note" in row]
        part_rows = [row for row in part_rows if "note" not in row]
        if part_rows or notes:
            lines += [f"## {title}", "", *table(part_rows)]
            lines += [line for note in notes for line in (note, "")]
    text = "\n".join(lines)
    (folder / "gpu.md").write_text(text, encoding="utf-8")
    return text


def table(rows: Sequence[Mapping]) -> list[str]:
    """Lines of a table in Markdown, and an empty one; a column that is empty is left out."""
    values = [
        {key: row[key] for key in row if key not in HIDDEN and row[key] is not None} for row in rows
    ]
    columns = list(dict.fromkeys(key for row in values for key in row))
    if not columns:
        return []
    lines = [columns, ["---"] * len(columns)]
    lines += [[_text(row.get(column)) for column in columns] for row in values]
    return [*(f"| {' | '.join(line)} |" for line in lines), ""]


def _text(value) -> str:
    if value is None:
        return ""
    if not isinstance(value, float):
        return f"{value:,}" if isinstance(value, int) else str(value)
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
