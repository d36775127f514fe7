"""Generated slices side by side, and how their colour changes along each row."""

import matplotlib
import numpy as np

from hbvae.figures.catalogue import catalogued
from hbvae.figures.spectrogram import COLOUR_MAP, HERTZ
from hbvae.figures.style import in_short
from hbvae.storage.grids import Grid

MANY = 6  # columns or more, whose curves are too many to tell apart


@catalogued(
    "sweep",
    title="What the axes mean",
    see=(
        "One slice of the collection, moved along one axis a row and left as it is in all "
        "others. What changes along a row is what the axis stands for; axes that change "
        "nothing to be seen tell of something else, or of nothing. Below each row can be "
        "heard, from its first column to its last; the phases are Griffin and Lim's."
    ),
    role="swept",
)
@catalogued(
    "generated",
    title="The same slice with other labels",
    see=(
        "What the conditional VAE makes of a random point of its latent, for each label. It "
        "gives means, so these have a genre's colour without its notes and beats. The table "
        "says whether a probe of real slices (their spectral envelope) hears the label that "
        "was asked for; of a label that it does not hear in real slices of other tracks, it "
        "cannot judge."
    ),
    needs_labels=True,
    role="generator",
)
def spectrogram_grid(grid: Grid, axes: np.ndarray, frequencies: np.ndarray) -> None:
    """Draw slices in rows and columns; where there is an axes more, how their colours differ.

    It has a curve for each column, the first one dark: the mean level of each band, less that of
    the whole row.

    Args:
        grid: what is drawn.
        axes: (rows, columns) or (rows, columns + 1).
        frequencies: (n_mels,) centre of each band, Hz, ascending.
    """
    n_columns, n_mels = len(grid.columns), grid.mel.shape[2]
    inside = [hertz for hertz in HERTZ[1:] if frequencies[0] <= hertz <= frequencies[-1]]
    ticks = np.interp(inside, frequencies, np.arange(n_mels))
    names = [f"{hertz / 1024:g}k" if hertz >= 1024 else str(hertz) for hertz in inside]
    colours = matplotlib.colormaps["viridis"](np.linspace(0, 0.9, n_columns))
    levels = grid.mel.astype(np.float32).mean(axis=3)
    levels -= levels.mean(axis=1, keepdims=True)
    widest = max(0.05, np.abs(levels).max())
    end = float(f"{0.7 * widest:.0e}")
    for row, row_axes in enumerate(axes):
        for column, ax in enumerate(row_axes[:n_columns]):
            image = grid.mel[row, column].astype(np.float32)
            ax.imshow(image, cmap=COLOUR_MAP, vmin=0, vmax=1, origin="lower", aspect="auto")
            ax.set(xticks=[], yticks=[])
            ax.spines[:].set_visible(False)
            if row == 0:
                ax.set_title(in_short(grid.columns[column]), fontsize=7)
            if len(row_axes) > n_columns:
                row_axes[-1].plot(levels[row, column], np.arange(n_mels), color=colours[column])
        row_axes[0].set_ylabel(
            in_short(grid.rows[row]), fontsize=7, rotation=0, ha="right", va="center"
        )
        if len(row_axes) > n_columns:
            row_axes[-1].set(yticks=ticks, yticklabels=names, ylim=(-0.5, n_mels - 0.5))
            row_axes[-1].set(xlim=(-widest, widest), xticks=[-end, end])
            row_axes[-1].axvline(0, color="0.8", linewidth=0.6, zorder=0)
            row_axes[-1].yaxis.tick_right()
            row_axes[-1].label_outer(remove_inner_ticks=True)
            row_axes[-1].spines["right"].set_visible(True)
            row_axes[-1].spines["left"].set_visible(False)
    if axes.shape[1] > n_columns:
        axes[0, -1].set_title("level of each band (0 to 1)\nless the row's mean", fontsize=7)
        for ax in axes[:, -1]:
            ax.set_ylabel("Hz", fontsize=7)
            ax.yaxis.set_label_position("right")
