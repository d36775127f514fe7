"""Each figure function on arrays: what is drawn is what was given."""

import logging
import re

import matplotlib.image
import matplotlib.path
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from hbvae.figures import style
from hbvae.figures.architecture import architecture
from hbvae.figures.confusion import confusion
from hbvae.figures.correlation import correlation, ordered_correlation
from hbvae.figures.dendrogram import dendrogram
from hbvae.figures.label_counts import label_counts
from hbvae.figures.latent_map import latent_map
from hbvae.figures.latent_space import latent_space
from hbvae.figures.pipeline import Stage, pipeline
from hbvae.figures.reconstruction import reconstructions
from hbvae.figures.silhouettes import Bar, silhouette_bars
from hbvae.figures.spectrogram import spectrogram, spectrogram_colorbar
from hbvae.figures.stability import stability_curve
from hbvae.figures.style import figure, legible, marks
from hbvae.figures.training_curves import read_history, training_curves

BANGLA = "বাংলা লোকগীতি"


def texts(artists):
    return [artist.get_text() for artist in artists]


# Style


@pytest.mark.parametrize("ending", ["png", "pdf"])
def test_the_same_figure_has_the_same_bytes(tmp_path, ending):
    pictures = []
    for name in ("one", "two"):
        path = tmp_path / f"{name}.{ending}"
        with figure([str(path)], "a line") as (_, ax):
            ax.plot([0, 1])
        pictures.append(path.read_bytes())
    assert pictures[0] == pictures[1]


def test_each_label_keeps_its_look_and_no_two_are_alike():
    assert marks(["b", "a", "b"]) == marks(["a", "b"])
    assert len(set(marks([f"{n:03d}" for n in range(130)]).values())) == 130


def test_colours_are_apart_for_every_kind_of_colour_blindness():
    """Machado et al. 2009, severity 1, in linear RGB; ten colours, by their distance in CIELAB."""
    blind = {
        "deutan": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
        "protan": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
        "tritan": [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]],
    }
    rgb = np.array([to_rgb(colour) for colour in style.COLOURS])
    linear = np.where(rgb > 0.04045, ((rgb + 0.055) / 1.055) ** 2.4, rgb / 12.92)
    to_xyz = np.array([[0.412, 0.358, 0.180], [0.213, 0.715, 0.072], [0.019, 0.119, 0.950]])
    for matrix in blind.values():
        xyz = np.clip(linear @ np.array(matrix).T, 0, 1) @ to_xyz.T / (0.950, 1.0, 1.089)
        f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
        lab = np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])])
        apart = np.linalg.norm(lab[:, :, None] - lab[:, None], axis=0)
        assert apart[np.triu_indices(10, 1)].min() > 5


def test_bangla_is_drawn_with_its_own_letters(tmp_path, caplog):
    pictures = []
    for number, text in enumerate((BANGLA, BANGLA.replace("লোক", "কলো"))):
        path = str(tmp_path / f"{number}.png")
        with figure([path], "", figsize=(2, 1)) as (_, ax):
            ax.text(0.5, 0.5, legible(text), fontsize=14, ha="center")
            ax.axis("off")
        pictures.append(matplotlib.image.imread(path))
    assert legible(BANGLA) == BANGLA
    assert not caplog.records
    assert (pictures[0] != pictures[1]).any()  # boxes would be alike
    assert pictures[0].min() < 0.5


def test_without_a_font_letters_are_transliterated_with_one_warning_a_script(monkeypatch, caplog):
    latin_only = {style.LATIN: style._font_files()[style.LATIN]}
    monkeypatch.setattr(style, "_font_files", lambda: latin_only)
    style._warn_of.cache_clear()
    with caplog.at_level(logging.WARNING):
        assert re.fullmatch(r"Café [A-Za-z ]+", legible(f"Café {BANGLA}"))
        assert legible("গান") == "gan"
    assert len(caplog.records) == 1
    assert "Bengali" in caplog.text
    assert "install a font" in caplog.text
    assert legible("Père Noël") == "Père Noël"


def test_a_name_may_hold_dollars(drawn):
    with drawn() as (fig, ax):
        label_counts(["A$AP", "Ke$ha $\\ $"], ax, "$ money $")  # no mathematics
        fig.canvas.draw()
        assert texts(ax.get_yticklabels()) == ["A$AP", "Ke$ha $\\ $"]
        assert not any(text.get_parse_math() for text in ax.get_yticklabels())


# The figures, in the paper's order


