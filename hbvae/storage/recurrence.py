"""recurrence.tsv: how well each group of songs comes back when the songs are grouped again."""

from collections.abc import Sequence
from math import nan
from typing import NamedTuple

from hbvae.storage.tsv import read_rows, take_integers, write_rows


class Recurrence(NamedTuple):
    """How well one group comes back; NaN where it was not tried.

    An overlap is the songs in both groups, as a share of the songs in either.
    """

    overlap: float  # with the group most like it, mean over repeats that leave songs out
    without_groups: float  # what 19 of 20 clusters of a collection without groups stay below
    other_seeds: float  # with the group most like it in the runs of other seeds


def write_recurrence(path: str, groups: Sequence[Recurrence]) -> None:
    """Write a row a group, in the order of their numbers; NaN is an empty cell."""
    rows = (
        [number, *("" if value != value else f"{value:.4f}" for value in group)]
        for number, group in enumerate(groups)
    )
    write_rows(path, ["cluster", *Recurrence._fields], rows)


def read_recurrence(path: str) -> list[Recurrence]:
    """What `write_recurrence` wrote.

    Raises:
        StoreError: the file is missing or damaged.
    """
    groups = []
    for number, row in enumerate(read_rows(path, ["cluster", *Recurrence._fields]), 1):
        take_integers(path, number, row, ["cluster"])
        groups.append(Recurrence(*(float(row[name] or nan) for name in Recurrence._fields)))
    return groups
