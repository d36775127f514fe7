"""Disentanglement of perfect, doubled, mixed and collapsed codes."""

import numpy as np
import pytest
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from support.known_codes import CODES, FACTORS, GENRE, LANGUAGE, PERFECT, TRACK

from hbvae.evaluation.disentanglement import (
    Axes,
    mean_absolute_correlation,
    mig,
    modularity,
    mutual_information,
    sap,
    threshold_predictions,
    total_correlation,
)
from hbvae.evaluation.probes import held_out_folds


@pytest.mark.parametrize(
    "name, low, high",
    [
        ("one dimension each", 0.95, 1.0),
        ("and others that say nothing", 0.9, 1.0),
        ("each factor twice", -0.01, 0.05),
        ("both in both dimensions", -0.01, 0.01),
        ("collapsed", 0, 0),
        ("noise", 0, 0.05),
    ],
)
def test_mutual_information_gap(name, low, high):
    axes = Axes(CODES[name], FACTORS, TRACK)
    for factor in FACTORS:
        assert low <= mig(axes, factor) <= high


@pytest.mark.parametrize(
    "name, low, high",
    [
        ("one dimension each", 0.99, 1.0),
        ("each factor twice", 0.99, 1.0),
        ("both in both dimensions", 0.6, 0.8),  # 1 - (log 2 / log 4)^2 = 0.75 in theory
        ("collapsed", np.nan, np.nan),
    ],
)
def test_modularity(name, low, high):
    score = modularity(Axes(CODES[name], FACTORS, TRACK))
    assert np.isnan(score) if np.isnan(low) else low <= score <= high


def test_information_of_a_perfect_code_is_the_entropy():
    assert mutual_information(PERFECT, LANGUAGE)[0] == pytest.approx(np.log(2), abs=0.01)
    assert mutual_information(PERFECT, GENRE)[1] == pytest.approx(np.log(4), abs=0.01)
    assert mutual_information(PERFECT, LANGUAGE)[1] < 0.03  # 0.012 by chance with 20 bins


def test_gaps_need_two_axes_and_two_labels_and_modularity_needs_two_factors():
    assert np.isnan(mig(Axes(PERFECT[:, :1], FACTORS, TRACK), "genre"))
    assert np.isnan(mig(Axes(PERFECT, {"one": np.zeros(800, int)}, TRACK), "one"))
    assert np.isnan(sap(Axes(PERFECT[:, :1], FACTORS, TRACK), "genre"))
    assert np.isnan(modularity(Axes(PERFECT, {"genre": GENRE}, TRACK)))


@pytest.mark.parametrize(
    "name, low, high",
    [
        ("one dimension each", 0.4, 0.6),  # 1 minus the chance level, 1/2
        ("each factor twice", 0, 0.01),
        ("collapsed", 0, 0),
        ("noise", 0, 0.1),
    ],
)
def test_separated_attribute(name, low, high):
    assert low <= sap(Axes(CODES[name], FACTORS, TRACK), "language") <= high


def test_threshold_predictions_equal_linear_discriminant_analysis():
    random = np.random.default_rng(3)
    codes = random.normal(size=(800, 3)) + GENRE[:, None] * (2.0, -0.5, 0.0)
    folds = held_out_folds(GENRE, TRACK)
    expected = np.empty(codes.shape, int)
    for fitted, scored in folds:
        for axis in range(3):
            linear = LinearDiscriminantAnalysis(priors=np.full(4, 0.25))
            linear.fit(codes[fitted][:, [axis]], GENRE[fitted])
            expected[scored, axis] = linear.predict(codes[scored][:, [axis]])
    assert np.array_equal(threshold_predictions(codes, GENRE, folds), expected)


def test_correlation_of_independent_and_dependent_dimensions():
    independent = np.random.default_rng(0).normal(size=(20_000, 3))
    assert total_correlation(independent) < 0.001
    assert mean_absolute_correlation(independent) < 0.02
    pair = independent[:, :2] @ np.linalg.cholesky([[1, 0.8], [0.8, 1]]).T
    # For two Gaussians it equals their mutual information, -log(1 - r^2) / 2.
    assert total_correlation(pair) == pytest.approx(-0.5 * np.log(1 - 0.64), abs=0.02)
    assert mean_absolute_correlation(pair) == pytest.approx(0.8, abs=0.01)
    assert total_correlation(CODES["collapsed"]) == mean_absolute_correlation(np.ones((5, 3))) == 0
    assert total_correlation(np.hstack([pair, np.ones((20_000, 1))])) == total_correlation(pair)
    assert np.isnan(total_correlation(independent[:3]))
