"""changes.tsv: the songs that changed since an earlier run of the collection, one row per song."""

from collections.abc import Iterable
from typing import Literal, NamedTuple, get_args

from hbvae.errors import StoreError
from hbvae.storage.tsv import read_rows, write_rows

Kind = Literal["new", "gone", "moved"]


class Change(NamedTuple):
    """A song that is new, is gone, or moved from one group to another."""

    kind: Kind
    track_id: str
    title: str
    before: str  # number and name of its group in the earlier run; "" for a new song
    after: str  # number and name of its group now; "" for a song that is gone
    why: str  # reason for the change, in a sentence


def write_changes(path: str, changes: Iterable[Change]) -> None:
    """Write changes.tsv."""
    write_rows(path, Change._fields, changes)


def read_changes(path: str) -> list[Change]:
    """Read changes.tsv.

    Raises:
        StoreError: the file is missing or damaged.
    """
    changes = [Change(**row) for row in read_rows(path, Change._fields)]
    for number, change in enumerate(changes, 1):
        if change.kind not in get_args(Kind):
            raise StoreError(
                f"{path}: row {number}: expected {' or '.join(get_args(Kind))}, got "
                f"{change.kind!r}; delete the file and run again"
            )
    return changes
