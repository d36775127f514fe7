"""Figure 12: maps of several representations, with a panel for each label."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from hbvae.figures.catalogue import catalogued
from hbvae.figures.points import scatter
from hbvae.figures.style import PAGE, in_lines, in_short, legible, marks

MOST_LABELS = 12  # maximum number of panels in a row
NAME = 1.15  # inches, width of a row's name


class MapRow(NamedTuple):
    """The map of a representation."""

    name: str
    xy: np.ndarray  # (slices, 2)
    alike: np.ndarray  # (slices,) share of the neighbours with the same label; NaN: undefined
    about: str = ""  # further lines below the name


@catalogued(
    "fig12_maps",
    title="Principal components, the paper's model and the joint model as maps",
    see=(
        "How to read it: each panel shows all slices in grey and the slices of a label in colour; "
        "the number is the share of their ten nearest neighbours from other songs that have the "
        "same label. The map separates a label that forms a single patch with a number far above "
        "chance."
    ),
    experiment="GTZAN",
)
def small_maps(rows: Sequence[MapRow], labels: Sequence[str] | None, axes: np.ndarray) -> None:
    """Draw a row for each representation and a column for each label, or one for many labels.

    Args:
        rows: maps of the same slices.
        labels: (slices,) labels; None: all points look alike.
        axes: (rows, columns) axes to draw on; `map_columns` determines the columns.
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
            alike = row.alike[some][np.isfinite(row.alike[some])]
            if len(alike):
                ax.set_xlabel(f"{alike.mean():.0%}", labelpad=1, fontsize=6.5)
        text = "\n".join(filter(None, [in_lines(row.name, NAME, 7), legible(row.about)]))
        row_axes[0].set_ylabel(text, rotation=0, ha="right", va="center", fontsize=7)
    for name, ax in zip(columns, axes[0], strict=True):
        if name is not None:
            ax.set_title(in_short(name), fontsize=7, color="black")


def map_columns(labels: Sequence[str] | None) -> list[str | None]:
    """The label of each column; None for a column that shows all labels."""
    names = list(marks(labels)) if labels is not None else []
    return names if 1 < len(names) <= MOST_LABELS else [None]


def small_maps_size(n_rows: int, labels: Sequence[str] | None) -> tuple[float, float]:
    """Width and height of the figure in inches."""
    n_columns = len(map_columns(labels))
    side = float(np.clip((PAGE - NAME) / n_columns, 0.4, 1.2 if n_columns > 1 else 2.2))
    return NAME + side * n_columns, 0.5 + (side + 0.17) * n_rows
