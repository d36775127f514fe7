"""Points coloured by their labels, on a plane or in space."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from hbvae.figures.style import COLOURS, Mark, in_short, marks

ROOM = 76  # letters that a line of the legend has room for
MOST_DRAWN = 600  # groups of points, each a label's in a chunk; hundreds of labels have few chunks


def legend_rows(labels: Sequence[str] | None) -> int:
    """How many lines the legend takes: up to four labels stand in one, else three in each; fewer
    where they are long."""
    names = set() if labels is None else set(map(str, labels))
    longest = max((len(in_short(name)) for name in names), default=0)
    in_each = min(
        4 if len(names) <= 4 else 3, max(1, ROOM // (longest + 8))
    )  # with mark and number
    return -(-len(names) // in_each)


def scatter(points: np.ndarray, labels: Sequence[str] | None, ax: Axes, size: float) -> None:
    """Draw points in random order, so that the label drawn last does not hide the others.

    Args:
        points: (points, 2) or, on three-dimensional axes, (points, 3).
        labels: (points,) label of each; None: all look alike, and there is no legend.
        ax: axes to draw on.
        size: of a point, in square points.
    """
    shown = np.full(len(points), "") if labels is None else np.asarray(labels)
    looks = {"": Mark(COLOURS[0], "o")} if labels is None else marks(shown)
    in_space = points.shape[1] == 3
    order = np.random.default_rng(0).permutation(len(points))
    n_chunks = max(2, min(len(order), 20, MOST_DRAWN // len(looks)))
    for chunk in np.array_split(order, n_chunks):
        for name, (colour, marker) in looks.items():
            some = points[chunk[shown[chunk] == name]]
            ax.scatter(
                *some.T, s=size, color=colour, marker=marker, alpha=0.7, linewidths=0,
                rasterized=True,
                **({"depthshade": False} if in_space else {}),
            )  # fmt: skip
    if labels is None:
        return
    nowhere = [[]] * points.shape[1]
    ax.legend(
        [ax.scatter(*nowhere, s=14, color=c, marker=marker) for c, marker in looks.values()],
        [f"{in_short(str(name))} ({(shown == name).sum():,})" for name in looks],
        loc="upper center",
        bbox_to_anchor=(0.5, 0.05 if in_space else 0.0),  # axes in space are empty at the foot
        ncols=-(-len(looks) // legend_rows(labels)),
        frameon=False,
        handletextpad=0.1,
        columnspacing=1.0,
    )
