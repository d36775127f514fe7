"""Figure 9: how compact the labels are in each representation."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from hbvae.figures.style import COLOURS, legible


class Bar(NamedTuple):
    """The silhouette of one representation, with its evidence."""

    name: str
    value: float
    low: float
    high: float
    chance: float


def silhouette_bars(bars: Sequence[Bar], ax: Axes, title: str) -> None:
    """A bar a representation, with its interval, chance as a short line, and its value below.

    Args:
        bars: in the order they are drawn; what is NaN is left out.
        ax: axes to draw on.
        title: what is shown.
    """
    _, value, low, high, chance = (np.array(column) for column in zip(*bars, strict=True))
    place = np.arange(len(bars))
    ax.bar(place, value, width=0.6, color=COLOURS[0])
    whisker = {"fmt": "none", "ecolor": "0.25", "elinewidth": 0.9, "capsize": 2.5}
    ax.errorbar(place, value, np.abs([value - low, high - value]), **whisker)
    ax.hlines(chance, place - 0.4, place + 0.4, color=COLOURS[1], label="by chance")
    ax.axhline(0, color="0.25", linewidth=0.6)
    names = [legible(bar.name).replace("_", " ") for bar in bars]
    ax.set_xticks(
        place, [f"{name}\n{bar.value:.3f}" for name, bar in zip(names, bars, strict=True)]
    )
    ax.set(title=legible(title), ylabel="silhouette")
    ax.legend(frameon=False, loc="lower right", bbox_to_anchor=(1, 1))
