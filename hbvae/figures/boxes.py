"""Boxes and arrows for diagrams."""

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

WIDTH = 0.84  # width of a box as a share of its column


def box(ax: Axes, x: float, y: float, width: float, height: float, colour: str) -> None:
    """Draw a box around a centre, in data coordinates."""
    style = "round,pad=0,rounding_size=0.06"
    corner = (x - width / 2, y - height / 2)
    ax.add_patch(
        FancyBboxPatch(corner, width, height, style, facecolor=colour, edgecolor="0.4", lw=0.6)
    )


def arrow(ax: Axes, *points: tuple[float, float]) -> None:
    """Draw an arrow through two or more points; its head is at the last point."""
    style = {"arrowstyle": "-|>", "mutation_scale": 6, "lw": 0.7, "color": "0.25"}
    ax.add_patch(FancyArrowPatch(path=Path(points), joinstyle="round", **style))


def frame(ax: Axes, n_columns: int, top: float, bottom: float, left: float = -0.5) -> None:
    """Limit the axes to ``n_columns`` columns from ``left``, and hide their frame."""
    ax.set(xlim=(left, left + n_columns), ylim=(bottom, top))
    ax.axis("off")
