"""Charts draw the given values."""

import numpy as np
import pytest

from hbvae.figures.confusion import confusion
from hbvae.figures.correlation import chance_correlation, correlation, ordered_correlation
from hbvae.figures.dendrogram import dendrogram
from hbvae.figures.label_counts import label_counts
from hbvae.figures.silhouettes import Bar, silhouette_bars
from hbvae.figures.stability import stability_curve
from hbvae.figures.training_curves import training_curves


def texts(artists):
    return [artist.get_text() for artist in artists]


@pytest.mark.parametrize("n", [1, 2, 30])
def test_label_counts_the_most_frequent_first(drawn, n):
    labels = [f"label {number:02d}" for number in range(n) for _ in range(number + 1)]
    track = np.arange(len(labels)) // 2  # two slices of a song, which may have different labels
    with drawn() as (fig, ax):
        label_counts(labels, track, ax, "by label")
        fig.canvas.draw()
        assert [bar.get_width() for bar in ax.patches] == list(range(n, 0, -1))
        assert texts(ax.get_yticklabels()) == sorted(set(labels), reverse=True)
        assert texts(ax.texts)[-1] == "1 (1 song)"
        assert len(ax.lines) == (n > 1)
        if n > 1:
            assert ax.lines[0].get_xdata()[0] == len(labels) / n  # an equal share


