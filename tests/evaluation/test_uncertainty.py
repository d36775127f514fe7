"""Coverage of intervals, and chance levels."""

import numpy as np
import pytest

from hbvae.evaluation.external import agreement, external_scores
from hbvae.evaluation.internal import compactness, compute_geometry
from hbvae.evaluation.uncertainty import interval, track_weights

SLICES = 10


def tracks(random, n, k, certain):
    """Labels of n tracks, and the cluster and the track of each slice.

    A track is in its label's cluster with probability ``certain``, else in a random cluster; a
    slice is in its track's cluster with probability 0.8. Slices of a track are far from
    independent.
    """
    labels = random.integers(k, size=n)
    home = np.where(random.random(n) < certain, labels, random.integers(k, size=n))
    anywhere = random.integers(k, size=(n, SLICES))
    clusters = np.where(random.random((n, SLICES)) < 0.8, home[:, None], anywhere)
    return labels, clusters.ravel(), np.repeat(np.arange(n), SLICES)


@pytest.mark.parametrize(("n", "k", "certain"), [(100, 2, 0.7), (100, 4, 0.2), (100, 10, 0.5)])
def test_intervals_cover_the_expected_score(n, k, certain):
    """In about 95 % of 120 collections from a population, the interval contains the expectation."""
    random = np.random.default_rng(k)
    all_scores = []
    for repeat in range(120):
        labels, clusters, track = tracks(random, n, k, certain)
        weights = track_weights(n, 200, seed=repeat)
        all_scores.append(agreement(labels, clusters, track, weights, n_shuffles=1))
    for metric in ("ari", "nmi", "purity", "accuracy"):
        expected = np.mean([scores[metric].value for scores in all_scores])
        covered = np.mean([s[metric].low <= expected <= s[metric].high for s in all_scores])
        assert 0.87 <= covered <= 0.995, (metric, covered)


def test_intervals_of_compactness_cover_the_expected_score():
    random = np.random.default_rng(0)
    all_scores = []
    for repeat in range(100):
        labels, clusters, track = tracks(random, 60, 3, 0.7)
        song = random.normal(size=(60, 4))[track]  # common to all slices of a track
        points = np.eye(4)[labels][track] * 2 + song + 0.3 * random.normal(size=song.shape)
        weights = track_weights(60, 100, seed=repeat)
        all_scores.append(
            compactness(compute_geometry(points), clusters, track, weights, n_shuffles=1)
        )
    for metric in ("silhouette", "calinski_harabasz", "davies_bouldin"):
        expected = np.mean([scores[metric].value for scores in all_scores])
        covered = np.mean([s[metric].low <= expected <= s[metric].high for s in all_scores])
        assert 0.8 <= covered <= 1.0, (metric, covered)


def test_the_chance_level_is_the_mean_score_of_shuffled_labels():
    random = np.random.default_rng(0)
    labels, clusters, track = tracks(random, 100, 10, certain=0.9)
    scores = agreement(labels, clusters, track, track_weights(100, 10, 0), n_shuffles=100)
    assert scores["ari"].value > 0.4
    by_hand = {"purity": [], "ari": []}
    for _ in range(200):
        table = np.zeros((10, 10))
        np.add.at(table, (random.permutation(labels)[track], clusters), 1)
        for metric, values in by_hand.items():
            values.append(float(external_scores(table)[metric]))
    for metric, values in by_hand.items():
        assert scores[metric].chance == pytest.approx(np.mean(values), abs=0.01)
    # Ten slices that move together are a single draw: even the chance level of ARI is above 0.
    assert scores["purity"].chance > 0.17
    assert scores["ari"].chance > 0.03
    track_scores = agreement(labels, clusters[::10], np.arange(100), track_weights(100, 10, 0), 200)
    assert abs(track_scores["ari"].chance) < 0.01


def test_a_perfect_score_has_an_interval_of_zero_width():
    labels = np.repeat(["a", "b"], 20)
    scores = agreement(labels, labels, np.arange(40), track_weights(40, 50, 0), 5)
    for score in scores.values():
        assert (score.value, score.low, score.high) == pytest.approx((1, 1, 1))


def test_shuffling_labels_keeps_the_slices_of_a_track_together():
    """If tracks are tight and far apart, any labels of tracks look compact by chance."""
    random = np.random.default_rng(0)
    track = np.repeat(np.arange(12), 5)
    points = 10 * random.normal(size=(12, 3))[track] + 0.01 * random.normal(size=(60, 3))
    labels = np.tile(np.arange(6), 2)[track]
    weights = track_weights(12, 10, 0)
    by_track = compactness(
        compute_geometry(points), labels, track, weights, 50, shuffled_together=track
    )
    by_point = compactness(compute_geometry(points), labels, track, weights, 50)
    assert by_track["calinski_harabasz"].chance > 3 * by_point["calinski_harabasz"].chance
    assert by_point["calinski_harabasz"].chance == pytest.approx(1, abs=0.3)


def test_the_interval_surrounds_the_value():
    draws = np.random.default_rng(0).normal(0.7, 0.1, 20_000)
    assert interval(0.5, draws) == pytest.approx((0.5 - 0.196, 0.5 + 0.196), abs=0.01)
    assert np.isnan(interval(0.5, np.full(3, np.nan))).all()


def test_weights_are_multinomial_and_repeatable():
    weights = track_weights(30, 500, seed=1)
    assert (weights.sum(axis=1) == 30).all()
    assert weights.mean() == pytest.approx(1)
    assert weights.std() == pytest.approx(1, abs=0.05)
    assert (weights == track_weights(30, 500, seed=1)).all()
