"""recurrence.tsv: how well each group of songs recurs when the songs are grouped again."""

from collections.abc import Sequence
from math import nan
from typing import NamedTuple

from hbvae.storage.tsv import read_rows, take_integers, write_rows


class Recurrence(NamedTuple):
    """How well a group recurs; NaN if this was not measured.

    An overlap is the Jaccard index of two groups: songs in both as a share of songs in either.
    """

    overlap: float  # with the most similar group, mean over repeats that leave songs out
    without_groups: float  # 95th percentile of the overlap in a collection without groups
    other_seeds: float  # with the most similar group in runs with other seeds


def write_recurrence(path: str, groups: Sequence[Recurrence]) -> None:
    """Write one row per group, in the order of their numbers; NaN is an empty cell."""
    rows = (
        [number, *("" if value != value else f"{value:.4f}" for value in group)]
        for number, group in enumerate(groups)
    )
    write_rows(path, ["cluster", *Recurrence._fields], rows)


def read_recurrence(path: str) -> list[Recurrence]:
    """Read recurrence.tsv.

    Raises:
        StoreError: the file is missing or damaged.
    """
    groups = []
    for number, row in enumerate(read_rows(path, ["cluster", *Recurrence._fields]), 1):
        take_integers(path, number, row, ["cluster"])
        groups.append(Recurrence(*(float(row[name] or nan) for name in Recurrence._fields)))
    return groups
