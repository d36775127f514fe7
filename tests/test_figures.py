"""Each figure function on arrays."""

import numpy as np
import pytest

from hbvae.figures.latent_map import latent_map
from hbvae.figures.style import figure, palette


def test_latent_map_draws_every_slice_once(tmp_path):
    xy = np.random.default_rng(0).normal(size=(300, 2))
    labels = np.repeat(["Bangla", "English", "German"], 100)
    with figure([str(tmp_path / "map.png")], "300 slices") as (_, ax):
        latent_map(xy, labels, ax, "by language")
        drawn = np.concatenate([points.get_offsets() for points in ax.collections])
        assert len(drawn) == 300
        assert np.allclose(np.sort(drawn, axis=0), np.sort(xy, axis=0))
        legend = [text.get_text() for text in ax.get_legend().get_texts()]
        assert legend == ["Bangla (100)", "English (100)", "German (100)"]
    assert (tmp_path / "map.png").stat().st_size > 10_000


@pytest.mark.parametrize("ending", ["png", "pdf"])
def test_the_same_figure_has_the_same_bytes(tmp_path, ending):
    pictures = []
    for name in ("one", "two"):
        path = tmp_path / f"{name}.{ending}"
        with figure([str(path)], "a line") as (_, ax):
            ax.plot([0, 1])
        pictures.append(path.read_bytes())
    assert pictures[0] == pictures[1]


def test_each_label_keeps_its_colour_whatever_the_order():
    assert palette(["b", "a", "b"]) == palette(["a", "b"])
    assert len(set(palette([str(n) for n in range(10)]).values())) == 10
