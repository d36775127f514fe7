"""Describing a column of labels as a factor."""

from collections.abc import Iterator, Sequence

from hbvae.datasets.labels import LONGEST_LABEL, common_spellings, split_labels
from hbvae.datasets.placing import named

SEPARATORS = (";", "|", "\\\\")  # these do not occur in names of genres
DOUBTFUL = ("/", ",")  # these do in some: R&B/Soul
LEAST_SONGS = 1.5  # minimum mean number of songs per label


def describe_factor(
    factor: str,
    column: str,
    cells: Sequence[str],
    most: int,
    remarks: list[str],
    prefix: str | None = None,
) -> dict | None:
    """The description of a factor; None if it has too few labels or more than ``most``."""
    separator = next(_separators(cells), None)
    labels = [
        [label for label in split_labels(cell, separator, prefix) if len(label) <= LONGEST_LABEL]
        for cell in cells
    ]
    first = [cell_labels[0] for cell_labels in labels if cell_labels]
    n_labels = len(set(common_spellings(first).values()))
    if not 2 <= n_labels <= min(most, len(first) / LEAST_SONGS):
        text = f"column {column!r}: {n_labels} labels for {len(first):,} songs"
        remarks.append(
            f"{text} are too few or too many to score clusters against; the column is not used"
        )
        return None
    several = sum(len(cell_labels) > 1 for cell_labels in labels)
    if several:
        text = f"column {column!r}: {several:,} songs have several labels"
        text += f", between which is {separator!r}" if separator else ""
        remarks.append(f"{text}; scores use the first")
    for mark in DOUBTFUL:
        if examples := sorted({label for label in first if mark in label}):
            text = f"column {column!r}: {named(list(map(repr, examples)))} are single labels"
            text += f"; if they are several, set factors.{factor}.separator: {mark!r} in a "
            remarks.append(f"{text}description of the folder (docs/own_songs.md)")
    if prefix:
        remarks.append(f"column {column!r}: of its tags, those that begin with {prefix!r} are used")
    further = {"separator": separator, "prefix": prefix}
    return {"k": n_labels, "column": column} | {
        key: cell_labels for key, cell_labels in further.items() if cell_labels
    }


def _separators(cells: Sequence[str]) -> Iterator[str]:
    """The separator between labels: a mark that splits some cells into several labels."""
    for mark in SEPARATORS:
        if any(len(split_labels(cell, mark)) > 1 for cell in cells):
            yield mark
