"""Maps in two and three dimensions."""

import numpy as np
import pytest

from hbvae.figures.latent_map import (
    TITLES,
    latent_map,
    legend_height,
    map_size,
    mark_groups,
    stands_beside,
)
from hbvae.figures.latent_space import latent_space, song_means
from hbvae.figures.small_maps import MapRow, map_columns, small_maps, small_maps_size
from hbvae.figures.style import PAGE, marks

BANGLA = "বাংলা লোকগীতি"


def texts(artists):
    return [artist.get_text() for artist in artists]


def test_a_map_draws_every_slice_once(drawn):
    points = np.random.default_rng(0).normal(size=(300, 2))
    labels = np.repeat([BANGLA, "English", "German"], 100)
    with drawn() as (_, ax):
        latent_map(points, labels, ax, "by language")
        offsets = np.concatenate([collection.get_offsets() for collection in ax.collections])
        assert np.allclose(np.sort(offsets, axis=0), np.sort(points, axis=0))
        legend = sorted(texts(ax.get_legend().get_texts()))
        assert legend == ["English (100)", "German (100)", f"{BANGLA} (100)"]


@pytest.mark.parametrize("n", [3, 400])
def test_latent_space_draws_every_song_and_labels_its_axes(drawn, n):
    points = np.random.default_rng(0).normal(size=(n, 3))
    with drawn(subplot_kw={"projection": "3d"}) as (_, ax):
        latent_space(points, ["a"] * n, ax, [0.5, 0.25, 0.125], 30)
        offsets = np.concatenate(
            [np.array(collection._offsets3d).T for collection in ax.collections]
        )
        assert np.allclose(np.sort(offsets, axis=0), np.sort(points, axis=0))
        assert (len(ax.lines) == n) == (n < 100)  # only few points have stems
        assert (ax.get_xlabel(), ax.get_zlabel()) == ("PC 1 (50%)", "PC 3 (12%)")


def test_song_means():
    means = song_means(np.array([[0.0, 1], [2, 3], [5, 5]]), np.array([0, 0, 2]), 3)
    assert means[[0, 2]].tolist() == [[1, 2], [5, 5]]
    assert np.isnan(means[1]).all()


@pytest.mark.parametrize("labels", [None, [f"{n % 30:02d}" for n in range(120)], ["a"] * 120])
def test_maps_without_labels_with_many_and_with_a_single_label(drawn, labels):
    with drawn() as (_, ax):
        latent_map(np.random.default_rng(0).normal(size=(120, 2)), labels, ax, "")
        names = [] if labels is None else texts(ax.get_legend().get_texts())
        assert len(names) == len(set(labels or []))


@pytest.mark.parametrize("stretch", [(3, 1), (1.3, 1), (1, 2)])
def test_a_map_fills_its_axes_with_equal_units(drawn, stretch):
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


def test_a_label_that_starts_with_an_underscore_is_in_the_legend(drawn):
    with drawn() as (_, ax):
        latent_map(np.eye(2), ["_unknown", "rock"], ax, "")
        assert texts(ax.get_legend().get_texts()) == ["_unknown (1)", "rock (1)"]


def drawn_map(drawn, names, xy):
    beside = stands_beside(1, names)
    width, (height,) = map_size([names], [xy], beside)
    height += TITLES + (0 if beside else legend_height([names]))
    with drawn(figsize=(width, height)) as (fig, ax):
        latent_map(xy, names, ax, "", is_beside=beside)
    fig.draw_without_rendering()
    return fig, ax


@pytest.mark.parametrize("n_groups", [1, 2, 4, 5, 12, 30])
def test_a_map_of_groups_has_room_for_its_legend(drawn, n_groups):
    names = [f"{n % n_groups} soul, female vocalists" for n in range(20_000)]
    fig, ax = drawn_map(drawn, names, np.random.default_rng(0).normal(size=(20_000, 2)))
    legend = ax.get_legend().get_window_extent()
    assert fig.bbox.x0 <= legend.x0 < legend.x1 <= fig.bbox.x1
    assert fig.bbox.y0 <= legend.y0 < legend.y1 <= fig.bbox.y1
    assert (legend.x0 > ax.get_window_extent().x1) == (6 < n_groups < 25)  # beside the map
    assert fig.get_figwidth() <= PAGE


@pytest.mark.parametrize("label", ["la " * 66, "x" * 199, "Contemporary Christian"])
@pytest.mark.parametrize("n", [4, 10])
def test_long_labels_leave_room_for_the_map(drawn, label, n):
    names = [f"{number % n} {label}" for number in range(200)]
    fig, ax = drawn_map(drawn, names, np.random.default_rng(0).normal(size=(200, 2)))
    legend = ax.get_legend().get_window_extent()
    assert fig.bbox.x0 <= legend.x0 < legend.x1 <= fig.bbox.x1
    assert ax.get_window_extent().width > 0.4 * fig.bbox.width


def test_the_number_of_a_group_is_at_a_point_of_the_group(drawn):
    xy = np.array([[0, 0], [1, 0], [0.4, 0.2], [9, 9]])
    with drawn() as (_, ax):
        mark_groups(xy, {"0": np.array([1, 1, 1, 0], bool), "12": np.arange(4) == 3}, ax)
        at = {text.get_text(): tuple(text.xy) for text in ax.texts}
        assert at == {"0": (0.4, 0.2), "12": (9, 9)}


@pytest.mark.parametrize(("n", "columns"), [(1, 1), (2, 2), (12, 12), (13, 1)])
def test_each_label_has_a_panel_unless_there_are_many(n, columns):
    labels = [f"label {number % n:02d}" for number in range(60)]
    assert len(map_columns(labels)) == columns
    assert map_columns(None) == [None]
    assert small_maps_size(3, labels)[0] <= PAGE + 0.01


def test_a_panel_shows_its_label_in_colour_and_the_others_in_grey(drawn):
    xy = np.random.default_rng(0).normal(size=(50, 2))
    labels = np.array(["jazz", "rock"])[np.arange(50) % 2]
    alike = np.where(labels == "jazz", 0.75, np.nan)
    rows = [MapRow("PCA", xy, alike, "same genre: 75%"), MapRow("t-SNE", xy, alike)]
    with drawn(2, 2, squeeze=False) as (_, axes):
        small_maps(rows, labels, axes)
        grey, coloured = axes[1, 0].collections
        assert np.array_equal(coloured.get_offsets(), xy[labels == "jazz"])
        assert np.array_equal(grey.get_offsets(), xy[labels == "rock"])
        assert [ax.get_xlabel() for ax in axes[0]] == ["75%", ""]
        assert [ax.get_title() for ax in axes[0]] == list(marks(labels))
        assert axes[0, 0].get_ylabel() == "PCA\nsame genre: 75%"
