"""Every figure in the catalogue can be drawn with any labels."""

import warnings
from pathlib import Path

import numpy as np
import pytest

from hbvae.figures.architecture import architecture
from hbvae.figures.catalogue import all_figures
from hbvae.figures.confusion import confusion
from hbvae.figures.correlation import correlation, ordered_correlation
from hbvae.figures.dendrogram import dendrogram
from hbvae.figures.grid import SliceScale, grid_colorbars, spectrogram_grid
from hbvae.figures.label_counts import label_counts
from hbvae.figures.latent_map import latent_map
from hbvae.figures.latent_space import latent_space
from hbvae.figures.pipeline import Stage, pipeline
from hbvae.figures.points import legend_rows
from hbvae.figures.reconstruction import reconstructions
from hbvae.figures.silhouettes import Bar, silhouette_bars
from hbvae.figures.small_maps import MapRow, map_columns, small_maps
from hbvae.figures.spectrogram import spectrogram
from hbvae.figures.stability import stability_curve
from hbvae.figures.style import figure
from hbvae.figures.training_curves import training_curves
from hbvae.storage.grids import Grid

N = 300  # slices
FREQUENCIES = np.geomspace(30, 10_000, 16)
RANDOM = np.random.default_rng(0)
POINTS = RANDOM.normal(size=(N, 3))
MEL = RANDOM.random((12, 4, 16, 16))
HISTORY = {"epoch": np.arange(1, 5)} | {
    f"{held_out}{term}": np.linspace(9, 5, 4)
    for held_out in ("", "held_out_")
    for term in ("loss", "reconstruction", "kl")
}
SCRIPTS = ["বাংলা লোকগীতি", "中文", "عربي", "Ελληνικά", "🎵 $x$ _a", "a" * 60]


def labelled(names):
    return np.array([names[number % len(names)] for number in range(N)])


LABELS = {
    "no labels": None,
    "one label": labelled(["rock"]),
    "three labels": labelled(["rock", "jazz", "folk"]),
    "more labels than looks": labelled([f"label {number:03d}" for number in range(140)]),
    "labels of other scripts": labelled(SCRIPTS),
}


def distinct_names(labels):
    return sorted(set(labels)) if labels is not None else ["unnamed"]


def draw_bars(names, ax):
    silhouette_bars([Bar(name, 0.1, 0.0, 0.2, 0.05) for name in names[:8]], ax, "")


def draw_confusion(names, ax):
    confusion(np.ones((len(names), 5)), names, range(5), ax)


def draw_grid(names, axes):
    grid = Grid(MEL[:3], (names * 3)[:3], ["5 %", "50 %", "95 %", "all"])
    grid_colorbars(spectrogram_grid(grid, axes, SliceScale(FREQUENCIES, 3.0, 80)), axes, 80)


def draw_small_maps(labels, axes):
    alike = np.full(N, 0.5)
    small_maps([MapRow("PCA of the sound", POINTS[:, :2], alike, "half")], labels, axes)


def draw_reconstructions(names, axes):
    titles = (names * 2)[:2]
    reconstructions(MEL[0, :2], MEL[1, :2], axes, titles, 22050, 512, FREQUENCIES, 80)


