"""Figure 7: a map of the latent space, coloured by each factor."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from hbvae.figures.style import MARKERS, palette


def legend_rows(labels: Sequence[str]) -> int:
    """How many lines the legend takes: up to four labels stand in one, else three in each."""
    n_labels = len(set(labels))
    return 1 if n_labels <= 4 else -(-n_labels // 3)


def latent_map(xy: np.ndarray, labels: Sequence[str], ax: Axes, title: str) -> None:
    """Draw one point a slice, each label with a colour and a marker of its own.

    Args:
        xy: (slices, 2) position on the map; its axes have no unit.
        labels: (slices,) reference label of each.
        ax: axes to draw on.
        title: what the colours show.
    """
    labels = np.asarray(labels)
    # In random order, so that the label drawn last does not hide the others.
    order = np.random.default_rng(0).permutation(len(xy))
    colours = palette(labels)
    for number, (name, colour) in enumerate(colours.items()):
        of_label = labels == name
        marker = MARKERS[number % len(MARKERS)]
        ax.scatter([], [], s=14, color=colour, marker=marker, label=f"{name} ({of_label.sum():,})")
    size = float(np.clip(6000 / len(xy), 1.5, 14))
    for chunk in np.array_split(order, min(len(order), 20)):
        for number, (name, colour) in enumerate(colours.items()):
            points = xy[chunk[labels[chunk] == name]]
            marker = MARKERS[number % len(MARKERS)]
            ax.scatter(*points.T, s=size, color=colour, marker=marker, alpha=0.7, linewidths=0)
    ax.set(title=title, xticks=[], yticks=[])
    ax.set_aspect("equal", adjustable="datalim")
    ax.spines[:].set_visible(False)
    ax.legend(
        loc="upper center",
        bbox_to_anchor=(0.5, 0.0),
        ncols=-(-len(colours) // legend_rows(labels)),
        frameon=False,
        handletextpad=0.1,
        columnspacing=1.0,
    )
