"""Figure 6: slices, and what a model makes of them."""

from collections.abc import Sequence

import numpy as np

from hbvae.figures.catalogue import catalogued
from hbvae.figures.spectrogram import spectrogram
from hbvae.figures.style import legible


@catalogued(
    "fig06_reconstruction",
    title="What survives the latent",
    see=(
        "Slices above what the model makes of them, and the squared error beside it, for the "
        "rows to be compared with each other. A mean over all that a point of the latent may "
        "stand for has no notes and beats, so it is a blur, above all after few epochs; what "
        "is missing is what no cluster can be made of."
    ),
    experiment="HBLM-100",
)
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
    for number, (original, decoded) in enumerate(zip(mel, mel_hat, strict=True)):
        top, bottom = axes[:, number]
        for image, ax in ((original, top), (decoded, bottom)):
            spectrogram(image, ax, sample_rate, hop_length, frequencies)
            ax.label_outer()
        error = float(((original - decoded) ** 2).sum())
        top.set_title(legible(_short(titles[number])), fontsize=6.5)
        bottom.set_xlabel(f"time (s)\nsquared error {error:,.0f}")
    axes[0, 0].set_ylabel("original (Hz)")
    axes[1, 0].set_ylabel("reconstruction (Hz)")


def _short(title: str, n: int = 22) -> str:
    return title if len(title) <= n else "…" + title[1 - n :]
