"""Figure 12: maps of several representations, each label in a panel of its own."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from hbvae.figures.catalogue import catalogued
from hbvae.figures.points import scatter
from hbvae.figures.style import PAGE, in_lines, in_short, legible, marks

MOST_LABELS = 12  # that a row has room for
NAME = 1.15  # inches of a row's name


class MapRow(NamedTuple):
    """The map of one representation."""

    name: str
    xy: np.ndarray  # (slices, 2)
    alike: np.ndarray  # (slices,) share of the neighbours with the same label; NaN: unknown
    about: str = ""  # a line or more below its name


@catalogued(
    "fig12_maps",
    title="Principal components, the paper's model and the joint model as maps",
    see=(
        "How to read it: each panel shows all slices in grey and those of one label in colour; "
        "the number is how many of their ten nearest neighbours from other songs have the same "
        "label. A label in one patch, with a number far above chance, is one that the map "
        "separates."
    ),
    experiment="GTZAN",
)
def small_maps(rows: Sequence[MapRow], labels: Sequence[str] | None, axes: np.ndarray) -> None:
    """A row a representation, a column a label; one column of all labels where they are many.

    Args:
        rows: maps of the same slices.
        labels: (slices,) label of each; None: all look alike.
        axes: (rows, columns) to draw on, columns as `map_columns` says.
    """
    columns = map_columns(labels)
    shown = np.asarray(labels) if labels is not None else None
    for row, row_axes in zip(rows, axes, strict=True):
        for name, ax in zip(columns, row_axes, strict=True):
            size = float(np.clip(2500 / len(row.xy), 0.8, 5))
            ax.set(xticks=[], yticks=[])
            ax.set_aspect("equal", adjustable="datalim")
            ax.spines[:].set(color="0.85", visible=True)
            if name is None:
                scatter(row.xy, labels, ax, size)
                continue
            look = marks(shown)[name]
            some = shown == name
            ax.scatter(*row.xy[~some].T, s=size, color="0.85", linewidths=0, rasterized=True)
            ax.scatter(
                *row.xy[some].T, s=3 * size, color=look.colour, marker=look.marker, alpha=0.8,
                linewidths=0, rasterized=True,
            )  # fmt: skip
            known = row.alike[some][np.isfinite(row.alike[some])]
            if len(known):
                ax.set_xlabel(f"{known.mean():.0%}", labelpad=1, fontsize=6.5)
        text = "\n".join(filter(None, [in_lines(row.name, NAME, 7), legible(row.about)]))
        row_axes[0].set_ylabel(text, rotation=0, ha="right", va="center", fontsize=7)
    for name, ax in zip(columns, axes[0], strict=True):
        if name is not None:
            ax.set_title(in_short(name), fontsize=7, color="black")


def map_columns(labels: Sequence[str] | None) -> list[str | None]:
    """The label of each column; None where one column shows all labels."""
    names = list(marks(labels)) if labels is not None else []
    return names if 1 < len(names) <= MOST_LABELS else [None]


def small_maps_size(n_rows: int, labels: Sequence[str] | None) -> tuple[float, float]:
    """Width and height, inches."""
    n_columns = len(map_columns(labels))
    side = float(np.clip((PAGE - NAME) / n_columns, 0.4, 1.2 if n_columns > 1 else 2.2))
    return NAME + side * n_columns, 0.5 + (side + 0.17) * n_rows
