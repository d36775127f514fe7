"""Maps of slices: Figure 7, the maps of the joint model, and the map of groups."""

from collections.abc import Mapping, Sequence

import matplotlib.patheffects
import numpy as np
from matplotlib.axes import Axes

from hbvae.figures.catalogue import catalogued
from hbvae.figures.points import legend, legend_rows, scatter
from hbvae.figures.style import PAGE, in_short, legible

BESIDE = range(7, 25)  # numbers of labels with the legend beside a single map
LETTER = 0.075  # inches, width of a letter in a legend
LINE = 0.17  # inches, height of a line in a legend
TITLES = 0.5  # inches, height of the titles above maps
HALO = [matplotlib.patheffects.withStroke(linewidth=2.5, foreground="white")]


@catalogued(
    "fig07_latent_map",
    title="The latent space of the paper's model, by each label",
    see=(
        "How to read it: neighbours sound alike to the model. Patches of a single colour mean that "
        "the model separates the label; mixed colours mean that it does not. The axes have no "
        "unit, and distances between far groups mean nothing."
    ),
    experiment="HBLM-100",
)
@catalogued(
    "joint_maps",
    title="The latent space of the joint model, by each label",
    see=(
        "How to read it: like the map of the paper's model. The joint model keeps sound and lyrics "
        "apart, so each part has a separate map. Slices of a song share its lyrics, so they are at "
        "the same point of the map of lyrics."
    ),
    needs_labels=True,
    needs_joint=True,
)
@catalogued(
    "groups",
    title="The collection as a map, by group",
    see=(
        "How to read it: each point is a few seconds of a song; each colour and number is a group "
        "of songs, with its name from the table of groups. Neighbours sound alike; distances "
        "between far groups mean nothing."
    ),
)
def latent_map(
    xy: np.ndarray,
    labels: Sequence[str] | None,
    ax: Axes,
    title: str,
    has_legend: bool = True,
    is_beside: bool = False,
) -> None:
    """Draw a point for each slice, with a colour and a marker for each label.

    Args:
        xy: (slices, 2) positions on the map, without a unit.
        labels: (slices,) label or group of each slice; None: all points look alike.
        ax: axes to draw on.
        title: title of the axes, which names what the colours show.
        has_legend: whether to draw a legend.
        is_beside: whether the legend is on the right of the map, else below.
    """
    n_places = len(np.unique(xy, axis=0))
    scatter(xy, labels, ax, float(np.clip(9000 / n_places, 2, 18)))
    ax.set(title=legible(title), xticks=[], yticks=[])
    ax.set_aspect("equal", adjustable="datalim")
    ax.spines[:].set_visible(False)
    if labels is not None and has_legend:
        columns = ax.get_subplotspec().get_gridspec().ncols
        legend(labels, ax, ax.figure.get_figwidth() / columns, is_beside)


def mark_groups(xy: np.ndarray, groups: Mapping[str, np.ndarray], ax: Axes) -> None:
    """Write the text of each group above the point in the middle of the group.

    Args:
        xy: (points, 2) positions on the map.
        groups: by text, (points,) bool, whether a point is in the group.
        ax: axes with the map.
    """
    for text, is_in in groups.items():
        points = xy[is_in]
        middle = np.square(points - np.median(points, axis=0)).sum(axis=1).argmin()
        ax.annotate(
            text, points[middle], (0, 6), textcoords="offset points", ha="center", va="center",
            fontsize=9, fontweight="bold", path_effects=HALO,
        )  # fmt: skip


def stands_beside(n_panels: int, labels: Sequence[str] | None) -> bool:
    """Whether the legend is on the right of the map: for a single map with many labels."""
    return n_panels == 1 and labels is not None and len(set(map(str, labels))) in BESIDE


def map_size(
    columns: Sequence[Sequence[str] | None], maps: Sequence[np.ndarray], is_beside: bool = False
) -> tuple[float, list[float]]:
    """Width of rows of maps and height of each row in inches, without empty space around maps.

    Args:
        columns: for each column, (slices,) labels of its maps.
        maps: for each row, (slices, 2) its map.
        is_beside: whether there is a single map with its legend on the right.
    """
    width = PAGE / max(2, len(columns))
    if is_beside:
        names = {in_short(str(name)) for name in columns[0]}
        beside = LETTER * (8 + max(map(len, names)))
        width = min(3.9, PAGE - beside)
        return width + beside, [max(width * _shape(maps[0]), LINE * len(names))]
    return width * len(columns), [width * _shape(xy) for xy in maps]


def legend_height(columns: Sequence[Sequence[str] | None]) -> float:
    """Height of the legends below the last row in inches.

    Args:
        columns: as in `map_size`.
    """
    width = PAGE / max(2, len(columns))
    return LINE * max(legend_rows(labels, width) for labels in columns)


def _shape(xy: np.ndarray) -> float:
    """Height of a map divided by its width, limited to 0.5 to 1.3."""
    wide, high = np.ptp(xy, axis=0)
    return float(np.clip(high / wide, 0.5, 1.3)) if wide else 1.0
