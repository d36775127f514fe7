"""Building a release from arrays with expected results."""

from math import nan

import numpy as np
import pytest

from hbvae.release.build import fit_groupings, fitted_track_rows, kept_clusters, score_lines
from hbvae.release.folder import Grouping, load_release
from hbvae.storage.names import ClusterName
from hbvae.storage.tracks import Track


def test_a_grouping_has_means_over_tracks_and_over_clusters():
    random = np.random.default_rng(0)
    latent = random.normal(size=(40, 6)).astype(np.float32)
    track = np.repeat(np.arange(10), 4)
    clusters = {"sound": np.arange(10) % 2, "lyrics": np.arange(10) // 5}
    parts = {"lyrics": 2, "timbre": 2, "texture": 2}
    _, groupings = fit_groupings(latent, parts, track, clusters, seed=0)
    lyrics = groupings["lyrics"]
    means = latent[:, :2].reshape(10, 4, 2).mean(axis=1)
    assert np.allclose(lyrics.points, means, atol=1e-6)
    assert np.allclose(lyrics.centroids, [means[:5].mean(0), means[5:].mean(0)], atol=1e-6)
    assert groupings["sound"].points.shape == (10, 4)
    assert groupings["sound"].clusters.tolist() == clusters["sound"].tolist()


def test_without_lyrics_songs_are_assigned_by_sound_alone():
    latent = np.random.default_rng(0).normal(size=(8, 4))
    clusters = {"sound": np.array([0, 0, 1, 1])}
    parts = {"timbre": 2, "texture": 2}
    _, groupings = fit_groupings(latent, parts, np.repeat(np.arange(4), 2), clusters)
    assert list(groupings) == ["sound"]


def test_rows_of_fitted_tracks_have_labels_and_a_cluster_in_each_grouping():
    tracks = [
        Track("a", labels={"genre": "Folk"}, title="A song"),
        Track("b", labels={"genre": "Rock"}, title="Another"),
    ]
    points = np.array([[0.0], [1.0]])
    groupings = {"sound": Grouping.from_points(points, np.array([1, 0]))}
    names = {"sound": [ClusterName("rock, pop", ""), ClusterName("slow, dark", "")]}
    a, b = fitted_track_rows(tracks, groupings, names)
    assert a == {
        **{"track_id": "a", "title": "A song", "genre": "Folk"},
        **{"sound cluster": 1, "sound name": "slow, dark"},
    }
    assert (b["sound cluster"], b["sound name"]) == (0, "rock, pop")


def row(metric, value, clusterer="kmeans", level="track", reference="genre", **other):
    row = {"clusterer": clusterer, "level": level, "reference": reference, "metric": metric}
    row |= {"value": value, "low": value - 0.1, "high": value + 0.1, "chance": 0.0}
    return row | other


def test_the_card_shows_only_scores_of_the_released_clusters():
    scores = [row("ari", 0.3), row("nmi", 0.4), row("silhouette", 0.1, reference="none")]
    others = [row("ari", 0.9, clusterer="dbscan"), row("ari", 0.8, level="slice")]
    lines = score_lines({"sound": scores + others}, {"sound": "genre"}, "kmeans")
    assert [line[:3] for line in lines] == [("sound", "genre", "ARI"), ("sound", "genre", "NMI")]
    assert lines[0][3:] == pytest.approx((0.3, 0.2, 0.4, 0.0))
    (line,) = score_lines({"sound": scores}, {"sound": "none"}, "kmeans")
    assert line[:4] == ("sound", "none", "silhouette", 0.1)


def test_an_undefined_score_is_not_on_the_card():
    assert score_lines({"sound": [row("purity", nan)]}, {"sound": "genre"}, "kmeans") == []


def test_a_release_assigns_its_own_tracks_as_the_run_did(collection):
    release = load_release(collection.release)
    kept = kept_clusters(release, collection.latent, collection.index)
    assert kept == {"sound": len(collection.tracks), "lyrics": len(collection.tracks)}
    moved = release.groupings["sound"]._replace(clusters=1 - release.groupings["sound"].clusters)
    other = release._replace(groupings=release.groupings | {"sound": moved})
    assert kept_clusters(other, collection.latent, collection.index)["sound"] == 0
