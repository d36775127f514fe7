"""Slices, and what a model makes of them."""

import numpy as np
import pytest

from hbvae.figures.reconstruction import reconstructions
from hbvae.figures.spectrogram import spectrogram, spectrogram_colorbar


def texts(artists):
    return [artist.get_text() for artist in artists]


FREQUENCIES = np.geomspace(30, 10_000, 64)


def test_spectrogram_has_seconds_and_hertz(drawn):
    mel = np.random.default_rng(0).random((64, 50))
    with drawn() as (fig, ax):
        spectrogram(mel, ax, 22050, 441, FREQUENCIES, start=2.0, title="a slice")
        spectrogram_colorbar(ax)
        fig.canvas.draw()
        (image,) = ax.images
        assert np.array_equal(image.get_array(), mel)
        assert image.origin == "lower"
        assert image.get_extent()[:2] == [2.0, 3.0]  # 50 frames of 20 ms
        at = dict(zip(texts(ax.get_yticklabels()), ax.get_yticks(), strict=True))
        assert abs(FREQUENCIES[round(at["512"])] - 512) < 30
        assert abs(FREQUENCIES[round(at["4k"])] - 4096) < 200


@pytest.mark.parametrize("n", [1, 5])
def test_reconstructions(drawn, n):
    mel = np.random.default_rng(0).random((n, 64, 50))
    with drawn(2, n, squeeze=False, figsize=(6.9, 3)) as (_, axes):
        names = [f"a track with a name that is long {number}" for number in range(n)]
        reconstructions(mel, mel - 0.1, axes, names, 22050, 441, FREQUENCIES)
        for number in range(n):
            assert np.array_equal(axes[0, number].images[0].get_array(), mel[number])
            assert np.array_equal(axes[1, number].images[0].get_array(), mel[number] - 0.1)
            assert axes[1, number].get_xlabel().endswith("squared error 32")  # 3,200 x 0.01
            assert axes[0, number].get_title().endswith(str(number))
