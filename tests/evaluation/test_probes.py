"""Probes of codes that hold a factor, codes that identify the track, and noise."""

import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score

from hbvae.evaluation.probes import N_FOLDINGS, balanced_accuracy, held_out_folds, probe, probed
from hbvae.evaluation.uncertainty import track_weights

TRACKS = np.arange(160)
LANGUAGE = TRACKS % 2
PERFECT = LANGUAGE[:, None] + 0.01 * np.random.default_rng(0).normal(size=(160, 2))


@pytest.fixture
def random():
    return np.random.default_rng(2)


def test_a_probe_is_scored_on_held_out_tracks(random):
    """Codes that identify the track would score 1 on tracks that the probe was fitted to."""
    track = np.repeat(TRACKS, 5)
    once = np.ones((1, 800))

    def accuracy(codes, labels):
        return balanced_accuracy(labels, probe(codes, labels, track), once)[0]

    assert accuracy(np.eye(160)[track], random.permutation(160)[track] % 2) < 0.62
    assert accuracy(PERFECT[track], LANGUAGE[track]) == 1
    noise = random.normal(size=(800, 3))
    assert accuracy(noise, (TRACKS // 2 % 4)[track]) == pytest.approx(0.25, abs=0.1)


@pytest.mark.parametrize("points_each", [1, 5])
def test_folds_keep_groups_together_and_score_every_point_once(points_each):
    labels, groups = np.repeat(LANGUAGE, points_each), np.repeat(TRACKS, points_each)
    folds = held_out_folds(labels, groups)
    assert np.array_equal(
        np.sort(np.concatenate([scored for _, scored in folds])), np.arange(len(labels))
    )
    for fitted, scored in folds:
        assert not set(groups[fitted]) & set(groups[scored])
        assert labels[scored].mean() == pytest.approx(0.5)


def test_balanced_accuracy_equals_scikit_learns(random):
    labels, predicted = random.integers(0, 3, (2, 60))
    weight = random.integers(0, 4, (5, 60))
    expected = [balanced_accuracy_score(labels, predicted, sample_weight=row) for row in weight]
    assert balanced_accuracy(labels, predicted, weight) == pytest.approx(expected)


def test_scores_of_a_perfect_code_and_of_noise(random):
    weights = track_weights(160, 200, seed=0)
    score = probed(PERFECT, LANGUAGE, TRACKS, weights, 5)
    assert score.value == score.high == 1 and score.chance == pytest.approx(0.5, abs=0.1)
    noise = probed(random.normal(size=(160, 3)), LANGUAGE, TRACKS, weights, 5)
    assert noise.low < 0.5 < noise.high


def test_a_probe_is_the_mean_over_several_foldings(random):
    codes, weights = random.normal(size=(160, 20)), track_weights(160, 2, seed=0)
    once = np.ones((1, 160))
    foldings = [probe(codes, LANGUAGE, TRACKS, seed) for seed in range(N_FOLDINGS)]
    accuracies = [balanced_accuracy(LANGUAGE, predicted, once)[0] for predicted in foldings]
    assert np.std(accuracies) > 0.005
    score = probed(codes, LANGUAGE, TRACKS, weights, 1)
    assert score.value == pytest.approx(np.mean(accuracies))


def test_an_artist_is_not_recognised_as_a_language(random):
    """Each artist has a language and a voice; voices do not generalise to other artists."""
    artist = TRACKS // 10
    language = random.permutation(np.arange(16) % 2)[artist]
    voices = np.eye(16)[artist] + 0.01 * random.normal(size=(160, 16))
    weights = track_weights(160, 2, seed=0)
    assert probed(voices, language, TRACKS, weights, 1).value == 1
    assert probed(voices, language, artist, weights, 1).value < 0.8
