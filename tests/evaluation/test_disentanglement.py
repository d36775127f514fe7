"""Measures of disentanglement on codes whose score is known: perfect, doubled, mixed, collapsed."""

import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score

from hbvae.evaluation.disentanglement import (
    DCI,
    balanced_accuracy,
    dci,
    leakage,
    mean_absolute_correlation,
    modularity,
    mutual_information,
    mutual_information_gap,
    probe,
    separated_attribute,
    total_correlation,
)
from hbvae.evaluation.uncertainty import track_weights

RANDOM = np.random.default_rng(0)
TRACK = np.repeat(np.arange(160), 5)
FACTORS = np.stack([np.arange(160) % 2, np.arange(160) // 2 % 4])[:, TRACK]  # language, genre
LANGUAGE, GENRE = FACTORS
PERFECT = FACTORS.T + 0.01 * RANDOM.normal(size=(800, 2))
NOISE = RANDOM.normal(size=(800, 3))
CODES = {
    "one dimension each": PERFECT,
    "and others that say nothing": np.hstack([PERFECT, NOISE]),
    "each factor twice": np.hstack([PERFECT, -PERFECT]),
    "both in both dimensions": np.stack([2 * GENRE + LANGUAGE, -2 * GENRE - LANGUAGE], 1) * 1.0,
    "collapsed": np.zeros((800, 2)),
    "noise": NOISE,
}


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
    for labels in FACTORS:
        found = mutual_information_gap(mutual_information(CODES[name], labels), labels)
        assert low <= found <= high


@pytest.mark.parametrize(
    "name, low, high",
    [
        ("one dimension each", 0.99, 1.0),
        ("each factor twice", 0.99, 1.0),
        ("both in both dimensions", 0.6, 0.8),  # as much as language's share of genre's, squared
        ("collapsed", np.nan, np.nan),
    ],
)
def test_modularity(name, low, high):
    found = modularity(np.stack([mutual_information(CODES[name], one) for one in FACTORS]))
    assert np.isnan(found) if np.isnan(low) else low <= found <= high


def test_information_is_the_entropy_where_a_code_tells_all():
    assert mutual_information(PERFECT, LANGUAGE)[0] == pytest.approx(np.log(2), abs=0.01)
    assert mutual_information(PERFECT, GENRE)[1] == pytest.approx(np.log(4), abs=0.01)
    assert mutual_information(PERFECT, LANGUAGE)[1] < 0.03  # of 20 bins by chance 0.012
    assert np.isnan(modularity(mutual_information(PERFECT, GENRE)[None]))
    assert np.isnan(mutual_information_gap(np.array([0.3]), GENRE))


@pytest.mark.parametrize(
    "name, labels, low, high",
    [
        ("one dimension each", LANGUAGE, 0.4, 0.6),  # 1 less chance, one half
        ("each factor twice", LANGUAGE, 0, 0.01),
        ("collapsed", LANGUAGE, 0, 0),
        ("noise", LANGUAGE, 0, 0.1),
    ],
)
def test_separated_attribute(name, labels, low, high):
    assert low <= separated_attribute(CODES[name], labels, TRACK) <= high


@pytest.mark.parametrize(
    "name, low, high",
    [
        ("one dimension each", DCI(0.95, 0.95, 0.99), DCI(1, 1, 1)),
        ("each factor twice", DCI(0.95, 0.3, 0.99), DCI(1, 0.6, 1)),
        ("noise", DCI(0, 0, 0.25), DCI(0.2, 0.2, 0.5)),
        ("collapsed", DCI(0, 0, 0.3), DCI(0, 0, 0.4)),
    ],
)
def test_dci(name, low, high):
    found = dci(CODES[name], FACTORS, TRACK)
    for value, least, most in zip(found, low, high, strict=True):
        assert least - 1e-9 <= value <= most + 1e-9
    assert np.isnan(dci(CODES[name], FACTORS[:1], TRACK).disentanglement)


def test_a_probe_is_scored_on_tracks_it_has_not_heard():
    """Codes that name the track but not its label: known by heart they would score 1."""
    names = np.eye(160)[TRACK]
    once = np.ones((1, 800))

    def accuracy(codes, labels):
        return balanced_accuracy(labels, probe(codes, labels, TRACK), once)[0]

    assert accuracy(names, RANDOM.permutation(160)[TRACK] % 2) < 0.62
    assert accuracy(PERFECT, LANGUAGE) == 1
    assert accuracy(NOISE, GENRE) == pytest.approx(0.25, abs=0.1)


def test_balanced_accuracy_is_scikit_learns():
    labels, found = RANDOM.integers(0, 3, (2, 60))
    weight = RANDOM.integers(0, 4, (5, 60))
    expected = [balanced_accuracy_score(labels, found, sample_weight=one) for one in weight]
    assert balanced_accuracy(labels, found, weight) == pytest.approx(expected)


def test_leakage_of_what_is_told_and_of_what_is_not():
    first = np.unique(TRACK, return_index=True)[1]
    of_tracks, labels = NOISE[first], LANGUAGE[first]
    weights = track_weights(160, 200, seed=0)
    told = leakage(PERFECT[first], labels, np.arange(160), weights, 5)
    assert told.value == told.high == 1 and told.chance == pytest.approx(0.5, abs=0.1)
    silent = leakage(of_tracks, labels, np.arange(160), weights, 5)
    assert silent.low < 0.5 < silent.high


def test_an_artist_is_not_recognised_as_a_language():
    """Each artist sings in one language and has a voice: the voices of others tell nothing."""
    artist = np.arange(160) // 10
    language = RANDOM.permutation(np.arange(16) % 2)[artist]
    voices = np.eye(16)[artist] + 0.01 * RANDOM.normal(size=(160, 16))
    weights, tracks = track_weights(160, 2, seed=0), np.arange(160)
    assert leakage(voices, language, tracks, weights, 1).value == 1
    assert leakage(voices, language, artist, weights, 1).value < 0.7


def test_correlation_of_what_is_independent_and_of_what_is_not():
    independent = RANDOM.normal(size=(20_000, 3))
    assert total_correlation(independent) < 0.001
    assert mean_absolute_correlation(independent) < 0.02
    pair = independent[:, :2] @ np.linalg.cholesky([[1, 0.8], [0.8, 1]]).T
    # Of two Gaussians it is their mutual information, -log(1 - r^2) / 2.
    assert total_correlation(pair) == pytest.approx(-0.5 * np.log(1 - 0.64), abs=0.02)
    assert mean_absolute_correlation(pair) == pytest.approx(0.8, abs=0.01)
    assert total_correlation(CODES["collapsed"]) == mean_absolute_correlation(np.ones((5, 3))) == 0
    assert total_correlation(np.hstack([pair, np.ones((20_000, 1))])) == total_correlation(pair)
    assert np.isnan(total_correlation(independent[:3]))
