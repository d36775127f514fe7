"""Figures 7 and 12: a map of slices, coloured by a factor."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from hbvae.figures.points import scatter
from hbvae.figures.style import legible


def latent_map(xy: np.ndarray, labels: Sequence[str] | None, ax: Axes, title: str) -> None:
    """Draw one point a slice, each label with a colour and a marker of its own.

    Args:
        xy: (slices, 2) position on the map; its axes have no unit.
        labels: (slices,) reference label of each; None: all look alike.
        ax: axes to draw on.
        title: what the colours show.
    """
    scatter(xy, labels, ax, float(np.clip(6000 / len(xy), 1.5, 14)))
    ax.set(title=legible(title), xticks=[], yticks=[])
    ax.set_aspect("equal", adjustable="datalim")
    ax.spines[:].set_visible(False)
