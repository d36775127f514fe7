"""Figure 3: the stages of the workflow."""

import re
from collections.abc import Sequence
from itertools import pairwise
from textwrap import fill
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from hbvae.figures.boxes import WIDTH, arrow, box, frame
from hbvae.figures.catalogue import catalogued
from hbvae.figures.style import legible

LETTERS = 22  # letters of a detail per inch
SWEEPS = 6  # enough for a diagram of a dozen stages to settle


class Stage(NamedTuple):
    """A stage of a workflow."""

    name: str
    detail: str
    after: tuple[str, ...]  # names of the stages that it needs


class _Place(NamedTuple):
    """A place in a column: a stage, or an arrow that passes the stages there."""

    column: int
    stage: str  # the stage, or the stage at which the arrow ends
    start: str = ""  # the stage at which the arrow starts

    @property
    def room(self) -> float:
        return 0.3 if self.start else 1.0


@catalogued(
    "fig03_pipeline",
    title="The stages of the workflow",
    see=(
        "How to read it: an arrow means that a stage reads the output of another. The listing is "
        "updated before a run; every other box is a rule of the workflow."
    ),
    experiment="HBLM-100",
)
def pipeline(stages: Sequence[Stage], ax: Axes) -> None:
    """Draw stages from left to right, each as near as possible to the stages that need it.

    Args:
        stages: stages, each after those that it needs; names in snake_case.
        ax: axes to draw on; the function hides their frame.
    """
    column = _columns(stages)
    ways = [_way(before, stage.name, column) for stage in stages for before in stage.after]
    row = _rows([_Place(column[stage.name], stage.name) for stage in stages], ways)
    n_columns = 1 + max(column.values())
    letters = int(LETTERS * WIDTH * ax.figure.get_figwidth() / n_columns)

    for stage in stages:
        x, y = column[stage.name], row[_Place(column[stage.name], stage.name)]
        box(ax, x, y, WIDTH, 0.84, "#eef3f9")
        name = stage.name.replace("_", "\n")
        ax.text(x, y - 0.16, name, ha="center", va="center", fontsize=7, fontweight="bold")
        detail = fill(legible(_unbroken(stage.detail)), letters, break_on_hyphens=False)
        ax.text(x, y + 0.2, detail, ha="center", va="center", fontsize=5.6)
    for way in ways:
        # Horizontal past the stages of a column, slanted only between columns: crosses no box.
        ends = [(place.column + side * WIDTH / 2, row[place]) for place in way for side in (-1, 1)]
        arrow(ax, *ends[1:-1])
    frame(
        ax,
        n_columns,
        min(y - place.room / 2 for place, y in row.items()),
        max(y + place.room / 2 for place, y in row.items()),
    )


def _unbroken(detail: str) -> str:
    """Replace blanks in texts such as "3 s" and "128 x 128" by no-break spaces."""
    detail = re.sub(r"(\d) (?=m?s\b|k?Hz\b)", "\\1\N{NO-BREAK SPACE}", detail)
    times = "\N{NO-BREAK SPACE}\N{MULTIPLICATION SIGN}\N{NO-BREAK SPACE}"
    return detail.replace(" x ", times)


def _columns(stages: Sequence[Stage]) -> dict[str, int]:
    earliest, column = {}, {}
    for stage in stages:
        earliest[stage.name] = 1 + max((earliest[name] for name in stage.after), default=-1)
    for stage in reversed(stages):
        ends = [column[later.name] - 1 for later in stages if stage.name in later.after]
        column[stage.name] = min(ends, default=earliest[stage.name])
    return column


def _way(start: str, end: str, column: dict[str, int]) -> list[_Place]:
    passed = range(column[start] + 1, column[end])
    between = [_Place(x, end, start) for x in passed]
    return [_Place(column[start], start), *between, _Place(column[end], end)]


def _rows(boxes: Sequence[_Place], ways: Sequence[Sequence[_Place]]) -> dict[_Place, float]:
    """Height of every place; columns are ordered by the mean heights of their neighbours."""
    places = dict.fromkeys([*boxes, *(place for way in ways for place in way)])
    beside = {place: {-1: [], 1: []} for place in places}
    for way in ways:
        for left, right in pairwise(way):
            beside[left][1].append(right)
            beside[right][-1].append(left)
    columns = [[] for _ in range(1 + max(place.column for place in places))]
    for place in places:
        columns[place.column].append(place)
    row = {place: float(y) for column in columns for y, place in enumerate(column)}
    for side, order in [(-1, columns), (1, columns[::-1])] * SWEEPS:
        for column in order:
            near = {place: [row[other] for other in beside[place][side]] for place in column}
            wanted = {p: float(np.mean(rows)) if rows else row[p] for p, rows in near.items()}
            column.sort(key=wanted.__getitem__)
            row.update(zip(column, _apart(column, wanted), strict=True))
    return row


def _apart(column: Sequence[_Place], wanted: dict[_Place, float]) -> np.ndarray:
    """Heights nearest to the wanted heights, in their order, such that no places overlap."""
    room = np.array([place.room for place in column])
    below = np.cumsum(room) - room / 2
    groups = []  # groups of touching neighbours: mean height above ``below``, number of places
    for place, least in zip(column, below, strict=True):
        groups.append((wanted[place] - least, 1))
        while len(groups) > 1 and groups[-2][0] >= groups[-1][0]:
            (a, n), (b, m) = groups[-2:]
            groups[-2:] = [((a * n + b * m) / (n + m), n + m)]
    return below + np.repeat([height for height, _ in groups], [n for _, n in groups])
