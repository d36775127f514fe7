"""Figure 10: the correlation between the dimensions of a latent."""

import numpy as np
from matplotlib.axes import Axes

from hbvae.figures.catalogue import catalogued


def ordered_correlation(latent: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Pearson correlation of the dimensions, ordered so that similar dimensions are adjacent.

    Args:
        latent: (slices, dimensions).

    Returns:
        The correlation matrix in that order, the numbers of the dimensions in that order without
        constant dimensions, and the mean absolute value off the diagonal, NaN for a single
        dimension.
    """
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    varying = np.flatnonzero(latent.std(axis=0) > 1e-9)
    if len(varying) < 2:
        return np.ones((len(varying), len(varying))), varying, float("nan")
    matrix = np.corrcoef(latent[:, varying].astype(np.float64).T)
    apart = squareform(1 - np.abs(matrix), checks=False)
    order = leaves_list(linkage(np.maximum(apart, 0), "average", optimal_ordering=True))
    off_diagonal = matrix[~np.eye(len(varying), dtype=bool)]
    return matrix[np.ix_(order, order)], varying[order], float(np.abs(off_diagonal).mean())


@catalogued(
    "fig10_correlation",
    title="Correlation between the dimensions of the latent space",
    see=(
        "How to read it: a disentangled latent space would show a diagonal on white; blocks are "
        "dimensions that carry the same information."
    ),
    experiment="GTZAN",
)
def correlation(matrix: np.ndarray, ax: Axes) -> None:
    """Draw a heat map of the `ordered_correlation`.

    The axes have no numbers, because the dimensions are ordered by similarity.

    Args:
        matrix: (dimensions, dimensions), -1 to 1.
        ax: axes to draw on.
    """
    if not len(matrix):
        ax.text(0.5, 0.5, "no dimension varies", ha="center", transform=ax.transAxes)
        ax.axis("off")
        return
    import seaborn as sns

    sns.heatmap(
        matrix, vmin=-1, vmax=1, cmap="RdBu_r", square=True, rasterized=True, ax=ax,
        cbar_ax=ax.inset_axes([1.04, 0, 0.04, 1]), xticklabels=False, yticklabels=False,
        cbar_kws={"label": "Pearson correlation r", "ticks": [-1, -0.5, 0, 0.5, 1]},
    )  # fmt: skip
    name = f"{len(matrix)} dimensions, similar ones together"
    ax.set(xlabel=name, ylabel=name, xticks=[], yticks=[])


def chance_correlation(n: int) -> float:
    """Mean absolute correlation of independent dimensions in n independent observations.

    In a normal sample, r is approximately normal with deviation 1 / sqrt(n - 1); the mean of its
    absolute value is sqrt(2 / pi) times the deviation.
    """
    return float(np.sqrt(2 / np.pi / max(n - 1, 1)))
