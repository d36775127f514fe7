"""One style for every figure: column width, colours that the colour-blind can tell apart."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from textwrap import fill

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import seaborn as sns
from matplotlib.figure import Figure

PAGE = 6.9  # inches, both columns
MARKERS = "osD^vP*Xhp"  # a second cue beside colour

RC = {
    "font.size": 8,
    "axes.titlesize": 9,
    "axes.labelsize": 8,
    "legend.fontsize": 7,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.dpi": 150,
    "savefig.dpi": 300,
    "pdf.fonttype": 42,
}


def palette(labels: Sequence[str]) -> dict[str, tuple[float, float, float]]:
    """A colour for each distinct label, in sorted order, from seaborn's colour-blind set."""
    names = sorted(set(labels))
    return dict(zip(names, sns.color_palette("colorblind", len(names)), strict=True))


@contextmanager
def figure(paths: Sequence[str], caption: str, **subplots) -> Iterator[tuple[Figure, object]]:
    """Axes to draw on; saved to every path, with the caption below, when the block ends.

    Args:
        paths: files to write; the ending says the format.
        caption: what was drawn, of how many; wrapped to the figure's width.
        subplots: handed to ``plt.subplots``.
    """
    with plt.rc_context(RC):
        fig, axes = plt.subplots(layout="constrained", **subplots)
        yield fig, axes
        wrapped = fill(caption, int(22 * fig.get_figwidth()))
        fig.supxlabel(wrapped, fontsize=6.5, color="0.35")
        for path in paths:
            # No date in the file: the same data give the same bytes.
            metadata = {"CreationDate": None} if path.endswith(".pdf") else {"Software": None}
            fig.savefig(path, metadata=metadata)
        plt.close(fig)
