"""Figures 5 and 8: the loss in each epoch."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, MaxNLocator, StrMethodFormatter

from hbvae.figures.catalogue import catalogued
from hbvae.figures.style import COLOURS, legible

TERMS = {"loss": "total", "reconstruction": "squared error", "kl": "KL term"}
FEW = 20  # maximum number of epochs that have markers
WIDE = 8  # ratio of the largest to the smallest loss from which on the axis is logarithmic


@catalogued(
    "fig05_training",
    title="Training of the paper's model and of the plain autoencoder",
    see=(
        "How to read it: solid curves show the songs that the model is fitted to, dashed curves "
        "held-out songs. Dashed curves that turn upwards mean that the model memorises the songs "
        "that it is fitted to."
    ),
    experiment="HBLM-100",
)
@catalogued(
    "fig08_convergence",
    title="Convergence of the paper's model",
    see=(
        "How to read it: the gap between the two colours is beta times the KL term, the cost of "
        "the information in the latent space. Without a gap the latent space is empty (posterior "
        "collapse)."
    ),
    experiment="GTZAN",
)
def training_curves(
    history: Mapping[str, np.ndarray],
    ax: Axes,
    title: str,
    terms: Sequence[str] = tuple(TERMS),
) -> None:
    """Draw terms of the loss: solid lines for fitted slices, dashed lines for held-out tracks.

    Args:
        history: (epochs,) values by column of history.tsv; the held-out columns may be NaN.
        ax: axes to draw on.
        title: title of the axes, which names the model.
        terms: keys of `TERMS` to draw.
    """
    epoch = history["epoch"]
    point = {"marker": "o" if len(epoch) <= FEW else None, "markersize": 3.5}
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
    ax.set(title=legible(title), xlabel="epoch", ylabel="loss per slice")
    low, high = ax.dataLim.intervaly
    if low > 0 and high > WIDE * low:
        ax.set_yscale("log")
        ax.yaxis.set_major_locator(LogLocator())
        ax.yaxis.set_minor_locator(LogLocator(subs=(2, 5)))
        ax.yaxis.set_minor_formatter(StrMethodFormatter("{x:,.4g}") if high < 100 * low else "")
    else:
        ax.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.4g}"))
    ax.xaxis.set_major_locator(MaxNLocator(8, integer=True, min_n_ticks=1))
    ax.grid(axis="y")
    ax.set_axisbelow(True)
    ax.legend(
        handles=handles,
        loc="upper center",
        bbox_to_anchor=(0.5, 0),
        borderaxespad=4.5,  # in font sizes: the height of the tick labels and the axis label
        ncols=2,
        frameon=False,
    )
