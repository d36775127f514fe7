"""Figure 1: the number of slices and songs of each label."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from hbvae.figures.catalogue import catalogued
from hbvae.figures.style import COLOURS, in_short, legible, marks

ROOM = 3  # minimum number of bars that a panel has room for
MOST_PARTS = 10  # maximum number of parts of a bar, whose colours can be distinguished
EVEN = {"color": "0.3", "linestyle": "--", "linewidth": 0.8}


@catalogued(
    "fig01_distribution",
    title="Slices and songs of each label",
    see=(
        "How to read it: a bar that ends at the dashed line has an equal share of the slices. "
        "If the bars differ, even a clusterer that ignores the sound reaches a high purity; the "
        "chance level beside each score shows how high."
    ),
    experiment="HBLM-100",
)
def label_counts(
    labels: Sequence[str],
    track: np.ndarray,
    ax: Axes,
    title: str,
    parts: Sequence[str] | None = None,
) -> None:
    """Draw a bar for each label, the most frequent first, with its numbers of slices and songs.

    Args:
        labels: (slices,) label of each slice.
        track: (slices,) song of each slice.
        ax: axes to draw on.
        title: title of the axes, which names the factor.
        parts: (slices,) labels of another factor, which divide the bars; None: undivided bars.
    """
    labels = np.asarray(labels).astype(str)
    names, counts = np.unique(labels, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    names, counts = names[order], counts[order]
    place = np.arange(len(names))
    row = {name: number for number, name in enumerate(names)}
    at = np.array([row[name] for name in labels])
    parts = np.asarray(parts if parts is not None else np.full(len(labels), "")).astype(str)
    looks = marks(parts)
    if not 1 < len(looks) <= MOST_PARTS:
        looks, parts = marks([""]), np.full(len(labels), "")
    left = np.zeros(len(names))
    for part, look in looks.items():
        width = np.bincount(at[parts == part], minlength=len(names))
        ax.barh(
            place, width, left=left, color=look.colour if part else COLOURS[0],
            edgecolor="white", linewidth=0.6, label=in_short(part),
        )  # fmt: skip
        left += width
    for y, name, count in zip(place, names, counts, strict=True):
        songs = len(np.unique(np.asarray(track)[labels == name]))
        text = f"{count:,} ({songs:,} song{'s' * (songs != 1)})"
        ax.annotate(
            text, (count, y), (3, 0), textcoords="offset points", va="center", fontsize=6.5,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5}, zorder=4,
        )  # fmt: skip
    if len(names) > 1:
        ax.axvline(len(labels) / len(names), zorder=3, **EVEN)
    # Leave room above and below few labels, so that the bars are not too thick.
    spare = max(0.0, (ROOM - len(names)) / 2)
    ax.set_yticks(place, [in_short(name) for name in names])
    ax.set(title=legible(title), xlabel="slices", xlim=(0, 1.45 * max(counts)))
    ax.set_ylim(len(names) - 0.4 + spare, -0.6 - spare)
    ax.xaxis.set_major_locator(MaxNLocator(4, integer=True, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    ax.tick_params(axis="y", length=0)
    if len(looks) > 1:
        ax.legend(
            loc="upper center", bbox_to_anchor=(0.5, 0), borderaxespad=4.2, frameon=False,
            ncols=min(4, len(looks)), handlelength=1, columnspacing=1,
        )  # fmt: skip
