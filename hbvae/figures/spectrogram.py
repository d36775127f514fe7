"""Figure 2: a log-mel slice, the input of the models."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.image import AxesImage

from hbvae.figures.catalogue import catalogued
from hbvae.figures.style import legible, written

HERTZ = (125, 500, 1000, 2000, 4000, 8000)
COLOUR_MAP = "magma"


@catalogued(
    "fig02_spectrogram",
    title="A log-mel slice, the input of the models",
    see=(
        "How to read it: the level at each time (from left to right) and frequency (from bottom to "
        "top). Regular stripes are notes and their overtones; vertical lines are beats."
    ),
    experiment="HBLM-100",
)
def spectrogram(
    mel: np.ndarray,
    ax: Axes,
    sample_rate: int,
    hop_length: int,
    frequencies: np.ndarray,
    start: float = 0.0,
    title: str = "",
) -> None:
    """Draw a log-mel slice, with time in seconds and bands at their frequencies.

    Args:
        mel: (n_mels, n_frames), 0 to 1, low bands first.
        ax: axes to draw on.
        sample_rate: Hz.
        hop_length: samples between frames.
        frequencies: (n_mels,) centre of each band, Hz, ascending.
        start: start of the slice, s from the beginning of the track.
        title: title of the axes.
    """
    n_mels, n_frames = mel.shape
    end = start + n_frames * hop_length / sample_rate
    extent = (start, end, -0.5, n_mels - 0.5)
    ax.imshow(mel, cmap=COLOUR_MAP, vmin=0, vmax=1, origin="lower", aspect="auto", extent=extent)
    inside = [hertz for hertz in HERTZ if frequencies[0] <= hertz <= frequencies[-1]]
    ax.set_yticks(np.interp(inside, frequencies, np.arange(n_mels)), [f"{f:,}" for f in inside])
    ax.set(xlabel="time (s)", ylabel="frequency (Hz)", title=legible(title))
    ax.spines[:].set_visible(False)


def level_colorbar(image: AxesImage, axes: Axes | Sequence[Axes], top_db: float) -> None:
    """Draw a colour bar for slices, in dB below the loudest bin.

    Args:
        image: image of a slice, 0 to 1.
        axes: axes beside which the bar is drawn.
        top_db: dB between the values 0 and 1.
    """
    bar = image.figure.colorbar(image, ax=axes, aspect=25, pad=0.02)
    decibels = list(range(0, int(top_db) + 1, 20))
    bar.set_ticks([1 - number / top_db for number in decibels])
    bar.set_ticklabels([written(-number, 0) for number in decibels])
    bar.set_label("level (dB, loudest bin = 0)")
    bar.outline.set_visible(False)
