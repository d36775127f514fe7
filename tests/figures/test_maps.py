"""Points on a plane and in space."""

import numpy as np
import pytest

from hbvae.figures.latent_map import groups_size, latent_map
from hbvae.figures.latent_space import latent_space

BANGLA = "বাংলা লোকগীতি"


def texts(artists):
    return [artist.get_text() for artist in artists]


@pytest.mark.parametrize(("draw", "dimensions"), [(latent_map, 2), (latent_space, 3)])
def test_maps_draw_every_slice_once(drawn, draw, dimensions):
    points = np.random.default_rng(0).normal(size=(300, dimensions))
    labels = np.repeat([BANGLA, "English", "German"], 100)
    kind = {"projection": "3d"} if dimensions == 3 else {}
    with drawn(subplot_kw=kind) as (_, ax):
        draw(points, labels, ax, "by language")
        if dimensions == 2:
            found = np.concatenate([some.get_offsets() for some in ax.collections])
        else:
            found = np.concatenate([np.array(some._offsets3d).T for some in ax.collections])
        assert np.allclose(np.sort(found, axis=0), np.sort(points, axis=0))
        legend = sorted(texts(ax.get_legend().get_texts()))
        assert legend == ["English (100)", "German (100)", f"{BANGLA} (100)"]


@pytest.mark.parametrize("labels", [None, [f"{n % 30:02d}" for n in range(120)], ["a"] * 120])
def test_maps_of_no_one_and_many_labels(drawn, labels):
    with drawn() as (_, ax):
        latent_map(np.random.default_rng(0).normal(size=(120, 2)), labels, ax, "")
        names = [] if labels is None else texts(ax.get_legend().get_texts())
        assert len(names) == len(set(labels or []))


@pytest.mark.parametrize("stretch", [(3, 1), (1.3, 1), (1, 2)])
def test_the_map_fills_its_axes_with_one_unit_for_both(drawn, stretch):
    xy = np.random.default_rng(0).uniform(size=(500, 2)) * stretch
    with drawn(ncols=2, figsize=(6.9, 3.28)) as (fig, axes):
        latent_map(xy, [f"label {n % 10}" for n in range(500)], axes[0], "a title")
        latent_map(xy, None, axes[1], "")
    fig.draw_without_rendering()
    for ax in axes:
        shown = np.array([ax.get_xlim(), ax.get_ylim()]) @ [-1, 1]
        assert max(np.ptp(xy, axis=0) / shown) > 0.88
        x_unit, y_unit = shown / [6.9, 3.28] / ax.get_position().size
        assert x_unit == pytest.approx(y_unit, 0.01)


def test_a_label_with_a_low_line_first_is_in_the_legend(drawn):
    with drawn() as (_, ax):
        latent_map(np.eye(2), ["_unknown", "rock"], ax, "")
        assert texts(ax.get_legend().get_texts()) == ["_unknown (1)", "rock (1)"]


@pytest.mark.parametrize("n_groups", [1, 2, 4, 5, 12])
def test_the_map_of_groups_has_room_for_its_legend(drawn, n_groups):
    names = [f"cluster {n % n_groups}" for n in range(20_000)]
    with drawn(figsize=groups_size(names)) as (fig, ax):
        latent_map(np.random.default_rng(0).normal(size=(20_000, 2)), names, ax, "")
    fig.draw_without_rendering()
    legend = ax.get_legend().get_window_extent()
    assert fig.bbox.x0 <= legend.x0 < legend.x1 <= fig.bbox.x1
    assert ax.get_window_extent().height > 0.6 * fig.bbox.height


@pytest.mark.parametrize("label", ["la " * 66, "x" * 199, "Contemporary Christian"])
def test_long_labels_leave_room_for_the_map(drawn, label):
    names = [f"{n % 10} {label}" for n in range(200)]
    with drawn(figsize=groups_size(names)) as (fig, ax):
        latent_map(np.random.default_rng(0).normal(size=(200, 2)), names, ax, "")
    fig.draw_without_rendering()
    legend = ax.get_legend().get_window_extent()
    assert fig.bbox.x0 <= legend.x0 < legend.x1 <= fig.bbox.x1
    assert ax.get_window_extent().height > 0.4 * fig.bbox.height
