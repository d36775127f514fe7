"""Figure 3: the stages of the workflow."""

from collections.abc import Sequence
from textwrap import fill
from typing import NamedTuple

from matplotlib.axes import Axes

from hbvae.figures.boxes import WIDTH, arrow, box, frame
from hbvae.figures.style import legible


class Stage(NamedTuple):
    """One stage of a workflow."""

    name: str
    detail: str
    after: tuple[str, ...]  # names of the stages that it needs


def pipeline(stages: Sequence[Stage], ax: Axes) -> None:
    """Draw stages from left to right, each as near to those that need it as it can be.

    Args:
        stages: each after those it needs; names in snake_case.
        ax: axes to draw on; its frame is taken away.
    """
    longest = {}
    for stage in stages:
        longest[stage.name] = 1 + max((longest[name] for name in stage.after), default=-1)
    column, row = {}, {}
    for stage in reversed(stages):
        needed_by = [one.name for one in stages if stage.name in one.after]
        ends = [column[name] - 1 for name in needed_by]
        column[stage.name] = min(ends, default=longest[stage.name])
        heights = [row[name] for name in needed_by]
        row[stage.name] = sum(heights) / len(heights) if heights else 0.0
        beside = [name for name in row if column[name] == column[stage.name]]
        for number, name in enumerate(reversed(beside)):
            row[name] = row[beside[0]] if len(beside) == 1 else number - (len(beside) - 1) / 2

    for stage in stages:
        x, y = column[stage.name], row[stage.name]
        box(ax, x, y, WIDTH, 0.84, "#eef3f9")
        name = stage.name.replace("_", "\n")
        ax.text(x, y - 0.16, name, ha="center", va="center", fontsize=7, fontweight="bold")
        detail = fill(legible(stage.detail), 19)
        ax.text(x, y + 0.2, detail, ha="center", va="center", fontsize=5.6)
        for before in stage.after:
            arrow(ax, (column[before] + WIDTH / 2, row[before]), (x - WIDTH / 2, y))
    frame(ax, 1 + max(column.values()), min(row.values()) - 0.5, max(row.values()) + 0.5)
