"""Figure 9: how compact the labels are in each representation."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from hbvae.figures.catalogue import catalogued
from hbvae.figures.style import COLOURS, legible

NUMBER = {"va": "center", "ha": "right", "fontsize": 7, "annotation_clip": False}


class Bar(NamedTuple):
    """The silhouette of one representation, with its evidence."""

    name: str
    value: float
    low: float
    high: float
    chance: float


@catalogued(
    "fig09_silhouette",
    title="How compact the labels are",
    see=(
        "The silhouette of the reference labels in the sound, in plain reductions of it and "
        "in the latent, with intervals. Below 0, slices are nearer to another label than to "
        "their own."
    ),
    experiment="GTZAN",
    needs_labels=True,
)
def silhouette_bars(bars: Sequence[Bar], ax: Axes, title: str) -> None:
    """A bar a representation, with its interval, chance as a short line, its value at the right.

    Args:
        bars: in the order they are drawn, from above; what is NaN is left out.
        ax: axes to draw on.
        title: what is shown.
    """
    _, value, low, high, chance = (np.array(column) for column in zip(*bars, strict=True))
    place = np.arange(len(bars))
    ax.barh(place, value, height=0.6, color=COLOURS[0])
    whisker = {"fmt": "none", "ecolor": "0.25", "elinewidth": 0.9, "capsize": 2.5}
    ax.errorbar(value, place, xerr=np.abs([value - low, high - value]), **whisker)
    ax.axvline(0, color="0.25", linewidth=0.6)
    if np.isfinite(chance).any():
        ax.vlines(chance, place - 0.4, place + 0.4, color=COLOURS[1], label="by chance")
        ax.legend(frameon=False, loc="lower right", bbox_to_anchor=(1, 1), borderpad=0)
    for y, silhouette in zip(place, value, strict=True):
        number = f"{silhouette:.3f}".replace("-", "\N{MINUS SIGN}")
        ax.annotate(number, (1, y), (30, 0), ax.get_yaxis_transform(), "offset points", **NUMBER)
    ax.set_yticks(place, [legible(bar.name).replace("_", " ") for bar in bars])
    ax.set(title=legible(title), xlabel="silhouette", ylim=(len(bars) - 0.4, -0.6))
    ax.xaxis.set_major_locator(MaxNLocator(5))
    ax.tick_params(axis="y", length=0)
    ax.spines[["left"]].set_visible(False)
