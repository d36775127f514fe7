"""Slices, reconstructions and generated slices."""

import numpy as np
import pytest

from hbvae.figures.grid import SliceScale, grid_colorbars, spectrogram_grid
from hbvae.figures.reconstruction import reconstructions
from hbvae.figures.spectrogram import level_colorbar, spectrogram
from hbvae.storage.grids import Grid


def texts(artists):
    return [artist.get_text() for artist in artists]


FREQUENCIES = np.geomspace(30, 10_000, 64)


def test_spectrogram_has_seconds_and_hertz(drawn):
    mel = np.random.default_rng(0).random((64, 50))
    with drawn() as (fig, ax):
        spectrogram(mel, ax, 22050, 441, FREQUENCIES, start=2.0, title="a slice")
        level_colorbar(ax.images[0], ax, 60)
        fig.canvas.draw()
        (image,) = ax.images
        assert np.array_equal(image.get_array(), mel)
        assert image.origin == "lower"
        assert image.get_extent()[:2] == [2.0, 3.0]  # 50 frames of 20 ms
        at = dict(zip(texts(ax.get_yticklabels()), ax.get_yticks(), strict=True))
        assert abs(FREQUENCIES[round(at["500"])] - 500) < 30
        assert abs(FREQUENCIES[round(at["4,000"])] - 4000) < 200
        bar = fig.axes[1]
        levels = dict(zip(texts(bar.get_yticklabels()), bar.get_yticks(), strict=True))
        minus = "\N{MINUS SIGN}"
        assert levels == pytest.approx(
            {"0": 1, f"{minus}20": 2 / 3, f"{minus}40": 1 / 3, f"{minus}60": 0}
        )
        assert "dB" in bar.get_ylabel()


@pytest.mark.parametrize("n", [1, 5])
def test_reconstructions(drawn, n):
    mel = np.random.default_rng(0).random((n, 64, 50))
    with drawn(2, n, squeeze=False, figsize=(6.9, 3)) as (_, axes):
        names = [f"{number} a track with a name that is long\nfolk" for number in range(n)]
        reconstructions(mel, mel - 0.1, axes, names, 22050, 441, FREQUENCIES, 80)
        for number in range(n):
            assert np.array_equal(axes[0, number].images[0].get_array(), mel[number])
            assert np.array_equal(axes[1, number].images[0].get_array(), mel[number] - 0.1)
            assert axes[1, number].get_xlabel().endswith("RMS error 8.0 dB")  # a tenth of 80
            name, label = axes[0, number].get_title().split("\n")
            assert name == f"{number} a track with a name t…"
            assert label == "folk"


def test_a_grid_shows_means_and_changes_in_decibels(drawn):
    base = np.random.default_rng(0).random((2, 1, 64, 50)) / 2
    mel = base + np.array([0, 0.1, 0.2])[None, :, None, None]
    with drawn(2, 4, squeeze=False) as (_, axes):
        scale = SliceScale(FREQUENCIES, 3.0, 80)
        images = spectrogram_grid(Grid(mel, ["a\nb", "c"], ["5 %", "50 %", "95 %"]), axes, scale)
        grid_colorbars(images, axes, 80)
        assert np.allclose(axes[0, 0].images[0].get_array(), base[0, 0] + 0.1, atol=1e-6)
        changes = [ax.images[0].get_array().mean() for ax in axes[1, 1:]]
        assert changes == pytest.approx([-8, 0, 8], abs=1e-3)
        assert axes[0, 1].images[0].get_clim() == pytest.approx((-8, 8), abs=1e-3)
        assert axes[0, 0].get_ylabel() == "a, b"
        assert [ax.get_title() for ax in axes[0, 1:]] == ["5 %", "50 %", "95 %"]
