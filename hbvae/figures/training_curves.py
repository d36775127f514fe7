"""Figures 5 and 8: the loss of each epoch."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter, StrMethodFormatter

from hbvae.figures.catalogue import catalogued
from hbvae.figures.style import COLOURS, legible

TERMS = {"loss": "total", "reconstruction": "reconstruction", "kl": "KL"}


@catalogued(
    "fig05_training",
    title="How the models learned",
    see=(
        "Loss by epoch, for the tracks that are fitted and for those held out. Held-out "
        "curves that turn upwards mean that the model learns its tracks by heart."
    ),
    experiment="HBLM-100",
)
@catalogued(
    "fig08_convergence",
    title="Training of the main model",
    see=(
        "The loss and the reconstruction in it, by epoch. What is between the two curves is "
        "the KL term times beta, what the model pays for what it remembers of a slice."
    ),
    experiment="GTZAN",
)
def training_curves(
    history: Mapping[str, np.ndarray],
    ax: Axes,
    title: str,
    terms: Sequence[str] = tuple(TERMS),
) -> None:
    """Draw terms of the loss: solid of the slices that were fitted, dashed of held-out tracks.

    Args:
        history: (epochs,) by column of history.tsv; the held-out columns may be NaN.
        ax: axes to draw on.
        title: which model it is.
        terms: those of `TERMS` to draw.
    """
    epoch = history["epoch"]
    point = {"marker": "o" if len(epoch) < 3 else None, "markersize": 4}
    handles = []
    for term, colour in zip(TERMS, COLOURS, strict=False):
        if term not in terms:
            continue
        handles += ax.plot(epoch, history[term], color=colour, label=TERMS[term], **point)
        held_out = history[f"held_out_{term}"]
        if np.isfinite(held_out).any():
            ax.plot(epoch, held_out, "--", color=colour, markerfacecolor="white", **point)
    if len(ax.lines) > len(handles):
        dashed = {"color": "0.3", "linestyle": "--", "markerfacecolor": "white"}
        handles.append(Line2D([], [], label="held-out tracks", **dashed, **point))
    ax.set(title=legible(title), xlabel="epoch", ylabel="loss a slice")
    ax.set_yscale("log")
    low, high = ax.get_ylim()
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)) if high > 8 * low else MaxNLocator(5))
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.4g}"))
    ax.yaxis.set_minor_formatter(NullFormatter())
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    ax.legend(
        handles=handles,
        loc="upper center",
        bbox_to_anchor=(0.5, 0),
        borderaxespad=4.5,  # in letters, as high as the epochs' numbers and name
        ncols=2,
        frameon=False,
    )
