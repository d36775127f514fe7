"""Figure 9: the compactness of the labels in each representation."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from hbvae.figures.catalogue import catalogued
from hbvae.figures.style import COLOURS, in_lines, legible, written

NAME = 1.25  # inches, maximum width of a name
NUMBER = {"va": "center", "ha": "right", "fontsize": 7, "annotation_clip": False}


class Bar(NamedTuple):
    """The silhouette of a representation, with its interval and chance level."""

    name: str
    value: float
    low: float
    high: float
    chance: float


@catalogued(
    "fig09_silhouette",
    title="Compactness of the labels",
    see=(
        "How to read it: compact labels that are far apart score 1; below 0, slices are closer to "
        "another label than to their own. An interval that contains the chance level shows no "
        "structure."
    ),
    experiment="GTZAN",
    needs_labels=True,
)
def silhouette_bars(bars: Sequence[Bar], ax: Axes, title: str) -> None:
    """Draw a bar for each representation, with its interval, chance level and value.

    Args:
        bars: bars to draw, from the highest to the lowest, NaN last.
        ax: axes to draw on.
        title: title of the axes.
    """
    bars = sorted(bars, key=lambda bar: -bar.value if np.isfinite(bar.value) else np.inf)
    _, value, low, high, chance = (np.array(column) for column in zip(*bars, strict=True))
    place = np.arange(len(bars))
    ax.barh(place, value, height=0.6, color=COLOURS[0], alpha=0.75)
    whisker = {"fmt": "none", "ecolor": "0.25", "elinewidth": 0.9, "capsize": 2.5}
    ax.errorbar(value, place, xerr=np.abs([value - low, high - value]), **whisker)
    ax.axvline(0, color="0.25", linewidth=0.6)
    if np.isfinite(chance).any():
        line = {"color": "black", "linestyle": (0, (2, 1)), "linewidth": 1.5}
        ax.vlines(chance, place - 0.4, place + 0.4, label="chance", **line)
        ax.legend(frameon=False, loc="lower right", bbox_to_anchor=(1, 1), borderpad=0)
    for y, silhouette in zip(place, value, strict=True):
        ax.annotate(
            written(silhouette),
            (1, y),
            (24, 0),
            ax.get_yaxis_transform(),
            "offset points",
            **NUMBER,
        )
    ax.set_yticks(place, [in_lines(bar.name, NAME, 7) for bar in bars])
    ax.set(title=legible(title), xlabel="silhouette", ylim=(len(bars) - 0.4, -0.6))
    ax.xaxis.set_major_locator(MaxNLocator(5))
    ax.tick_params(axis="y", length=0)
    ax.spines[["left"]].set_visible(False)
