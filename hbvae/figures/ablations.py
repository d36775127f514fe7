"""The ablations: agreement of clusters with each factor, against one setting of the models."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from hbvae.figures.style import COLOURS, MARKERS, legible

OTHER = "D"  # marker of settings other than those of the paper's models
SPREAD = 0.36  # of the distance of two settings, over which lines at one setting are spread
CHANCE = {"color": "0.3", "linestyle": (0, (4, 2)), "linewidth": 0.9}


class Line(NamedTuple):
    """The scores of one model against one factor."""

    factor: str
    model: str
    place: np.ndarray  # (settings,) the number of each setting
    value: np.ndarray  # (settings,)
    low: np.ndarray  # (settings,)
    high: np.ndarray  # (settings,)


class Looks(NamedTuple):
    """A colour for each factor, a marker and a stroke for each model, the same in all panels."""

    colours: dict[str, str]
    markers: dict[str, str]

    @classmethod
    def of(cls, factors: Sequence[str], models: Sequence[str]) -> "Looks":
        colours = {factor: COLOURS[number] for number, factor in enumerate(factors)}
        return cls(colours, dict(zip(models, MARKERS, strict=False)))

    def handles(self) -> list[Line2D]:
        """What a legend shows: factors by colour, models by marker, chance."""
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
        """What fills a model's marker: white for the first one, else its colour."""
        return "white" if model in list(self.markers)[:1] else None


def ablation_panel(
    lines: Sequence[Line],
    settings: Sequence[str],
    chance: float,
    looks: Looks,
    ax: Axes,
    is_ordered: bool = True,
) -> None:
    """Scores with their intervals at each setting, a line a model and factor; chance across.

    Args:
        lines: to draw.
        settings: names of the places, from the left.
        chance: mean score by chance.
        looks: of factors and models.
        ax: axes to draw on.
        is_ordered: whether settings are numbers, which a line joins.
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
