"""Ablations: agreement of clusters with each factor, against a setting of the models."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from hbvae.figures.style import COLOURS, MARKERS, legible

OTHER = "D"  # marker of settings that differ from the paper's
SPREAD = 0.36  # width of the lines at a setting, as a share of the distance between settings
CHANCE = {"color": "0.3", "linestyle": (0, (4, 2)), "linewidth": 0.9}


class Line(NamedTuple):
    """The scores of a model against a factor."""

    factor: str
    model: str
    place: np.ndarray  # (settings,) number of each setting
    value: np.ndarray  # (settings,)
    low: np.ndarray  # (settings,)
    high: np.ndarray  # (settings,)


class Looks(NamedTuple):
    """A colour for each factor and a marker for each model, the same in all panels."""

    colours: dict[str, str]
    markers: dict[str, str]

    @classmethod
    def assign(cls, factors: Sequence[str], models: Sequence[str]) -> "Looks":
        """Assign colours to factors and markers to models."""
        colours = {factor: COLOURS[number] for number, factor in enumerate(factors)}
        return cls(colours, dict(zip(models, MARKERS, strict=False)))

    def handles(self) -> list[Line2D]:
        """Handles of a legend: factors by colour, models by marker, and chance."""
        by_factor = [
            Line2D([], [], color=colour, linewidth=3, label=legible(factor))
            for factor, colour in self.colours.items()
        ]
        grey = {"color": "0.3", "linestyle": "", "markersize": 4}
        by_model = [
            Line2D([], [], marker=marker, label=model, markerfacecolor=self.face(model), **grey)
            for model, marker in self.markers.items()
        ]
        return [*by_factor, *by_model, Line2D([], [], label="chance", **CHANCE)]

    def face(self, model: str) -> str | None:
        """Fill of a model's marker: white for the first model, else the colour of the line."""
        return "white" if model in list(self.markers)[:1] else None


def ablation_panel(
    lines: Sequence[Line],
    settings: Sequence[str],
    chance: float,
    looks: Looks,
    ax: Axes,
    is_ordered: bool = True,
) -> None:
    """Draw scores with intervals at each setting: a line for each model and factor, and chance.

    Args:
        lines: lines to draw.
        settings: names of the settings, from the left.
        chance: mean score by chance.
        looks: looks of factors and models.
        ax: axes to draw on.
        is_ordered: whether the settings are numbers, so that lines join them.
    """
    shifts = SPREAD * (np.arange(len(lines)) - (len(lines) - 1) / 2) / max(len(lines) - 1, 1)
    for line, shift in zip(lines, shifts, strict=True):
        ax.errorbar(
            line.place + shift,
            line.value,
            yerr=np.maximum(0, [line.value - line.low, line.high - line.value]),
            color=looks.colours[line.factor],
            marker=looks.markers.get(line.model, OTHER),
            markersize=3.5,
            markerfacecolor=looks.face(line.model),
            linewidth=1 if is_ordered else 0,
            elinewidth=0.9,
            capsize=1.8,
        )
    ax.axhline(chance, zorder=0, **CHANCE)
    ax.set_xticks(range(len(settings)), settings)
    ax.set_xlim(-0.5, len(settings) - 0.5)
    ax.grid(axis="y")
    ax.set_axisbelow(True)
