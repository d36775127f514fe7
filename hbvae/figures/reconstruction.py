"""Figure 6: slices and their reconstructions."""

from collections.abc import Sequence

import numpy as np

from hbvae.figures.catalogue import catalogued
from hbvae.figures.spectrogram import level_colorbar, spectrogram
from hbvae.figures.style import legible

LETTERS = 24  # maximum length of a line in a title


@catalogued(
    "fig06_reconstruction",
    title="Slices and their reconstructions",
    see=(
        "How to read it: a reconstruction is the mean of all slices that share a point of the "
        "latent space, so it is blurred, without notes and beats, especially after few epochs. "
        "Details that the reconstruction loses cannot shape the clusters."
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
    top_db: float,
) -> None:
    """Draw slices above their reconstructions, with the error of each below.

    Args:
        mel, mel_hat: (n, n_mels, n_frames), 0 to 1.
        axes: (2, n) axes to draw on.
        titles: (n,) titles of the slices, of one or more lines.
        sample_rate, hop_length, frequencies: as in `spectrogram`.
        top_db: dB between the values 0 and 1.
    """
    for number, (original, decoded) in enumerate(zip(mel, mel_hat, strict=True)):
        top, bottom = axes[:, number]
        for image, ax in ((original, top), (decoded, bottom)):
            spectrogram(image, ax, sample_rate, hop_length, frequencies)
            ax.label_outer()
        error = top_db * float(np.sqrt(np.square(original - decoded).mean()))
        lines = [_short(line) for line in titles[number].split("\n")]
        top.set_title(legible("\n".join(lines)), fontsize=6.5)
        bottom.set_xlabel(f"time (s)\nRMS error {error:.1f} dB")
    axes[0, 0].set_ylabel("original (Hz)")
    axes[1, 0].set_ylabel("reconstruction (Hz)")
    level_colorbar(axes[0, 0].images[0], list(axes.flat), top_db)


def _short(line: str) -> str:
    return line if len(line) <= LETTERS else f"{line[: LETTERS - 1].rstrip()}\u2026"
