"""Figure 13: the latent in three dimensions."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from hbvae.figures.catalogue import catalogued
from hbvae.figures.points import scatter
from hbvae.figures.style import legible


@catalogued(
    "fig13_latent_space",
    title="The latent in three dimensions",
    see=(
        "Its first three principal components, and how much of the variance they hold; the "
        "rest is not seen here."
    ),
    experiment="GTZAN",
)
def latent_space(xyz: np.ndarray, labels: Sequence[str] | None, ax: Axes, title: str) -> None:
    """Draw one point a slice in three dimensions.

    Args:
        xyz: (slices, 3) principal components.
        labels: as in `latent_map`.
        ax: three-dimensional axes to draw on.
        title: what is shown.
    """
    scatter(xyz, labels, ax, float(np.clip(8000 / len(xyz), 2.0, 14)))
    ax.set(title=legible(title), xlabel="PC 1", ylabel="PC 2", zlabel="PC 3")
    for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
        axis.set_ticklabels([])
        axis.set_major_locator(MaxNLocator(5))
        axis.labelpad = -12
        axis.pane.set_facecolor("0.97")
    ax.set_box_aspect(None, zoom=0.9)