@pytest.mark.parametrize("n", [1, 2, 30])
def test_label_counts(drawn, n):
    labels = [f"label {number:02d}" for number in range(n) for _ in range(number + 1)]
    with drawn() as (fig, ax):
        label_counts(labels, ax, "by label")
        fig.canvas.draw()
        assert [bar.get_width() for bar in ax.patches] == list(range(1, n + 1))
        assert texts(ax.get_yticklabels()) == sorted(set(labels))
        assert texts(ax.texts) == [str(number) for number in range(1, n + 1)]


def test_label_counts_keeps_labels_apart_that_are_written_alike(drawn, monkeypatch):
    monkeypatch.setattr("hbvae.figures.label_counts.legible", lambda text: "gan")
    with drawn() as (_, ax):
        label_counts(["গান", "গাণ", "গাণ"], ax, "")
        assert sorted(bar.get_width() for bar in ax.patches) == [1, 2]
        assert texts(ax.get_yticklabels()) == ["gan", "gan"]


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


STAGES = [
    Stage("list_tracks", "3 tracks", ()),
    Stage("extract_features", "slices", ("list_tracks",)),
    Stage("merge_features", "30 slices", ("extract_features",)),
    Stage("embed_lyrics", "384 dimensions", ("list_tracks",)),
    Stage("train_model", "a model", ("merge_features", "embed_lyrics")),
]


BRANCHING = [  # arrows that pass two columns, side by side with boxes
    Stage("tracks", "100 tracks x 30 s", ()),
    Stage("lyrics", "in two languages", ()),
    Stage("slices", "1,000 slices of 3 s", ("tracks",)),
    Stage("log_mel", "128 x 128", ("slices",)),
    Stage("timbre", "43 numbers", ("slices",)),
    Stage("embed_lyrics", "384 dimensions", ("lyrics",)),
    Stage("hybrid_vae", "64 dimensions", ("log_mel", "embed_lyrics")),
    Stage("dense_vae", "32 dimensions", ("timbre",)),
    Stage("pca", "64 components", ("log_mel",)),
    Stage("clusters", "seven clusterers", ("hybrid_vae", "dense_vae", "pca")),
    Stage("scores", "by slice and by track", ("clusters", "tracks")),
    Stage("figures", "fourteen", ("scores", "hybrid_vae", "lyrics")),
]


def boxes_of(ax):
    """Extent of each box, by its centre's order in the drawing."""
    return [patch.get_extents() for patch in ax.patches if isinstance(patch, FancyBboxPatch)]


def no_two_overlap(boxes):
    return not any(a.overlaps(b) for n, a in enumerate(boxes) for b in boxes[:n])


@pytest.mark.parametrize("stages", [BRANCHING, STAGES, STAGES[:3], STAGES[:1]])
def test_pipeline_draws_each_stage_and_no_arrow_through_a_box(drawn, stages):
    with drawn(figsize=(6.9, 2.6)) as (fig, ax):
        pipeline(stages, ax)
        fig.canvas.draw()
        boxes = dict(zip([stage.name for stage in stages], boxes_of(ax), strict=True))
        assert no_two_overlap(list(boxes.values()))
        written = {text.get_text().replace("\n", "_"): text for text in ax.texts}
        for name, box in boxes.items():
            assert box.contains(*written[name].get_window_extent().get_points().mean(axis=0))
        arrows = [patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]
        found = set()
        for one in arrows:
            points = ax.transData.transform(one._path_original.vertices)
            start, end = (
                next(name for name, box in boxes.items() if box.padded(1).contains(*point))
                for point in (points[0], points[-1])
            )
            found.add((start, end))
            line = matplotlib.path.Path(points)
            crossed = {n for n, b in boxes.items() if line.intersects_bbox(b, filled=False)}
            assert crossed <= {start, end}
        assert found == {(before, stage.name) for stage in stages for before in stage.after}


