"""Figure 2: what the models see of a slice."""

import numpy as np
from matplotlib.axes import Axes

from hbvae.figures.catalogue import catalogued
from hbvae.figures.style import legible

HERTZ = (128, 512, 1024, 2048, 4096, 8192)
COLOUR_MAP = "magma"


@catalogued(
    "fig02_spectrogram",
    title="What the models are given",
    see=(
        "The log-mel spectrogram of one slice, loudness over time (across) and pitch (up). "
        "Regular stripes are notes and their overtones, vertical lines are beats."
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
    """Draw one log-mel slice, time in seconds, bands at their frequencies.

    Args:
        mel: (n_mels, n_frames), 0 to 1, low bands first.
        ax: axes to draw on.
        sample_rate: Hz.
        hop_length: samples from frame to frame.
        frequencies: (n_mels,) centre of each band, Hz, ascending.
        start: s from the beginning of the track.
        title: of the slice.
    """
    n_mels, n_frames = mel.shape
    end = start + n_frames * hop_length / sample_rate
    extent = (start, end, -0.5, n_mels - 0.5)
    ax.imshow(mel, cmap=COLOUR_MAP, vmin=0, vmax=1, origin="lower", aspect="auto", extent=extent)
    inside = [hertz for hertz in HERTZ if frequencies[0] <= hertz <= frequencies[-1]]
    names = [f"{hertz / 1024:g}k" if hertz >= 1024 else str(hertz) for hertz in inside]
    ax.set_yticks(np.interp(inside, frequencies, np.arange(n_mels)), names)
    ax.set(xlabel="time (s)", ylabel="frequency (Hz)", title=legible(title))
    ax.spines[:].set_visible(False)


def spectrogram_colorbar(ax: Axes) -> None:
    """What the colours of the axes' one image mean."""
    bar = ax.figure.colorbar(ax.images[0], ax=ax, ticks=[0, 1], aspect=25, pad=0.02)
    bar.ax.set_yticklabels(["softest", "loudest"])
    bar.set_label("dB, min-max of the slice", labelpad=-26)
    bar.outline.set_visible(False)