def test_bars_are_divided_by_another_factor(drawn):
    genre = np.repeat(["rock", "folk"], [6, 4])
    language = np.array(list("bbbeee") + list("bbbb"))
    with drawn() as (_, ax):
        label_counts(genre, np.arange(10) // 2, ax, "by genre", language)
        widths = [[bar.get_width() for bar in bars] for bars in ax.containers]
        assert widths == [[3, 4], [3, 0]]  # rock and folk in b, then in e
        assert [bar.get_x() for bar in ax.containers[1]] == [3, 4]
        assert texts(ax.get_legend().get_texts()) == ["b", "e"]
        assert texts(ax.texts) == ["6 (3 songs)", "4 (2 songs)"]


def test_labels_that_look_alike_have_separate_bars(drawn, monkeypatch):
    monkeypatch.setattr("hbvae.figures.label_counts.in_short", lambda text: "gan")
    with drawn() as (_, ax):
        label_counts(["গান", "গাণ", "গাণ"], np.arange(3), ax, "")
        assert sorted(bar.get_width() for bar in ax.patches) == [1, 2]
        assert texts(ax.get_yticklabels()) == ["gan", "gan"]


def no_two_overlap(boxes):
    return not any(a.overlaps(b) for n, a in enumerate(boxes) for b in boxes[:n])


def history(epochs, held_out=True):
    terms = ("loss", "reconstruction", "kl")
    columns = {name: 100.0 / np.arange(1, epochs + 1) for name in terms}
    spare = {f"held_out_{n}": 2 * v if held_out else v * np.nan for n, v in columns.items()}
    return {"epoch": np.arange(1, epochs + 1)} | columns | spare


@pytest.mark.parametrize("epochs", [1, 8, 50])
@pytest.mark.parametrize("held_out", [True, False])
def test_training_curves(drawn, epochs, held_out):
    with drawn() as (_, ax):
        training_curves(history(epochs, held_out), ax, "a model", ("loss", "reconstruction"))
        assert len(ax.lines) == (4 if held_out else 2)
        assert np.array_equal(ax.lines[0].get_ydata(), history(epochs)["loss"])
        styles = [line.get_linestyle() for line in ax.lines]
        assert styles == (["-", "--"] * 2 if held_out else ["-"] * 2)
        assert all((line.get_marker() != "None") == (epochs <= 20) for line in ax.lines)
        named = ["total", "squared error", "held-out tracks"]
        assert texts(ax.get_legend().get_texts()) == named[: 3 if held_out else 2]
        assert all(tick == int(tick) for tick in ax.get_xticks())


def test_silhouette_bars_are_ordered_by_value(drawn):
    low = Bar("Log-mel spectrogram", -0.004, -0.07, 0.02, -0.06)
    high = Bar("Convolutional beta-VAE", 0.1, 0.05, 0.2, np.nan)
    none = Bar("Autoencoder", np.nan, np.nan, np.nan, np.nan)
    with drawn(figsize=(3.35, 2.8)) as (fig, ax):
        silhouette_bars([none, low, high], ax, "")
        fig.canvas.draw()
        assert [bar.get_width() for bar in ax.patches[:2]] == [0.1, -0.004]
        names = [text.replace("\n", " ") for text in texts(ax.get_yticklabels())]
        assert names[1:] == ["Log-mel spectrogram", "Autoencoder"]
        assert texts(ax.texts) == ["0.10", "0.00", ""]  # never "-0.00"
        whiskers, chance = (lines.get_segments() for lines in ax.collections)
        assert np.allclose([line[:, 0] for line in whiskers[:2]], [[0.05, 0.2], [-0.07, 0.02]])
        assert np.allclose(chance[1][:, 0], -0.06)
        assert not len(chance[0])


def test_texts_of_many_silhouettes_do_not_overlap(drawn):
    names = [f"Audio part of the joint model {number}" for number in range(7)]
    with drawn(figsize=(3.35, 3.3)) as (fig, ax):
        silhouette_bars([Bar(name, 0.1, 0, 0.2, np.nan) for name in names], ax, "a title")
        fig.canvas.draw()
        written = [text.get_window_extent() for text in [*ax.get_yticklabels(), *ax.texts]]
        assert no_two_overlap(written)
        frame = fig.bbox
        assert all(frame.x0 <= box.x0 and box.x1 <= frame.x1 for box in written)
        assert ax.get_legend() is None  # there is no chance level to explain


def test_correlation_orders_similar_dimensions_together(drawn):
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
        correlation(matrix, ax)
        fig.canvas.draw()
        assert not texts(ax.get_xticklabels())  # the order is by similarity, not by number
        assert np.allclose(ax.collections[0].get_array(), matrix)


def test_correlation_of_a_collapsed_latent():
    assert np.isnan(ordered_correlation(np.zeros((10, 4)))[2])
    matrix, order, mean_absolute = ordered_correlation(np.arange(10.0)[:, None] * [[1, 0]])
    assert (matrix.tolist(), order.tolist()) == ([[1.0]], [0])
    assert np.isnan(mean_absolute)


def test_correlation_by_chance():
    random = np.random.default_rng(0)
    expected = ordered_correlation(random.normal(size=(100, 60)))[2]
    assert chance_correlation(100) == pytest.approx(expected, rel=0.05)


def test_a_collapsed_latent_is_labelled(drawn):
    with drawn() as (_, ax):
        correlation(ordered_correlation(np.zeros((10, 4)))[0], ax)
        assert texts(ax.texts) == ["no dimension varies"]


def test_dendrogram_joins_near_labels(drawn):
    centroids = np.array([[0.0, 0], [10, 0], [0.5, 0], [10, 1]])
    with drawn() as (fig, ax):
        dendrogram(centroids, ["rock", "jazz", "metal", "blues"], ax)
        fig.canvas.draw()
        leaves = texts(ax.get_yticklabels())
    assert {frozenset(leaves[:2]), frozenset(leaves[2:])} == {
        frozenset({"rock", "metal"}),
        frozenset({"jazz", "blues"}),
    }


def test_dendrogram_of_a_single_label(drawn):
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
        outlined = [box.get_xy() for box in ax.patches]
        assert outlined == [(pair, pair) for pair in range(min(shape))]
        assert ax.figure.axes[1].get_tightbbox().x1 <= fig.bbox.x1  # the bar's name is not cut


def test_stability_curve(drawn):
    k = np.arange(2, 6)
    mean = np.array([0.9, 0.95, 0.6, 0.5])
    with drawn() as (_, ax):
        stability_curve(k, mean, mean - 0.1, mean + 0.1, 3, ax, used=5)
        assert np.array_equal(ax.lines[0].get_xydata(), np.stack([k, mean], axis=1))
        assert ax.lines[1].get_xydata().tolist() == [[3, 0.95]]
        assert ax.lines[2].get_xdata()[0] == 5
        assert texts(ax.get_legend().get_texts()) == ["most stable: 3", "shown: 5"]