@pytest.mark.parametrize("name", ["hybrid_vae", "conv_vae", "autoencoder", "dense_vae"])
def test_architecture_is_read_from_the_model(drawn, name):
    from hbvae.models.base import InputSizes
    from hbvae.models.summary import layers
    from hbvae.models.weights import build_model

    shape = (43,) if name == "dense_vae" else (16, 16)
    sizes = InputSizes(shape, 6 if name == "hybrid_vae" else 0)
    found = layers(build_model(name, {"latent_dim": 5}, sizes))
    z = found.index(next(layer for layer in found if layer.name == "z"))
    assert found[z].shape == "5"
    assert found[0].shape == " x ".join(map(str, shape))
    if name == "hybrid_vae":
        names = [layer.name for layer in found]
        assert names[1:4] == ["conv 3x3 /2 + BN + ReLU"] * 3
        assert [layer.shape for layer in found[1:4]] == ["32 x 8 x 8", "64 x 4 x 4", "128 x 2 x 2"]
        assert names[4:8] == ["lyrics", "concatenate", "mean", "log-variance"]
        assert found[5].shape == str(128 * 2 * 2 + 6)
        assert (found[-1].name, found[-1].shape) == ("deconv 3x3 /2 + sigmoid", "1 x 16 x 16")
        assert found[-1].part == "output"
    with drawn(figsize=(6.9, 3)) as (fig, ax):
        architecture(found, ax)
        fig.canvas.draw()
        boxes = boxes_of(ax)
        assert len(boxes) == len(found)
        assert no_two_overlap(boxes)
        frame = ax.get_window_extent()
        for box in boxes:
            assert frame.x0 <= box.x0 < box.x1 <= frame.x1
            assert frame.y0 <= box.y0 < box.y1 <= frame.y1
        (latent,) = (text for text in ax.texts if text.get_text() == "z\n5")
        middle = latent.get_window_extent().get_points().mean(axis=0)
        (height,) = (box.height for box in boxes if box.contains(*middle))
        assert height == pytest.approx(min(box.height for box in boxes))  # gives the least numbers


def history(epochs, held_out=True):
    terms = ("loss", "reconstruction", "kl")
    columns = {name: 100.0 / np.arange(1, epochs + 1) for name in terms}
    spare = {f"held_out_{n}": 2 * v if held_out else v * np.nan for n, v in columns.items()}
    return {"epoch": np.arange(1, epochs + 1)} | columns | spare


@pytest.mark.parametrize("epochs", [1, 8])
@pytest.mark.parametrize("held_out", [True, False])
def test_training_curves(drawn, epochs, held_out):
    with drawn() as (_, ax):
        training_curves(history(epochs, held_out), ax, "a model", ("loss", "reconstruction"))
        assert len(ax.lines) == (4 if held_out else 2)
        assert np.array_equal(ax.lines[0].get_ydata(), history(epochs)["loss"])
        styles = [line.get_linestyle() for line in ax.lines]
        assert styles == (["-", "--"] * 2 if held_out else ["-"] * 2)
        shown = [line.get_marker() != "None" for line in ax.lines]
        assert all(shown) == (epochs == 1)
        named = ["total", "reconstruction", "held-out tracks"]
        assert texts(ax.get_legend().get_texts()) == named[: 3 if held_out else 2]
        assert all(tick == int(tick) for tick in ax.get_xticks())


def test_history_is_read_by_column(tmp_path):
    (tmp_path / "history.tsv").write_text("epoch\tloss\theld_out_loss\n1\t5.5\tnan\n2\t4\tnan\n")
    found = read_history(str(tmp_path / "history.tsv"))
    assert found["loss"].tolist() == [5.5, 4]
    assert np.isnan(found["held_out_loss"]).all()


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
    with drawn(ncols=2, figsize=(6.9, 3.28)) as (_, axes):
        latent_map(xy, [f"label {n % 10}" for n in range(500)], axes[0], "a title")
        latent_map(xy, None, axes[1], "")
    for ax in axes:
        shown = np.array([ax.get_xlim(), ax.get_ylim()]) @ [-1, 1]
        assert max(np.ptp(xy, axis=0) / shown) > 0.88
        x_unit, y_unit = shown / [6.9, 3.28] / ax.get_position().size
        assert x_unit == pytest.approx(y_unit, 0.01)


def test_a_label_with_a_low_line_first_is_in_the_legend(drawn):
    with drawn() as (_, ax):
        latent_map(np.eye(2), ["_unknown", "rock"], ax, "")
        assert texts(ax.get_legend().get_texts()) == ["_unknown (1)", "rock (1)"]


def test_silhouette_bars(drawn):
    bars = [Bar("spectral", -0.05, -0.07, -0.02, -0.06), Bar("conv_vae", 0.1, 0.05, 0.2, np.nan)]
    with drawn(figsize=(3.35, 2.8)) as (fig, ax):
        silhouette_bars(bars, ax, "")
        fig.canvas.draw()
        assert [bar.get_width() for bar in ax.patches] == [-0.05, 0.1]
        assert texts(ax.get_yticklabels()) == ["spectral", "conv vae"]
        assert texts(ax.texts) == ["\N{MINUS SIGN}0.050", "0.100"]
        whiskers, chance = (lines.get_segments() for lines in ax.collections)
        assert np.allclose([segment[:, 0] for segment in whiskers], [[-0.07, -0.02], [0.05, 0.2]])
        assert np.allclose(chance[0][:, 0], -0.06)
        assert not len(chance[1])


