"""Clusters and maps of a grown collection, against results worked out by hand."""

import numpy as np
import pytest

from hbvae.clustering.growing import continue_clusters, continue_map, number_as_before
from hbvae.storage.clusters import NOISE
from hbvae.storage.identities import NEW

# Two groups on a line: 0 and 1 are in group 1, 10 to 12 in group 0.
LINE = np.array([0.0, 1, 10, 11, 12])[:, None]
GROUPS = np.array([1, 1, 0, 0, 0])


@pytest.mark.parametrize("by_centre", [True, False])
def test_earlier_points_keep_their_cluster_and_new_points_join_the_nearest(by_centre):
    points = np.array([[12.0], [2], [0], [30], [1], [10], [11]])
    rows = np.array([4, NEW, 0, NEW, 1, 2, 3])
    clusters = continue_clusters(points, rows, GROUPS, by_centre)
    assert clusters.tolist() == [0, 1, 1, 0, 1, 0, 0]


def test_a_new_point_joins_by_nearest_centre_or_by_nearest_point():
    points = np.array([[0.0], [8], [9.5], [20], [21], [12]])
    earlier, rows = np.array([0, 0, 1, 1, 1]), np.array([0, 1, NEW, 3, 4, 2])
    # 9.5 is nearest to 8 in cluster 0, whose mean is 4; the mean of cluster 1 is 17.7.
    assert continue_clusters(points, rows, earlier, by_centre=False)[2] == 0
    assert continue_clusters(points, rows, earlier, by_centre=True)[2] == 0
    points[1] = -8.0  # now the nearest point is 12, and the nearest centre 17.7
    assert continue_clusters(points, rows, earlier, by_centre=True)[2] == 1
    points[0], points[1] = 8.9, -30.0  # nearest point 8.9 in cluster 0, whose mean is -10.6
    assert continue_clusters(points, rows, earlier, by_centre=False)[2] == 0
    assert continue_clusters(points, rows, earlier, by_centre=True)[2] == 1


def test_clusters_are_not_continued_if_a_cluster_or_every_earlier_point_is_lost():
    assert continue_clusters(LINE[:2], np.array([0, 1]), GROUPS, True) is None
    assert continue_clusters(LINE, np.full(5, NEW), GROUPS, True) is None
    # A number that no earlier point had is not a lost cluster.
    assert continue_clusters(LINE[:2], np.array([0, 1]), np.array([3, 3]), True).tolist() == [3, 3]


@pytest.mark.parametrize(
    ("clusters", "rows", "numbered"),
    [
        ([0, 0, 0, 1, 1, 0], [2, 3, 4, 0, 1, NEW], [0, 0, 0, 1, 1, 0]),
        ([0, 0, 1, 1, 1], [0, 1, 2, 3, 4], [1, 1, 0, 0, 0]),  # under other numbers
        ([0, 0, 0], [0, 1, NEW], [0, 0, 0]),  # one group is left: no gap at 0
        ([0, 0, 0, 1, 1, 2], [2, 3, 4, 0, 1, NEW], [0, 0, 0, 1, 1, 2]),  # one more
        ([NOISE, 0, 0], [0, 1, NEW], [NOISE, 0, 0]),
    ],
    ids=["same", "renamed", "fewer", "more", "noise"],
)
def test_clusters_take_the_numbers_of_the_most_similar_earlier_clusters(clusters, rows, numbered):
    numbers = number_as_before(np.array(clusters), np.array(rows), GROUPS)
    assert numbers.tolist() == numbered
    assert numbers.dtype == np.int32


def test_earlier_points_keep_their_place_and_new_points_are_beside_the_nearest():
    earlier = np.array([[0.0, 0], [1, 0], [10, 0], [11, 0], [12, 0]], np.float32)
    points = np.vstack([LINE, [[11.2]]])
    xy = continue_map(points, np.array([0, 1, 2, 3, 4, NEW]), earlier)
    assert (xy[:5] == earlier).all() and xy.dtype == np.float32
    assert 0 < np.linalg.norm(xy[5] - earlier[3]) < 0.5
    assert continue_map(points, np.full(6, NEW), earlier) is None
