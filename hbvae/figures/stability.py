"""The stability of clusterings for each number of clusters."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from hbvae.figures.catalogue import catalogued
from hbvae.figures.style import COLOURS


@catalogued(
    "stability",
    title="Stability for each number of groups",
    see=(
        "How to read it: 1 means that clusterings of resampled songs agree exactly, 0 that they "
        "agree only by chance. Trust the largest number of groups whose interval reaches the best "
        "agreement."
    ),
)
def stability_curve(
    k: np.ndarray,
    mean: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    chosen: int,
    ax: Axes,
    used: int | None = None,
) -> None:
    """Draw the mean agreement of pairs of clusterings for each number of clusters.

    Args:
        k: (numbers,) numbers of clusters.
        mean, low, high: (numbers,) adjusted Rand index and its interval.
        chosen: the number of clusters to mark.
        ax: axes to draw on.
        used: number of groups shown elsewhere, to mark if it differs from ``chosen``.
    """
    ax.fill_between(k, low, high, color=COLOURS[0], alpha=0.2, linewidth=0)
    ax.plot(k, mean, "o-", color=COLOURS[0], markersize=3)
    at = mean[np.asarray(k) == chosen]
    ax.plot([chosen], at, "D", color=COLOURS[2], markersize=6, label=f"most stable: {chosen}")
    if used is not None and used != chosen:
        ax.axvline(used, color="0.3", linestyle="--", linewidth=0.9, label=f"shown: {used}")
    ax.set(
        xlabel="number of groups, k", ylabel="agreement (adjusted\nRand index)", ylim=(None, 1.02)
    )
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    ax.legend(frameon=False)