def test_silhouettes_of_many_representations_are_not_written_over_each_other(drawn):
    names = ["conv_vae", "autoencoder", "dense_vae", "lyrics", "pca_lyrics", "spectral", "mfcc"]
    with drawn(figsize=(3.35, 2.8)) as (fig, ax):
        silhouette_bars([Bar(name, 0.1, 0, 0.2, np.nan) for name in names], ax, "a title")
        fig.canvas.draw()
        written = [text.get_window_extent() for text in [*ax.get_yticklabels(), *ax.texts]]
        assert no_two_overlap(written)
        frame = fig.bbox
        assert all(frame.x0 <= one.x0 and one.x1 <= frame.x1 for one in written)
        assert ax.get_legend() is None  # no chance, no line that says so


def test_correlation_of_known_dimensions(drawn):
    random = np.random.default_rng(0)
    a, b = random.normal(size=(2, 5000))
    latent = np.stack([a, b, -a, np.full(5000, 3.0), b + random.normal(size=5000)], axis=1)
    matrix, order, mean_absolute = ordered_correlation(latent)
    assert sorted(order) == [0, 1, 2, 4]
    beside = {frozenset(order[:2]), frozenset(order[2:])}
    assert beside == {frozenset({0, 2}), frozenset({1, 4})}
    # Of six pairs, one is -1, one is 1 / sqrt(2), the others are 0.
    assert mean_absolute == pytest.approx((1 + np.sqrt(0.5)) / 6, abs=0.02)
    with drawn() as (fig, ax):
        correlation(matrix, order, ax)
        fig.canvas.draw()
        assert texts(ax.get_xticklabels()) == [str(number) for number in order]
        assert np.allclose(ax.collections[0].get_array(), matrix)


def test_correlation_of_a_collapsed_latent():
    assert np.isnan(ordered_correlation(np.zeros((10, 4)))[2])
    matrix, order, mean_absolute = ordered_correlation(np.arange(10.0)[:, None] * [[1, 0]])
    assert (matrix.tolist(), order.tolist()) == ([[1.0]], [0])
    assert np.isnan(mean_absolute)


def test_a_collapsed_latent_is_said_to_be_so(drawn):
    with drawn() as (_, ax):
        correlation(*ordered_correlation(np.zeros((10, 4)))[:2], ax)
        assert texts(ax.texts) == ["no dimension varies"]


def test_dendrogram_joins_what_is_near(drawn):
    centroids = np.array([[0.0, 0], [10, 0], [0.5, 0], [10, 1]])
    with drawn() as (fig, ax):
        dendrogram(centroids, ["rock", "jazz", "metal", "blues"], ax)
        fig.canvas.draw()
        leaves = texts(ax.get_yticklabels())
    assert {frozenset(leaves[:2]), frozenset(leaves[2:])} == {
        frozenset({"rock", "metal"}),
        frozenset({"jazz", "blues"}),
    }


def test_dendrogram_of_one_label(drawn):
    with drawn() as (_, ax):
        dendrogram(np.zeros((1, 3)), ["rock"], ax)
        assert texts(ax.get_yticklabels()) == ["rock"]


@pytest.mark.parametrize("shape", [(3, 3), (2, 5), (5, 2), (30, 30)])
def test_confusion(drawn, shape):
    table = np.arange(np.prod(shape)).reshape(shape).astype(float)
    with drawn(figsize=(3.35, 3.5)) as (fig, ax):
        confusion(table, [f"Åg {n}" for n in range(shape[0])], np.arange(shape[1]) + 7, ax)
        fig.canvas.draw()
        expected = 100 * table / table.sum(axis=1, keepdims=True)
        assert np.allclose(ax.collections[0].get_array(), expected)
        assert texts(ax.get_xticklabels()) == [str(n + 7) for n in range(shape[1])]
        assert len(texts(ax.texts)) == (0 if max(shape) > 12 else table.size)
        assert no_two_overlap([text.get_window_extent() for text in ax.get_yticklabels()])
        assert ax.figure.axes[1].get_tightbbox().x1 <= fig.bbox.x1  # the bar's name is not cut


def test_stability_curve(drawn):
    k = np.arange(2, 6)
    mean = np.array([0.9, 0.95, 0.6, 0.5])
    with drawn() as (_, ax):
        stability_curve(k, mean, mean - 0.1, mean + 0.1, 3, ax)
        assert np.array_equal(ax.lines[0].get_xydata(), np.stack([k, mean], axis=1))
        assert ax.lines[1].get_xydata().tolist() == [[3, 0.95]]
        assert texts(ax.get_legend().get_texts()) == ["chosen: k = 3"]
