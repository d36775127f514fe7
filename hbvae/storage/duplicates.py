"""duplicates.tsv: recordings that the collection has more than once, one row per pair."""

from collections.abc import Iterable
from typing import NamedTuple

from hbvae.errors import StoreError
from hbvae.storage.tsv import read_rows, write_rows


class Copy(NamedTuple):
    """A recording that the collection has twice; see `hbvae.clustering.duplicates`."""

    track_id: str
    same_as: str  # id of the other recording, earlier in ascending order
    kind: str
    confidence: float  # 0 to 1
    likeness: float  # 0 to 1
    later_s: float  # delay of this recording relative to the other, s
    speed: float  # ratio of this recording's speed to the other's
    path: str  # below the dataset's audio folder
    same_as_path: str


def write_duplicates(path: str, copies: Iterable[Copy]) -> None:
    """Write duplicates.tsv; numbers are rounded."""
    rows = (
        copy._replace(
            confidence=f"{copy.confidence:.3f}",
            likeness=f"{copy.likeness:.2f}",
            later_s=f"{round(copy.later_s, 1) + 0.0:.1f}",
            speed=f"{copy.speed:.2f}",
        )
        for copy in copies
    )
    write_rows(path, Copy._fields, rows)


def read_duplicates(path: str) -> list[Copy]:
    """Read duplicates.tsv.

    Raises:
        StoreError: the file is missing or damaged.
    """
    numbers = ("confidence", "likeness", "later_s", "speed")
    copies = []
    for number, row in enumerate(read_rows(path, Copy._fields), 1):
        try:
            copies.append(Copy(**row | {name: float(row[name]) for name in numbers}))
        except ValueError as problem:
            raise StoreError(
                f"{path}: row {number}: expected numbers in {', '.join(numbers)} ({problem}); "
                "delete it and run again"
            ) from None
    return copies
