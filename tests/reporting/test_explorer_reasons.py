"""What lies near a song and what it is like, as the explorer's page carries it."""

import base64

import numpy as np
import pytest

from hbvae.clustering.centres import NO_TRACK
from hbvae.reporting.explorer_reasons import (
    MOST_AXES,
    MOST_WORDS,
    closeness,
    packed_places,
    second_clusters,
    traits_data,
)
from hbvae.storage.traits import Traits


def unpacked(packed):
    values = np.frombuffer(base64.b64decode(packed["values"]), "<u2")
    return values.reshape(-1, packed["axes"]).astype(float)


@pytest.mark.parametrize("n, dimensions", [(50, 3), (50, 40), (5, 40), (1, 4)])
def test_packed_places_keep_distances_but_for_a_scale(n, dimensions):
    points = np.random.default_rng(0).normal(3, 2, (n, dimensions))
    places = unpacked(packed_places(points))
    given, kept = (
        np.linalg.norm(array[:, None] - array[None], axis=2)[np.triu_indices(n, 1)]
        for array in (points, places)
    )
    scale = kept.sum() / max(given.sum(), 1e-9)
    assert np.allclose(kept, scale * given, rtol=1e-3)


def test_packed_places_are_those_of_the_longest_axes():
    points = np.random.default_rng(0).normal(0, 1, (300, 100)) * ([9] * 5 + [0.01] * 95)
    packed = packed_places(points)
    assert packed["axes"] == MOST_AXES
    spread = unpacked(packed).std(axis=0)
    assert (np.diff(spread) <= 1e-9).all() and spread[4] > 100 * spread[5]
    assert np.isfinite(unpacked(packed_places(np.zeros((4, 2))))).all()


def test_closeness_is_the_share_of_pairs_that_are_farther_apart():
    points = np.array([[0.0], [1.0], [3.0], [7.0]])  # pairs: 1, 2, 3, 4, 6, 7
    near = np.array([[1, 2], [0, 2], [1, 0], [2, NO_TRACK]])
    assert closeness(points, near) == [[99, 66], [99, 83], [83, 66], [50]]
    assert closeness(points[:1], np.empty((1, 0), int)) == [[]]


def test_second_clusters_are_the_nearest_that_a_track_is_not_in():
    points = np.array([[0.0], [2.0], [10.0], [12.0], [30.0], [5.0]])
    number, distance = second_clusters(points, np.array([0, 0, 1, 1, 2, -1]))
    assert number.tolist() == [1, 1, 0, 0, 1, 0]
    assert distance.tolist() == [11, 9, 9, 11, 19, 4]
    number, distance = second_clusters(points, np.zeros(6, int))
    assert (number == -1).all() and (distance == 0).all()


def traits(mentions, n_words=4, **properties):
    words = [f"word {n}" for n in range(n_words)]
    properties = {name: np.array(values, float) for name, values in properties.items()}
    levels, mentions = np.zeros((3, 0)), np.array(mentions, np.int32).reshape(-1, 3)
    return Traits(["a", "b", "c"], properties, [], levels, [""] * 3, words, mentions)


def test_properties_are_tenths_of_deviations_with_words_for_little_and_much():
    data = traits_data(traits([], tempo=[80, 100, 120], loudness=[-9, -9, -9]))
    assert data["properties"] == {
        "tempo": {"words": ["slow", "fast"], "tenths": [-12, 0, 12]},
        "loudness": {"words": ["quiet", "loud"], "tenths": [0, 0, 0]},
    }
    assert data["words"] == {"names": [], "of": [[], [], []]}


def test_words_are_those_that_another_song_has_too_the_rarest_first():
    mentions = [[0, 0, 1], [0, 1, 1], [0, 3, 9], [1, 0, 1], [2, 0, 1], [2, 1, 5]]
    data = traits_data(traits(mentions))
    assert data["words"] == {"names": ["word 0", "word 1"], "of": [[1, 0], [0], [1, 0]]}


def test_of_long_lyrics_some_words_are_kept():
    mentions = [[track, word, 1] for track in (0, 2) for word in range(100)]
    kept = traits_data(traits(mentions, 100))["words"]["of"]
    assert [len(words) for words in kept] == [MOST_WORDS, 0, MOST_WORDS]
