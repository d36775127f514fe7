"""Points coloured by label, in two or three dimensions, and their legends."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from hbvae.figures.style import COLOURS, Mark, in_short, marks

ROOM = 18  # letters per inch of a legend
MOST_DRAWN = 600  # maximum number of scatter calls: chunks of points times labels

STYLE = {"frameon": False, "handletextpad": 0.1, "columnspacing": 1.0}  # style of legends


def legend_rows(labels: Sequence[str] | None, inches: float) -> int:
    """Number of lines in a legend of a given width.

    Args:
        labels: (points,) labels; None: no legend.
        inches: width of the legend.
    """
    names = set() if labels is None else set(map(str, labels))
    longest = max((len(in_short(name)) for name in names), default=0)
    # The marker and the number take another ten letters.
    in_each = min(len(names), max(1, int(ROOM * inches) // (longest + 10)))
    return -(-len(names) // in_each) if names else 0


def scatter(
    points: np.ndarray, labels: Sequence[str] | None, ax: Axes, size: float, alpha: float = 0.75
) -> None:
    """Draw points in random order, so that no label hides the others.

    Args:
        points: (points, 2) or, on three-dimensional axes, (points, 3).
        labels: (points,) labels; None: all points look alike.
        ax: axes to draw on.
        size: area of a point, in square points.
        alpha: opacity of a point.
    """
    shown = np.full(len(points), "") if labels is None else np.asarray(labels)
    looks = {"": Mark(COLOURS[0], "o")} if labels is None else marks(shown)
    in_space = {"depthshade": False} if points.shape[1] == 3 else {}
    order = np.random.default_rng(0).permutation(len(points))
    n_chunks = max(2, min(len(order), 20, MOST_DRAWN // len(looks)))
    for chunk in np.array_split(order, n_chunks):
        for name, (colour, marker) in looks.items():
            some = points[chunk[shown[chunk] == name]]
            ax.scatter(
                *some.T, s=size, color=colour, marker=marker, alpha=alpha, linewidths=0,
                rasterized=True, **in_space,
            )  # fmt: skip


def legend(labels: Sequence[str], ax: Axes, inches: float, is_beside: bool = False) -> None:
    """Draw a legend with the marker and the number of points of each label.

    Args:
        labels: (points,) labels.
        ax: axes of the points.
        inches: width of the legend if it is below the axes.
        is_beside: whether the legend is on the right of the axes, in a single column.
    """
    below = {"loc": "upper center", "bbox_to_anchor": (0.5, 0.0), "ncols": _columns(labels, inches)}
    beside = {"loc": "center left", "bbox_to_anchor": (1.0, 0.5)}
    ax.legend(*_entries(labels), **STYLE, **(beside if is_beside else below))


def shared_legend(labels: Sequence[str], fig: Figure) -> None:
    """Draw such a legend below all axes of a figure."""
    columns = _columns(labels, fig.get_figwidth())
    fig.legend(*_entries(labels), loc="outside lower center", ncols=columns, **STYLE)


def _columns(labels: Sequence[str], inches: float) -> int:
    return -(-len(set(map(str, labels))) // legend_rows(labels, inches))


def _entries(labels: Sequence[str]) -> tuple[list[Line2D], list[str]]:
    names, counts = np.unique(np.asarray(labels), return_counts=True)
    number = dict(zip(names.tolist(), counts, strict=True))
    looks = marks(number)
    points = [
        Line2D([], [], color=look.colour, marker=look.marker, linestyle="", markersize=4.5)
        for look in looks.values()
    ]
    return points, [f"{in_short(str(name))} ({number[name]:,})" for name in looks]
