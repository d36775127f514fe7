"""Figures 3 and 4: the stages of the workflow, and the layers of the network."""

from collections.abc import Sequence
from textwrap import fill
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from hbvae.figures.style import legible

MULTIPLIED = "\N{MULTIPLICATION SIGN}"
WIDTH = 0.86  # of a box, of the space it has
PARTS = {  # fill of each part of a network
    "input": "#e8e8e8",
    "lyrics": "#fde3c0",
    "encoder": "#cfe0f3",
    "latent": "#dccbe8",
    "decoder": "#cdeacb",
    "output": "#e8e8e8",
}


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
        _box(ax, x, y, WIDTH, 0.84, "#eef3f9")
        name = stage.name.replace("_", "\n")
        ax.text(x, y - 0.16, name, ha="center", va="center", fontsize=7, fontweight="bold")
        detail = fill(legible(stage.detail), 19)
        ax.text(x, y + 0.2, detail, ha="center", va="center", fontsize=5.6)
        for before in stage.after:
            _arrow(ax, (column[before] + WIDTH / 2, row[before]), (x - WIDTH / 2, y))
    _frame(ax, 1 + max(column.values()), min(row.values()) - 0.5, max(row.values()) + 0.5)


def architecture(layers: Sequence[tuple[str, str, str]], ax: Axes) -> None:
    """Draw a network: encoder and latent from left to right, the decoder back below it.

    Args:
        layers: (name, shape, part) of each in the order it runs; part is one of `PARTS`. Layers
            of the part "latent" between encoder and z run side by side; "lyrics" enter where they
            stand.
        ax: axes to draw on; its frame is taken away.
    """
    names = [part for _, _, part in layers]
    first_decoder = names.index("decoder") if "decoder" in names else len(layers) - 1
    encoder, decoder = layers[:first_decoder], layers[first_decoder:]
    heads = [layer for layer in encoder[:-1] if layer[2] == "latent"]
    steps = [layer for layer in encoder if layer not in heads and layer[2] != "lyrics"]
    columns = [[layer] for layer in steps[:-1]] + ([heads] if heads else []) + [[steps[-1]]]
    n = max(len(columns), len(decoder))
    at = {}
    for x, column in enumerate(columns):
        for number, layer in enumerate(column):
            y = (number - (len(column) - 1) / 2) * 0.6
            at[layer] = x, y
            _layer(ax, x, y, layer, 0.52 if len(column) > 1 else 0.8)
            if x:
                for before in columns[x - 1]:
                    there = at[before]
                    _arrow(ax, (there[0] + WIDTH / 2, there[1]), (x - WIDTH / 2, y))
    last = len(columns) - 1
    for x, layer in enumerate(decoder):
        _layer(ax, last - x, 1.35, layer, 0.8)
        if x:
            _arrow(ax, (last - x + 1 - WIDTH / 2, 1.35), (last - x + WIDTH / 2, 1.35))
    _arrow(ax, (last, 0.4), (last, 0.95))
    for layer in encoder:
        if layer[2] == "lyrics":
            x = at[next(one for one in steps if one[0] == "concatenate")][0]
            _layer(ax, x, -1.15, layer, 0.5)
            _arrow(ax, (x, -0.9), (x, -0.4))
    _frame(ax, n, -1.45, 1.8, left=last + 0.5 - max(len(columns), len(decoder)))


def _layer(ax: Axes, x: float, y: float, layer: tuple[str, str, str], height: float) -> None:
    name, shape, part = layer
    _box(ax, x, y, WIDTH, height, PARTS[part])
    text = "\n".join([*name.replace(" + ", "\n+ ").split("\n"), shape.replace(" x ", MULTIPLIED)])
    ax.text(x, y, text, ha="center", va="center", fontsize=6, linespacing=1.25)


def _box(ax: Axes, x: float, y: float, width: float, height: float, colour: str) -> None:
    style = "round,pad=0,rounding_size=0.06"
    corner = (x - width / 2, y - height / 2)
    ax.add_patch(
        FancyBboxPatch(corner, width, height, style, facecolor=colour, edgecolor="0.4", lw=0.6)
    )


def _arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    style = {"arrowstyle": "-|>", "lw": 0.7, "color": "0.25", "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", end, start, arrowprops=style | {"mutation_scale": 6})


def _frame(ax: Axes, n_columns: int, top: float, bottom: float, left: float = -0.5) -> None:
    ax.set(xlim=(left, left + n_columns), ylim=(bottom, top))
    ax.axis("off")
