"""Figure 1: how many slices each label has."""

from collections import Counter
from collections.abc import Sequence

from matplotlib.axes import Axes

from hbvae.figures.style import legible, marks


def label_counts(labels: Sequence[str], ax: Axes, title: str) -> None:
    """A bar a label, its number of slices at the end.

    Args:
        labels: (slices,) label of each.
        ax: axes to draw on.
        title: which factor it is.
    """
    counts = Counter(map(str, labels))
    colours = [mark.colour for mark in marks(counts).values()]
    names = sorted(counts)
    bars = ax.barh([legible(name) for name in names], [counts[n] for n in names], color=colours)
    ax.bar_label(bars, [f"{counts[name]:,}" for name in names], padding=2, fontsize=7)
    ax.invert_yaxis()
    ax.set(title=legible(title), xlabel="slices", xlim=(0, 1.18 * max(counts.values())))
    ax.tick_params(axis="y", length=0)