LAYERS = [
    *(("16 x 16", "16 x 16", "input"), ("conv", "8 x 8 x 8", "encoder"), ("mean", "4", "latent")),
    *(("z", "4", "latent"), ("deconv", "8 x 8 x 8", "decoder"), ("sigmoid", "16 x 16", "output")),
]
STAGES = [Stage("list_tracks", "3 tracks", ()), Stage("train_model", "a model", ("list_tracks",))]
CURVE = np.arange(2, 6), np.full(4, 0.9), np.full(4, 0.8), np.full(4, 1.0)
IN_SPACE = {"subplot_kw": {"projection": "3d"}}
GRID = {"nrows": 3, "ncols": 5, "squeeze": False}
DRAWINGS = {  # for each figure, a function that draws it from labels, and its axes
    "fig01_distribution": (
        lambda labels, ax: label_counts(labels, np.arange(N), ax, "by label", labels),
        {},
    ),
    "fig02_spectrogram": (lambda _, ax: spectrogram(MEL[0, 0], ax, 22050, 512, FREQUENCIES), {}),
    "fig03_pipeline": (lambda _, ax: pipeline(STAGES, ax), {}),
    "fig04_architecture": (lambda _, ax: architecture(LAYERS, ax), {}),
    "fig05_training": (lambda _, ax: training_curves(HISTORY, ax, "a model"), {}),
    "fig06_reconstruction": (
        lambda labels, axes: draw_reconstructions(distinct_names(labels), axes),
        {"nrows": 2, "ncols": 2, "squeeze": False},
    ),
    "fig07_latent_map": (lambda labels, ax: latent_map(POINTS[:, :2], labels, ax, "by label"), {}),
    "fig08_convergence": (lambda _, ax: training_curves(HISTORY, ax, "", ("loss",)), {}),
    "fig09_silhouette": (lambda labels, ax: draw_bars(distinct_names(labels), ax), {}),
    "fig10_correlation": (lambda _, ax: correlation(ordered_correlation(POINTS)[0], ax), {}),
    "fig11_dendrogram": (
        lambda labels, ax: dendrogram(POINTS[: len(set(labels))], distinct_names(labels), ax),
        {},
    ),
    "fig12_maps": (draw_small_maps, {"nrows": 1, "squeeze": False}),
    "fig13_latent_space": (
        lambda labels, ax: latent_space(POINTS, labels, ax, (0.5, 0.3, 0.2), -60),
        IN_SPACE,
    ),
    "fig14_confusion": (lambda labels, ax: draw_confusion(distinct_names(labels), ax), {}),
    "stability": (lambda _, ax: stability_curve(*CURVE, 3, ax), {}),
    "joint_maps": (lambda labels, ax: latent_map(POINTS[:, :2], labels, ax, ""), {}),
    "groups": (lambda labels, ax: latent_map(POINTS[:, :2], labels, ax, ""), {}),
    "sweep": (lambda labels, axes: draw_grid(distinct_names(labels), axes), GRID),
    "generated": (lambda labels, axes: draw_grid(distinct_names(labels), axes), GRID),
}


def test_every_figure_in_the_catalogue_is_tested():
    assert DRAWINGS.keys() == all_figures().keys()


PLAIN = {  # figures without labels, or whose function another figure tests
    *("fig02_spectrogram", "fig03_pipeline", "fig04_architecture", "fig05_training"),
    *("fig08_convergence", "fig10_correlation", "groups", "joint_maps", "stability", "sweep"),
}
CASES = [
    (name, case)
    for name in DRAWINGS
    for case in (["no labels"] if name in PLAIN else LABELS)
    if case != "no labels" or not all_figures()[name].needs_labels
]


@pytest.mark.parametrize(("name", "case"), CASES)
def test_a_figure_can_be_drawn_with_any_labels(tmp_path, coarse, name, case):
    draw, subplots = DRAWINGS[name]
    labels = LABELS[case]
    if name == "fig01_distribution" and labels is None:
        labels = np.full(N, "all")
    endings = ("png", "pdf") if case in ("no labels", "three labels") else ("png",)
    paths = [str(tmp_path / f"{name}.{ending}") for ending in endings]
    if name == "fig12_maps":
        subplots = subplots | {"ncols": len(map_columns(labels))}
    size = (6.9, 4 + 0.17 * legend_rows(labels, 6.9))
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # missing letters, or axes without space
        caption = f"{case}: {SCRIPTS[0]}"
        with figure(paths, caption, title=caption, figsize=size, **subplots) as (_, axes):
            draw(labels, axes)
    assert all(Path(path).stat().st_size > 2000 for path in paths)
