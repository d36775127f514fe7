"""Figures 7, 12 and 13: the latent on a plane and in space, coloured by a factor."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from hbvae.figures.style import COLOURS, Mark, legible, marks


def legend_rows(labels: Sequence[str] | None) -> int:
    """How many lines the legend takes: up to four labels stand in one, else three in each."""
    n_labels = len(set(labels)) if labels is not None else 0
    return min(n_labels, 1) if n_labels <= 4 else -(-n_labels // 3)


def latent_map(xy: np.ndarray, labels: Sequence[str] | None, ax: Axes, title: str) -> None:
    """Draw one point a slice, each label with a colour and a marker of its own.

    Args:
        xy: (slices, 2) position on the map; its axes have no unit.
        labels: (slices,) reference label of each; None: all look alike.
        ax: axes to draw on.
        title: what the colours show.
    """
    _scatter(xy, labels, ax, float(np.clip(6000 / len(xy), 1.5, 14)))
    ax.set(title=legible(title), xticks=[], yticks=[])
    ax.set_aspect("equal", adjustable="datalim")
    ax.spines[:].set_visible(False)


def latent_space(xyz: np.ndarray, labels: Sequence[str] | None, ax: Axes, title: str) -> None:
    """Draw one point a slice in three dimensions.

    Args:
        xyz: (slices, 3) principal components.
        labels: as in `latent_map`.
        ax: three-dimensional axes to draw on.
        title: what is shown.
    """
    _scatter(xyz, labels, ax, float(np.clip(8000 / len(xyz), 2.0, 14)))
    ax.set(title=legible(title), xlabel="PC 1", ylabel="PC 2", zlabel="PC 3")
    for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
        axis.set_ticklabels([])
        axis.labelpad = -12
        axis.pane.set_facecolor("0.97")
    ax.set_box_aspect(None, zoom=0.95)


def _scatter(points: np.ndarray, labels: Sequence[str] | None, ax: Axes, size: float) -> None:
    """Points in random order, so that the label drawn last does not hide the others."""
    shown = np.full(len(points), "") if labels is None else np.asarray(labels)
    looks = {"": Mark(COLOURS[0], "o")} if labels is None else marks(shown)
    order = np.random.default_rng(0).permutation(len(points))
    for chunk in np.array_split(order, min(len(order), 20)):
        for name, (colour, marker) in looks.items():
            some = points[chunk[shown[chunk] == name]]
            ax.scatter(
                *some.T, s=size, color=colour, marker=marker, alpha=0.7, linewidths=0,
                rasterized=True,
                **({"depthshade": False} if points.shape[1] == 3 else {}),
            )  # fmt: skip
    if labels is None:
        return
    for name, (colour, marker) in looks.items():
        label = f"{legible(str(name))} ({(shown == name).sum():,})"
        ax.scatter(*[[]] * points.shape[1], s=14, color=colour, marker=marker, label=label)
    ax.legend(
        loc="upper center",
        bbox_to_anchor=(0.5, 0.0),
        ncols=-(-len(looks) // legend_rows(labels)),
        frameon=False,
        handletextpad=0.1,
        columnspacing=1.0,
    )
