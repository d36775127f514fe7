"""Table of the tags that the user's files had before `hbvae tag` wrote them, for --undo.

The table is at the top of the map's folder, where cleaning does not delete it.
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
    """Tag field of a file before it was first written."""

    old: FieldValue
    written: tuple[str, ...]  # all texts that hbvae wrote, or was about to write
    before: FileState


Backups = dict[tuple[str, str], Backup]  # by absolute path and field


def backup_path(results: Path) -> Path:
    """Path of a dataset's table, from the folder of its results."""
    return results.parents[1] / f"tags-before-{results.name}.tsv"


def write_backups(path: Path, backups: Mapping[tuple[str, str], Backup]) -> None:
    """Write the table atomically; delete it if there are no backups."""
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
    """Read the table; {} if it does not exist.

    Raises:
        StoreError: the table is damaged.
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
                f"{path}: row {number} was edited by hand and cannot be read ({problem}); "
                "restore it"
            ) from None
        backups[row["file"], row["field"]] = Backup(old, written, before)
    return backups
