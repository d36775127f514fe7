"""What a field of the user's files held before it was written: the table that undoes it.

It lies at the top of the map's folder, where nothing that cleans results looks.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from hbvae.datasets.tag_writing import FieldValue, FileState
from hbvae.errors import StoreError
from hbvae.storage.tsv import read_rows, write_rows

_COLUMNS = ("file", "field", "old", "written", "bytes", "modified", "values", "has_tags")


class Backup(NamedTuple):
    """A field of a file before it was first written."""

    old: FieldValue
    written: tuple[str, ...]  # all texts that hbvae has written, or was about to write
    before: FileState


Backups = dict[tuple[str, str], Backup]  # by file, from the root, and field


def backup_path(results: Path) -> Path:
    """Where the table of a dataset is, from the folder of its results."""
    return results.parents[1] / f"tags-before-{results.name}.tsv"


def write_backups(path: Path, backups: Mapping[tuple[str, str], Backup]) -> None:
    """Write the table, whole or not at all; without backups there is none."""
    if not backups:
        path.unlink(missing_ok=True)
        return
    rows = (
        [
            *key,
            backup.old.text,
            json.dumps(backup.written, ensure_ascii=False),
            *backup.before,
            json.dumps(backup.old.values, ensure_ascii=False),
            int(backup.old.has_tags),
        ]
        for key, backup in backups.items()
    )
    write_rows(str(path), _COLUMNS, rows)


def read_backups(path: Path) -> Backups:
    """Read the table; empty where there is none.

    Raises:
        StoreError: it is not as `write_backups` writes it.
    """
    if not path.exists():
        return {}
    backups = {}
    for number, row in enumerate(read_rows(str(path), _COLUMNS), 1):
        try:
            old = FieldValue(row["old"], json.loads(row["values"]), row["has_tags"] == "1")
            before = FileState(int(row["bytes"]), int(row["modified"]))
            written = tuple(json.loads(row["written"]))
        except ValueError as problem:
            raise StoreError(
                f"{path}: row {number} cannot be read ({problem}); it was edited by hand; restore "
                "it"
            ) from None
        backups[row["file"], row["field"]] = Backup(old, written, before)
    return backups
