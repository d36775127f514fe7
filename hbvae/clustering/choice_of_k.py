"""The number of clusters that is the most stable, from the curve in stability.tsv."""

from typing import NamedTuple

from hbvae.storage.tsv import read_rows, write_rows


class Stability(NamedTuple):
    """Agreement of pairs of clusterings for one number of clusters."""

    k: int
    ari: float  # mean over the pairs
    low: float  # 95 % interval of that mean
    high: float


def most_stable_k(curve: list[Stability]) -> int:
    """The largest k whose interval reaches the best mean: the finest that is as stable."""
    best = max(point.ari for point in curve)
    return max(point.k for point in curve if point.high >= best)


def write_curve(path: str, curve: list[Stability]) -> None:
    """Write stability.tsv: a row a number of clusters."""
    write_rows(path, Stability._fields, curve)


def read_curve(path: str) -> list[Stability]:
    """What `write_curve` wrote.

    Raises:
        StoreError: the file is missing or damaged.
    """
    rows = read_rows(path, Stability._fields)
    return [Stability(int(row.pop("k")), *map(float, row.values())) for row in rows]
