"""Boxes and arrows of the diagrams."""

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

WIDTH = 0.84  # of a box, of the space it has


def box(ax: Axes, x: float, y: float, width: float, height: float, colour: str) -> None:
    """A box about a centre, in units of the axes' data."""
    style = "round,pad=0,rounding_size=0.06"
    corner = (x - width / 2, y - height / 2)
    ax.add_patch(
        FancyBboxPatch(corner, width, height, style, facecolor=colour, edgecolor="0.4", lw=0.6)
    )


def arrow(ax: Axes, *points: tuple[float, float]) -> None:
    """An arrow along two points or more, its head at the last."""
    style = {"arrowstyle": "-|>", "mutation_scale": 6, "lw": 0.7, "color": "0.25"}
    ax.add_patch(FancyArrowPatch(path=Path(points), joinstyle="round", **style))


def frame(ax: Axes, n_columns: int, top: float, bottom: float, left: float = -0.5) -> None:
    """Show so many boxes' width from ``left``, and nothing but what was drawn."""
    ax.set(xlim=(left, left + n_columns), ylim=(bottom, top))
    ax.axis("off")
