"""Numbers of clusters, against results worked out by hand."""

import numpy as np
import pytest

from hbvae.clustering.numbering import number_by_size, number_like
from hbvae.storage.clusters import NOISE


@pytest.mark.parametrize(
    ("clusters", "numbered"),
    [
        ([0, 1, 1, 2, 2, 2], [2, 1, 1, 0, 0, 0]),
        ([7, 3, 3, 7], [0, 1, 1, 0]),  # of equal sizes, the first to appear
        ([-1, -1, -1, 4, 9, 9], [-1, -1, -1, 1, 0, 0]),  # noise stays, however large
        ([-1, -1], [-1, -1]),
        ([5], [0]),
    ],
)
def test_the_largest_cluster_is_the_first(clusters, numbered):
    numbers = number_by_size(np.array(clusters))
    assert numbers.tolist() == numbered
    assert numbers.dtype == np.int32


@pytest.mark.parametrize(
    ("clusters", "others", "numbered"),
    [
        # The same clusters under other numbers.
        ([2, 2, 2, 0, 0, 1], [0, 0, 0, 1, 1, 2], [0, 0, 0, 1, 1, 2]),
        # The pairs 0-1 and 1-0 share 3 + 2 points, the other pairs 3 + 0.
        ([0] * 6 + [1] * 2, [0, 0, 0, 1, 1, 1, 0, 0], [1] * 6 + [0] * 2),
        # More clusters than the others: the rest come after them, the largest first.
        ([0, 0, 0, 1, 1, 2, 3, 3], [0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 1, 1, 3, 2, 2]),
        # Fewer: numbers stay unused.
        ([0, 0, 0, 0], [0, 1, 1, 1], [1, 1, 1, 1]),
        # As many, but the small cluster shares points only with the partner of the large cluster.
        ([0, 0, 0, 0, 1], [0, 0, 0, 1, 0], [0, 0, 0, 0, 2]),
        # Noise is not a cluster: it stays and is not matched.
        ([-1, -1, 0, 0, 1, 1, 1], [0, 0, 0, 0, -1, -1, -1], [-1, -1, 0, 0, 1, 1, 1]),
        ([-1, -1, -1], [0, 0, 1], [-1, -1, -1]),
        ([0, 1, 1], [-1, -1, -1], [1, 0, 0]),
    ],
    ids=["renamed", "most", "more", "fewer", "apart", "noise", "only noise", "no others"],
)
def test_matched_clusters_have_equal_numbers(clusters, others, numbered):
    numbers = number_like(np.array(clusters), np.array(others))
    assert numbers.tolist() == numbered
    assert numbers.dtype == np.int32


def test_numbers_depend_only_on_the_partition():
    random = np.random.default_rng(0)
    for _ in range(50):
        clusters = random.integers(-1, 6, 40)
        others = number_by_size(random.integers(-1, 4, 40))
        renamed = np.append(random.permutation(6), NOISE)[clusters]
        assert (number_by_size(clusters) == number_by_size(renamed)).all()
        assert (number_like(clusters, others) == number_like(renamed, others)).all()


def test_ties_between_matchings_do_not_depend_on_the_numbers():
    clusters, others = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])  # each pair shares a point
    assert number_like(clusters, others).tolist() == [0, 0, 1, 1]
    assert number_like(1 - clusters, others).tolist() == [0, 0, 1, 1]


def test_numbering_does_not_change_the_partition():
    random = np.random.default_rng(1)
    clusters, others = random.integers(-1, 8, 200), number_by_size(random.integers(-1, 5, 200))
    for numbers in (number_by_size(clusters), number_like(clusters, others)):
        pairs = set(zip(clusters.tolist(), numbers.tolist(), strict=True))
        assert len(pairs) == len(np.unique(clusters)) == len(np.unique(numbers))
        assert ((numbers == NOISE) == (clusters == NOISE)).all()
