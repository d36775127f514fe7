"""Figure 14: the distribution of each label over the clusters."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from hbvae.figures.catalogue import catalogued
from hbvae.figures.style import COLOURS, in_short

MOST_ANNOTATED = 12  # largest number of labels or clusters with numbers in the cells
MOST_LABELS, SMALLEST = 30, 4.5  # maximum number of rows, at this font size in points


@catalogued(
    "fig14_confusion",
    title="Clusters against labels",
    see=(
        "How to read it: an outlined cell is a label and its matched cluster, best matches first. "
        "Dark outlined cells show agreement. If two labels are dark in the same column, the model "
        "puts them into the same cluster."
    ),
    experiment="GTZAN",
    needs_labels=True,
)
def confusion(table: np.ndarray, labels: Sequence[str], clusters: Sequence[int], ax: Axes) -> None:
    """Draw a heat map of the share of each label's slices in each cluster.

    Args:
        table: (labels, clusters) numbers of slices, with matched pairs on the diagonal; see
            `hbvae.evaluation.external.match_pairs`.
        labels: (labels,) names of the rows.
        clusters: (clusters,) numbers of the columns.
        ax: axes to draw on.
    """
    import seaborn as sns

    most = max(table.shape)
    share = 100 * table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    sns.heatmap(
        share, vmin=0, vmax=100, cmap="Blues", linewidths=0.4, ax=ax,
        annot=most <= MOST_ANNOTATED, fmt=".0f", annot_kws={"fontsize": 6},
        xticklabels=[str(number) for number in clusters],
        yticklabels=[in_short(str(label)) for label in labels],
        cbar_kws={"label": "share of the label's slices (%)", "ticks": [0, 50, 100], "aspect": 30},
    )  # fmt: skip
    for pair in range(min(table.shape)):
        ax.add_patch(
            Rectangle(
                (pair, pair),
                1,
                1,
                fill=False,
                edgecolor=COLOURS[2],
                lw=1.4,
                zorder=3,
                clip_on=False,
            )
        )
    ax.set(xlabel="cluster of slices (number)", ylabel="")
    ax.tick_params(length=0, labelsize=min(7, SMALLEST * MOST_LABELS / most))
    ax.tick_params(axis="y", rotation=0)
    ax.tick_params(axis="x", rotation=0 if len(clusters) <= MOST_ANNOTATED else 90)
