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
    """A bar a representation, with its interval, chance as a short line, and its value above.

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
    for bar, x in zip(bars, place, strict=True):
        up = bar.value >= 0
        end = (np.nanmax if up else np.nanmin)([bar.value, bar.low, bar.high, bar.chance])
        ax.annotate(
            f"{bar.value:.3f}", (x, end), (0, 2 if up else -2), textcoords="offset points",
            ha="center", va="bottom" if up else "top", fontsize=7,
        )  # fmt: skip
    ax.set_xticks(place, [legible(bar.name).replace("_", "\n") for bar in bars])
    ax.set(title=legible(title), ylabel="silhouette")
    ax.margins(y=0.15)
    ax.legend(frameon=False, loc="best")
