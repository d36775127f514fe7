"""Figure 11: the similarity of the labels in the latent space."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from hbvae.figures.catalogue import catalogued
from hbvae.figures.style import COLOURS, in_short


@catalogued(
    "fig11_dendrogram",
    title="Similarity of the labels to the model",
    see=(
        "How to read it: labels that join close to their names are similar to the model; labels "
        "that join far from their names are not."
    ),
    experiment="GTZAN",
    needs_labels=True,
)
def dendrogram(centroids: np.ndarray, names: Sequence[str], ax: Axes) -> None:
    """Draw Ward's linkage of the labels' mean latents, with the leaves on the right.

    Args:
        centroids: (labels, dimensions) mean latents.
        names: (labels,) names of the labels.
        ax: axes to draw on.
    """
    from scipy.cluster import hierarchy

    if len(names) > 1:
        hierarchy.dendrogram(
            hierarchy.linkage(centroids, "ward", optimal_ordering=True),
            labels=[in_short(str(name)) for name in names],
            orientation="left",
            color_threshold=0,
            above_threshold_color=COLOURS[0],
            leaf_font_size=7.5,
            ax=ax,
        )
    else:
        ax.set_yticks([0], [in_short(str(names[0]))])
    ax.set_xlabel("Ward distance between mean latents")
    ax.spines[["left"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
