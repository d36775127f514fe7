"""Figures 2 and 6: what the models see of a slice, and what they make of it."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from hbvae.figures.style import legible

HERTZ = (128, 512, 1024, 2048, 4096, 8192)
COLOUR_MAP = "magma"


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


def reconstructions(
    mel: np.ndarray,
    mel_hat: np.ndarray,
    axes: np.ndarray,
    titles: Sequence[str],
    sample_rate: int,
    hop_length: int,
    frequencies: np.ndarray,
) -> None:
    """Draw slices above their reconstructions, the squared error of each below.

    Args:
        mel, mel_hat: (n, n_mels, n_frames), 0 to 1.
        axes: (2, n) to draw on.
        titles: (n,) of the slices.
        sample_rate, hop_length, frequencies: as in `spectrogram`.
    """
    for number, (one, other) in enumerate(zip(mel, mel_hat, strict=True)):
        top, bottom = axes[:, number]
        for image, ax in ((one, top), (other, bottom)):
            spectrogram(image, ax, sample_rate, hop_length, frequencies)
            ax.label_outer()
        error = float(((one - other) ** 2).sum())
        top.set_title(legible(_short(titles[number])), fontsize=6.5)
        bottom.set_xlabel(f"time (s)\nsquared error {error:,.0f}")
    axes[0, 0].set_ylabel("original (Hz)")
    axes[1, 0].set_ylabel("reconstruction (Hz)")


def _short(title: str, n: int = 22) -> str:
    return title if len(title) <= n else "…" + title[1 - n :]
