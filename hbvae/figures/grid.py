"""Generated slices: the mean of each row, and the difference of each slice from it in dB."""

from typing import NamedTuple

import numpy as np
from matplotlib.image import AxesImage

from hbvae.figures.catalogue import catalogued
from hbvae.figures.spectrogram import COLOUR_MAP, HERTZ
from hbvae.figures.style import in_lines, legible, written
from hbvae.storage.grids import Grid

CHANGE_MAP = "RdBu_r"
NAME = 1.2  # inches, maximum width of a row's name
LEAST = 3.0  # dB, minimum of the colour scale's limit, so that small changes look small


class SliceScale(NamedTuple):
    """Units of a slice's values and axes."""

    frequencies: np.ndarray  # (n_mels,) centre of each band, Hz, ascending
    duration: float  # s
    top_db: float  # dB between the values 0 and 1


@catalogued(
    "sweep",
    title="The axes of the joint model",
    see=(
        "How to read it: each row shows a slice of the collection, moved along an axis from the "
        "low end of the collection to the high end. Red is louder and blue softer than the mean of "
        "the row, so the changes along a row show the meaning of the axis; an axis whose row stays "
        "white has no audible effect here. Brightness is the centre of the levels over the bands, "
        "fullness the mean level of all bands, movement the change of the levels from frame to "
        "frame. You can listen to each row below, from its first column to its last; the phases "
        "are estimated by the method of Griffin and Lim."
    ),
    role="swept",
)
@catalogued(
    "generated",
    title="The same slice with different labels",
    see=(
        "How to read it: the left column is the mean over all labels at a random point of the "
        "latent space; the other columns show what each label makes louder (red) and softer "
        "(blue). The model generates means, so these slices have the timbre of a label without its "
        "notes and beats. The table shows how often a probe of real slices (their spectral "
        "envelopes) recognises the requested label. The probe cannot judge labels that it does not "
        "recognise in real slices of other tracks."
    ),
    needs_labels=True,
    role="generator",
)
def spectrogram_grid(
    grid: Grid, axes: np.ndarray, scale: SliceScale
) -> tuple[AxesImage, AxesImage]:
    """Draw the mean slice of each row, then the difference of each column from it.

    Args:
        grid: slices to draw.
        axes: (rows, 1 + columns) axes to draw on.
        scale: units of the slices.

    Returns:
        An image of a mean and an image of a change, for `grid_colorbars`.
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
    """Draw colour bars for the means and the changes, on the right of all axes.

    Args:
        images: images that `spectrogram_grid` returned.
        axes: axes of these images.
        top_db: dB between the values 0 and 1.
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
