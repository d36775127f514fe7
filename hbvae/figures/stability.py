"""The stability of clusterings against the number of clusters."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from hbvae.figures.catalogue import catalogued
from hbvae.figures.style import COLOURS


@catalogued(
    "stability",
    title="How many clusters the collection supports",
    see=(
        "How far clusterings of resampled tracks agree, for each number of clusters. The "
        "number to trust is the largest one whose interval reaches the best agreement."
    ),
)
def stability_curve(
    k: np.ndarray, mean: np.ndarray, low: np.ndarray, high: np.ndarray, chosen: int, ax: Axes
) -> None:
    """Mean agreement of pairs of clusterings for each number of clusters, the chosen one marked.

    Args:
        k: (numbers,) of clusters.
        mean, low, high: (numbers,) adjusted Rand index and its interval.
        chosen: one of ``k``.
        ax: axes to draw on.
    """
    ax.fill_between(k, low, high, color=COLOURS[0], alpha=0.2, linewidth=0)
    ax.plot(k, mean, "o-", color=COLOURS[0], markersize=3)
    at = mean[np.asarray(k) == chosen]
    ax.plot([chosen], at, "o", color=COLOURS[1], markersize=6, label=f"chosen: k = {chosen}")
    ax.set(xlabel="number of clusters, k", ylabel="adjusted Rand index", ylim=(None, 1.02))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    ax.legend(frameon=False)
