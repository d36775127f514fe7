"""The choice of the number of clusters from the stability curve, and the file of the curve."""

from typing import NamedTuple

from hbvae.storage.tsv import read_rows, write_rows


class Stability(NamedTuple):
    """Agreement of pairs of clusterings with k clusters."""

    k: int
    ari: float  # mean over the pairs
    low: float  # 95 % interval of the mean
    high: float


def most_stable_k(curve: list[Stability]) -> int:
    """The largest k whose interval reaches the best mean."""
    best = max(point.ari for point in curve)
    return max(point.k for point in curve if point.high >= best)


def write_curve(path: str, curve: list[Stability]) -> None:
    """Write stability.tsv, with a row for each k."""
    write_rows(path, Stability._fields, curve)


def read_curve(path: str) -> list[Stability]:
    """Read a file that `write_curve` wrote.

    Raises:
        StoreError: the file is missing or damaged.
    """
    rows = read_rows(path, Stability._fields)
    return [Stability(int(row.pop("k")), *map(float, row.values())) for row in rows]
