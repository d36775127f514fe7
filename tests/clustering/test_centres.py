"""Means of tracks, distances to the means of clusters, and nearest neighbours."""

import numpy as np

from hbvae.clustering.centres import (
    NO_TRACK,
    centre_distances,
    nearest_rows,
    nearest_tracks,
    track_means,
)


def test_track_means_average_the_slices():
    latent = np.array([[0.0, 2], [4, 6], [1, 1]])
    assert track_means(latent, np.array([1, 1, 0]), 2).tolist() == [[1, 1], [2, 4]]


def test_centre_distances_are_distances_to_the_cluster_mean():
    points = np.array([[0.0, 0], [2, 0], [5, 5], [9, 9]])
    assert centre_distances(points, np.array([0, 0, 1, -1])).tolist() == [1, 1, 0, 0]


def test_nearest_rows_lists_the_nearest_candidates_first():
    candidates = np.array([[0.0, 0], [10, 0], [0, 3]])
    distance, rows = nearest_rows(np.array([[9, 0], [0, 2]], np.float32), candidates, 2)
    assert rows.tolist() == [[1, 0], [2, 0]]
    assert distance.tolist() == [[1, 9], [1, 2]]
    assert nearest_rows(candidates, candidates[:1], 5)[1].tolist() == [[0], [0], [0]]


def test_nearest_tracks_lists_other_tracks_the_nearest_first():
    points = np.array([[0.0], [1], [3], [10]])
    assert nearest_tracks(points, 2).tolist() == [[1, 2], [0, 2], [1, 0], [2, 1]]
    assert nearest_tracks(points, 5).shape == (4, 3)
    assert nearest_tracks(points[:1]).shape == (1, 0)


def test_copies_do_not_count_as_nearest_tracks():
    points = np.array([[0.0], [0.1], [0.2], [3], [10]])
    copies = {0: [1, 2], 1: [0], 3: [0, 1, 2, 4]}
    assert nearest_tracks(points, 2, copies).tolist() == [
        [3, 4],
        [2, 3],
        [1, 0],
        [NO_TRACK, NO_TRACK],
        [3, 2],
    ]
