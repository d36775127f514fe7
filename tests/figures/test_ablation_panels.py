"""The figure of the ablations draws the given scores."""

import numpy as np
import pytest
from matplotlib.colors import same_color

from hbvae.figures.ablations import Line, Looks, ablation_panel

VALUES = np.array([0.1, 0.3, 0.2])
LINES = [
    Line(factor, model, np.arange(3), VALUES + shift, VALUES + shift - 0.1, VALUES + shift + 0.2)
    for factor, shift in (("language", 0.0), ("genre", 0.4))
    for model in ("audio", "both")
]
LOOKS = Looks.assign(["language", "genre"], ["audio", "both"])


def test_a_line_has_its_scores_and_intervals(drawn):
    with drawn() as (_, ax):
        ablation_panel(LINES, ["1", "2", "4"], 0.02, LOOKS, ax)
        assert [text.get_text() for text in ax.get_xticklabels()] == ["1", "2", "4"]
        for line, container in zip(LINES, ax.containers, strict=True):
            curve, _, (bars,) = container.lines
            assert curve.get_ydata() == pytest.approx(line.value)
            assert np.abs(curve.get_xdata() - line.place).max() < 0.2
            ends = np.array([segment[:, 1] for segment in bars.get_segments()])
            assert ends == pytest.approx(np.stack([line.low, line.high], axis=1))
            assert same_color(curve.get_color(), LOOKS.colours[line.factor])
        starts = [container.lines[0].get_xdata()[0] for container in ax.containers]
        assert len(set(starts)) == len(LINES)  # side by side


def test_chance_is_a_horizontal_line(drawn):
    with drawn() as (_, ax):
        ablation_panel(LINES[:1], ["1", "2", "4"], 0.02, LOOKS, ax)
        across = [line for line in ax.lines if list(line.get_xdata()) == [0, 1]]
        assert [list(line.get_ydata()) for line in across] == [[0.02, 0.02]]


def test_unordered_settings_are_not_joined(drawn):
    with drawn() as (_, ax):
        alone = LINES[0]._replace(model="")
        ablation_panel([alone], ["early", "late", "joint"], 0.0, LOOKS, ax, is_ordered=False)
        assert ax.containers[0].lines[0].get_linewidth() == 0


def test_the_legend_names_factors_models_and_chance():
    labels = [handle.get_label() for handle in LOOKS.handles()]
    assert labels == ["language", "genre", "audio", "both", "chance"]
