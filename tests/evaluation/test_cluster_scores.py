"""Rows of metrics.tsv for clusters with expected scores."""

import numpy as np
import pytest

from hbvae.evaluation.cluster_scores import (
    BY_LABEL,
    Assignment,
    both_levels,
    noise_share,
    score_level,
)
from hbvae.evaluation.score_table import select
from hbvae.evaluation.uncertainty import track_weights

N_TRACKS = 12
GENRE = np.array(["folk", "rock"])[np.arange(N_TRACKS) % 2]
TRACK = np.repeat(np.arange(N_TRACKS), 3)
LATENT = 9 * np.eye(2)[TRACK % 2] + 0.1 * np.random.default_rng(0).normal(size=(36, 2))
SLICES, TRACKS = both_levels(LATENT, TRACK, N_TRACKS)


def score(level, *assignments, **settings):
    settings = {"labels": {"genre": GENRE}, "n_shuffles": 3, "max_points": 1000} | settings
    weights = track_weights(N_TRACKS, 20, seed=0)
    return score_level(
        level, [Assignment(*assignment) for assignment in assignments], weights=weights, **settings
    )


def test_levels_are_slices_and_track_means():
    assert [level.name for level in (SLICES, TRACKS)] == ["slice", "track"]
    assert TRACKS.points[3] == pytest.approx(LATENT[9:12].mean(axis=0))
    assert TRACKS.track.tolist() == list(range(N_TRACKS))


def test_perfect_clusters_score_1():
    rows = score(SLICES, ("kmeans", "genre", TRACK % 2, False))
    ours = select(rows, clusterer="kmeans")
    assert [row["metric"] for row in ours] == [
        *("silhouette", "calinski_harabasz", "davies_bouldin"),
        *("ari", "nmi", "v_measure", "purity", "accuracy"),
    ]
    assert {(row["level"], row["reference"], row["k"], row["n"]) for row in ours} == {
        ("slice", "genre", 2, 36)
    }
    for row in ours[3:]:
        assert (row["value"], row["low"], row["high"]) == pytest.approx((1, 1, 1))
    assert select(ours, metric="silhouette")[0]["value"] > 0.95


def test_labels_score_like_equal_clusters():
    rows = score(SLICES, ("kmeans", "genre", TRACK % 2, False))
    by_label = select(rows, clusterer=BY_LABEL)
    assert len(by_label) == 3  # compactness only; they agree with themselves
    for theirs, ours in zip(by_label, rows, strict=False):
        assert theirs["value"] == ours["value"]


def test_noise_is_counted_and_is_not_a_cluster():
    clusters = np.where(np.arange(N_TRACKS) < 3, -1, np.arange(N_TRACKS) % 2)
    rows = score(TRACKS, ("dbscan", "genre", clusters, True))
    (noise,) = select(rows, metric="noise")
    assert noise["value"] == noise_share(clusters) == 0.25
    assert (noise["k"], noise["n"]) == (2, N_TRACKS)
    assert not select(score(TRACKS, ("kmeans", "genre", clusters, False)), metric="noise")


def test_without_labels_only_compactness_is_scored():
    rows = score(TRACKS, ("kmeans", "none", np.arange(N_TRACKS) % 2, False), labels={})
    assert {row["metric"] for row in rows} == {
        "silhouette", "calinski_harabasz", "davies_bouldin",
    }  # fmt: skip


def test_compactness_uses_a_sample_and_agreement_uses_all_points(caplog):
    rows = score(SLICES, ("kmeans", "genre", TRACK % 2, False), max_points=20)
    assert {row["metric"]: row["n"] for row in select(rows, clusterer="kmeans")} == {
        **dict.fromkeys(("silhouette", "calinski_harabasz", "davies_bouldin"), 20),
        **dict.fromkeys(("ari", "nmi", "v_measure", "purity", "accuracy"), 36),
    }
    assert "distances, by slice: using a random sample of 20 of 36 points" in caplog.text


def test_two_tracks_with_equal_points_are_scored():
    level = both_levels(np.ones((4, 2)), np.array([0, 0, 1, 1]), 2)[0]
    weights = track_weights(2, 20, seed=0)
    assignments = [Assignment("kmeans", "genre", np.array([0, 1, 0, 0]), False)]
    labels = {"genre": np.array(["a", "b"])}
    rows = score_level(level, assignments, labels, weights, n_shuffles=2, max_points=100)
    assert len(rows) == 3 + 5 + 3
    assert select(rows, metric="silhouette")[0]["value"] == 0  # no distance at all


def test_tracks_without_a_label_do_not_count_in_scores_against_labels():
    has_label = np.arange(N_TRACKS) < 8
    labels = np.where(has_label, GENRE, "")
    clusters = np.where(has_label, np.arange(N_TRACKS) % 2, 0)  # right for labelled tracks
    rows = score(SLICES, ("kmeans", "genre", clusters[TRACK], False), labels={"genre": labels})
    label_rows = score(SLICES, labels={"genre": labels})
    (ari,) = select(rows, clusterer="kmeans", metric="ari")
    assert (ari["value"], ari["low"], ari["high"], ari["n"]) == pytest.approx((1, 1, 1, 24))
    (silhouette,) = select(rows, clusterer="kmeans", metric="silhouette")
    assert silhouette["n"] == 36
    assert {row["n"] for row in label_rows} == {24}
    assert select(label_rows, metric="silhouette")[0]["value"] > 0.95
