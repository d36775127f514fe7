"""Figures 7 and 12 and the map of groups: a map of slices, coloured by a factor or by group."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from hbvae.figures.catalogue import catalogued
from hbvae.figures.points import legend_rows, scatter
from hbvae.figures.style import PAGE, legible


@catalogued(
    "fig07_latent_map",
    title="The latent as a map, by each label",
    see=(
        "Neighbours on the map are alike to the model. Colours in patches mean that it found "
        "the label, colours mixed that it did not. Distances between far groups mean nothing."
    ),
    experiment="HBLM-100",
)
@catalogued(
    "fig12_maps",
    title="Principal components beside the map of the latent",
    see=(
        "Whether the model separates more than plain PCA does. Patches of one colour on the "
        "right, not on the left, would be the model's own merit."
    ),
    experiment="GTZAN",
)
@catalogued(
    "groups",
    title="The collection as a map, by group",
    see=(
        "The groups of the table above, as far as they lie apart. A point is a few seconds of a "
        "song; neighbours sound alike. Distances between far groups mean nothing."
    ),
)
def latent_map(xy: np.ndarray, labels: Sequence[str] | None, ax: Axes, title: str) -> None:
    """Draw one point a slice, each label with a colour and a marker of its own.

    Args:
        xy: (slices, 2) position on the map; its axes have no unit.
        labels: (slices,) label or group of each; None: all look alike.
        ax: axes to draw on.
        title: what the colours show.
    """
    scatter(xy, labels, ax, float(np.clip(6000 / len(xy), 1.5, 14)))
    ax.set(title=legible(title), xticks=[], yticks=[])
    ax.set_aspect("equal", adjustable="datalim")
    ax.spines[:].set_visible(False)


def groups_size(names: Sequence[str]) -> tuple[float, float]:
    """Width and height of the map of groups, inches: its legend needs room below.

    Args:
        names: (slices,) group of each.
    """
    return 0.7 * PAGE, 3.6 + 0.17 * legend_rows(names)
