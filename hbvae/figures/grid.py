"""Generated slices: their mean in each row, and what each of them changes, in dB."""

from typing import NamedTuple

import numpy as np
from matplotlib.image import AxesImage

from hbvae.figures.catalogue import catalogued
from hbvae.figures.spectrogram import COLOUR_MAP, HERTZ
from hbvae.figures.style import in_lines, legible, written
from hbvae.storage.grids import Grid

CHANGE_MAP = "RdBu_r"
NAME = 1.2  # inches that the name of a row may take
LEAST = 3.0  # dB: changes below it are shown as small ones


class SliceScale(NamedTuple):
    """What a slice's numbers stand for."""

    frequencies: np.ndarray  # (n_mels,) centre of each band, Hz, ascending
    duration: float  # s
    top_db: float  # dB that the range from 0 to 1 stands for


@catalogued(
    "sweep",
    title="What the axes of the joint model mean",
    see=(
        "How to read it: a row is one slice of the collection, moved along one axis from the low "
        "end of the collection to the high end. Red is louder and blue softer than the mean of "
        "the row, so what changes along a row is what the axis stands for; a row that stays white "
        "stands for nothing that the ear would notice here. Brightness is how high the bands are "
        "that carry the level, fullness the mean level of all bands, movement how much the levels "
        "change from frame to frame. Each row can be heard below, from its first column to its "
        "last; the phases are Griffin and Lim's."
    ),
    role="swept",
)
@catalogued(
    "generated",
    title="The same slice with other labels",
    see=(
        "How to read it: on the left the mean over all labels at one random point of the latent "
        "space, then what each label makes louder (red) and softer (blue). The model gives means, "
        "so these have a label's colour without its notes and beats. The table says whether a "
        "probe of real slices (their spectral envelope) hears the label that was asked for; a "
        "label that it does not hear in real slices of other tracks, it cannot judge."
    ),
    needs_labels=True,
    role="generator",
)
def spectrogram_grid(
    grid: Grid, axes: np.ndarray, scale: SliceScale
) -> tuple[AxesImage, AxesImage]:
    """Draw the mean slice of each row, then the difference of each column from it.

    Args:
        grid: what is drawn.
        axes: (rows, 1 + columns).
        scale: of the slices.

    Returns:
        an image of a mean and one of a change, for `grid_colorbars`.
    """
    mel = grid.mel.astype(np.float32)
    mean = mel.mean(axis=1)
    change = scale.top_db * (mel - mean[:, None])
    most = max(LEAST, float(np.percentile(np.abs(change), 99.5)))
    n_mels = mel.shape[2]
    look = {"origin": "lower", "aspect": "auto", "extent": (0, scale.duration, -0.5, n_mels - 0.5)}
    for row, (first, *others) in enumerate(axes):
        level = first.imshow(mean[row], cmap=COLOUR_MAP, vmin=0, vmax=1, **look)
        for column, ax in enumerate(others):
            moved = ax.imshow(change[row, column], cmap=CHANGE_MAP, vmin=-most, vmax=most, **look)
        first.set_ylabel(
            in_lines(grid.rows[row].replace("\n", ", "), NAME, 7), fontsize=7, rotation=0,
            ha="right", va="center",
        )  # fmt: skip
    inside = [f for f in HERTZ[1::2] if scale.frequencies[0] <= f <= scale.frequencies[-1]]
    ticks = np.interp(inside, scale.frequencies, np.arange(n_mels))
    for ax in axes.flat:
        ax.set_xticks([0, scale.duration], ["0", f"{scale.duration:g} s"])
        ax.set_yticks(ticks, [f"{f} Hz" if f < 1000 else f"{f // 1000} kHz" for f in inside])
        ax.tick_params(labelsize=6, length=2)
        ax.label_outer()
    for ax, name in zip(axes[0], ["mean of\nthe row", *grid.columns], strict=True):
        ax.set_title(legible(name), fontsize=7)
    return level, moved


def grid_colorbars(images: tuple[AxesImage, AxesImage], axes: np.ndarray, top_db: float) -> None:
    """Say what the colours of means and of changes are, on the right of all axes.

    Args:
        images: from `spectrogram_grid`.
        axes: that it drew on.
        top_db: dB that the range from 0 to 1 stands for.
    """
    level, moved = images
    look = {"ax": list(axes.flat), "aspect": 22, "pad": 0.015}
    bar = level.figure.colorbar(moved, extend="both", **look)
    bar.set_label("change (dB)")
    first = level.figure.colorbar(level, ticks=[0, 0.5, 1], **look)
    first.set_ticklabels([written(level, 0) for level in (-top_db, -top_db / 2, 0)])
    first.set_label("level of the mean (dB)")
    for drawn_axes in (bar, first):
        drawn_axes.outline.set_visible(False)
        drawn_axes.ax.tick_params(labelsize=6)
