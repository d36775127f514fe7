"""Figure 1: how many slices each label has."""

from collections import Counter
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from hbvae.figures.catalogue import catalogued
from hbvae.figures.style import in_short, legible, marks

ROOM = 5  # bars that a panel has room for at the least


@catalogued(
    "fig01_distribution",
    title="What the collection consists of",
    see=(
        "Slices of each label. Unequal bars mean that a clusterer which only follows the "
        "largest group scores well by purity; the chance beside each score shows how well."
    ),
    experiment="HBLM-100",
)
def label_counts(labels: Sequence[str], ax: Axes, title: str) -> None:
    """A bar a label, its number of slices at the end.

    Args:
        labels: (slices,) label of each.
        ax: axes to draw on.
        title: which factor it is.
    """
    counts = Counter(map(str, labels))
    looks = marks(counts)  # in the order of the labels' names
    numbers = [counts[name] for name in looks]
    place = range(len(looks))
    # Few labels: room is left above and below, for no bar as thick as the figure.
    spare = max(0.0, (ROOM - len(looks)) / 2)
    bars = ax.barh(place, numbers, color=[look.colour for look in looks.values()])
    ax.bar_label(bars, [f"{number:,}" for number in numbers], padding=2, fontsize=7)
    ax.set_yticks(place, [in_short(name) for name in looks])
    ax.set(title=legible(title), xlabel="slices", xlim=(0, 1.18 * max(numbers)))
    ax.set_ylim(len(looks) - 0.4 + spare, -0.6 - spare)
    ax.xaxis.set_major_locator(MaxNLocator(4, integer=True))
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    ax.tick_params(axis="y", length=0)
