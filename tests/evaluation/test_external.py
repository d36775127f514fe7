"""Agreement of perfect, random and degenerate clusters, by hand and against scikit-learn."""

import numpy as np
import pytest
from sklearn import metrics as sk

from hbvae.evaluation.external import contingency, external_scores, match_pairs

LABELS = np.repeat(["a", "b", "c"], 200)
NAMES = ["ari", "nmi", "v_measure", "purity", "accuracy"]


def external(labels, clusters):
    return {
        name: float(value) for name, value in external_scores(contingency(labels, clusters)).items()
    }


def test_perfect_clusters_score_1_whatever_their_numbers():
    scores = external(LABELS, np.repeat([2, 0, 1], 200))
    assert scores == pytest.approx(dict.fromkeys(NAMES, 1.0))


def test_random_clusters_score_near_chance():
    scores = external(LABELS, np.random.default_rng(0).integers(0, 3, len(LABELS)))
    assert abs(scores["ari"]) < 0.01
    assert 0 <= scores["nmi"] < 0.02
    assert 1 / 3 <= scores["accuracy"] <= scores["purity"] < 0.4


@pytest.mark.parametrize(
    ("labels", "clusters", "expected"),
    [
        ([0, 0, 1, 1], [0, 0, 0, 0], (0, 0, 0, 0.5, 0.5)),  # a single cluster
        ([0, 0, 0, 0], [0, 0, 0, 0], (1, 1, 1, 1, 1)),  # a single label and a single cluster
        ([0, 1, 2, 3], [3, 2, 1, 0], (1, 1, 1, 1, 1)),  # separate labels and clusters
        ([0, 0, 1, 1], [0, 1, 2, 3], (0, 2 / 3, 2 / 3, 1, 0.5)),  # separate clusters, two labels
        ([0, 1], [0, 0], (0, 0, 0, 0.5, 0.5)),
    ],
)
def test_degenerate_clusters(labels, clusters, expected):
    assert external(labels, clusters) == pytest.approx(dict(zip(NAMES, expected, strict=True)))


@pytest.mark.parametrize("seed", range(8))
def test_agreement_equals_scikit_learns(seed):
    random = np.random.default_rng(seed)
    labels = random.integers(0, random.integers(2, 12), 300)
    clusters = np.where(random.random(300) < random.random(), labels, random.integers(-1, 9, 300))
    scores = external(labels, clusters)
    assert scores["ari"] == pytest.approx(sk.adjusted_rand_score(labels, clusters))
    assert scores["nmi"] == pytest.approx(sk.normalized_mutual_info_score(labels, clusters))
    assert scores["v_measure"] == pytest.approx(sk.v_measure_score(labels, clusters))


def test_purity_and_accuracy_by_hand():
    # Cluster 0: a a b; cluster 1: b b c c c; cluster 2: a.
    labels, clusters = list("aabbbccca"), [0, 0, 0, 1, 1, 1, 1, 1, 2]
    scores = external(labels, clusters)
    assert scores["purity"] == pytest.approx((2 + 3 + 1) / 9)
    # The pairs a-0 (2 points) and c-1 (3 points) leave the pair b-2 (0 points).
    assert scores["accuracy"] == pytest.approx(5 / 9)
    rows, columns = match_pairs(contingency(labels, clusters))
    assert (rows.tolist(), columns.tolist()) == ([2, 0, 1], [1, 0, 2])  # c, a, b: 1, 2/3, 0


def test_unmatched_labels_and_clusters_come_last_the_largest_first():
    table = np.array([[9, 0, 0, 2, 0], [0, 0, 8, 0, 1]])  # shares 9/11 and 8/9
    rows, columns = match_pairs(table)
    assert (rows.tolist(), columns.tolist()) == ([1, 0], [2, 0, 3, 4, 1])
    rows, columns = match_pairs(table.T)
    assert (rows.tolist(), columns.tolist()) == ([0, 2, 3, 4, 1], [0, 1])


def test_many_tables_score_like_separate_tables():
    random = np.random.default_rng(0)
    tables = random.integers(0, 9, (6, 3, 4)).astype(float)
    together = external_scores(tables)
    for number, table in enumerate(tables):
        for name, value in external_scores(table).items():
            assert together[name][number] == pytest.approx(value)
