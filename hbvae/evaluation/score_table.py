"""The tidy tables of scores, metrics.tsv and disentanglement.tsv, and means over seeds."""

from collections.abc import Iterable, Mapping, Sequence
from math import isnan, nan, sqrt
from statistics import fmean, stdev

from hbvae.evaluation.uncertainty import Score
from hbvae.features.pretrained.base import THESE_SONGS
from hbvae.storage.tsv import read_rows, write_rows

COLUMNS = (
    *("dataset", "representation", "clusterer", "seed", "level", "reference", "k", "n", "metric"),
    *Score._fields,
)
# The columns of disentanglement.tsv, with a part of a latent in the place of the clusterer.
PART_COLUMNS = tuple("part" if name == "clusterer" else name for name in COLUMNS)
KIND = "learned_from"  # the last column of both tables
WITH_ENCODER = ("whole", "encoder")  # parts of a latent that include an encoder's embedding


def write_scores(path: str, rows: Iterable[dict], columns: Sequence[str] = COLUMNS) -> None:
    """Write rows of `COLUMNS` or of `PART_COLUMNS`; an undefined score (NaN) is an empty cell."""
    write_rows(path, columns, ([_text(row[column]) for column in columns] for row in rows))


def read_scores(paths: Iterable[str]) -> list[dict]:
    """Read the rows of several files, with parsed numbers; an empty cell is NaN.

    Raises:
        StoreError: a file is missing, or is not a table of scores.
    """
    rows = []
    for path in paths:
        for row in read_rows(path, ("metric", "k", "n", *Score._fields)):
            numbers = {name: float(row[name] or nan) for name in Score._fields}
            rows.append(row | numbers | {"k": int(row["k"]), "n": int(row["n"])})
    return rows


def with_kinds(rows: Iterable[dict], learned_from: Mapping[str, str]) -> list[dict]:
    """Add to each row the data that its representation was learned from.

    A part of a latent without an encoder's embedding was learned from these songs, even if the
    complete latent was not.

    Args:
        rows: rows from `read_scores`.
        learned_from: by representation, the value of the column `KIND`.
    """
    return [
        row
        | {KIND: learned_from[row["representation"]]
           if row.get("part", "whole") in WITH_ENCODER else THESE_SONGS}
        for row in rows
    ]  # fmt: skip


def select(rows: Iterable[dict], **wanted) -> list[dict]:
    """The rows with the wanted values in the given columns."""
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def over_seeds(rows: Sequence[dict]) -> Score:
    """The mean of a score over seeds, with an interval over tracks and seeds.

    The distance of a bound from the mean is the root of the sum of two squares: the mean distance
    over tracks, and Student's half-width of the mean over seeds.

    Args:
        rows: rows from `read_scores` that differ only in the seed; seeds with an undefined score
            (NaN) do not count.
    """
    rows = [row for row in rows if not isnan(row["value"])]
    if not rows:
        return Score(nan)
    value, low, high, chance = (fmean(row[name] for row in rows) for name in Score._fields)
    seeds = 0.0
    if len(rows) > 1:
        from scipy.special import stdtrit

        t = stdtrit(len(rows) - 1, 0.975)
        seeds = t * stdev(row["value"] for row in rows) / sqrt(len(rows))
    below, above = sqrt((value - low) ** 2 + seeds**2), sqrt((high - value) ** 2 + seeds**2)
    return Score(value, value - below, value + above, chance)


def _text(cell) -> str:
    if isinstance(cell, float):
        return "" if cell != cell else f"{cell:.6g}"
    return str(cell)
