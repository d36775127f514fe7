"""A number of clusters that nobody set stops no run."""

import pytest

from hbvae.datasets.description import DatasetDescription
from hbvae.datasets.usable import without_large_pairs

FACTORS = {"language": {"k": 3}, "genre": {"k": 6}, "mood": {"k": 2}}
SINGLE = {"language": 3, "genre": 6, "mood": 2}
PAIRS = {"language x genre": 18, "language x mood": 6, "genre x mood": 12}


def described(**changes):
    mapping = {"root": "x", "layout": "table", "factors": FACTORS} | changes
    return DatasetDescription.from_mapping("mine", mapping)


@pytest.mark.parametrize(
    ("n_tracks", "left_out"),
    [
        (100, []),
        (36, []),  # half of them may be of a kind that cannot be used
        (35, ["language x genre"]),
        (24, ["language x genre"]),
        (23, ["language x genre", "genre x mood"]),
        (11, list(PAIRS)),
    ],
)
def test_pairs_with_more_clusters_than_songs_are_left_out(n_tracks, left_out):
    complete, remarks = described(), []
    fitting = without_large_pairs(complete, n_tracks, 0.1, remarks)
    kept = {pair: k for pair, k in PAIRS.items() if pair not in left_out}
    assert fitting.references == SINGLE | kept
    assert [remark.split(":")[0] for remark in remarks] == left_out
    assert (fitting is complete) == (not left_out)
    stated = fitting.model_dump(mode="json", exclude_defaults=True)
    assert DatasetDescription.from_mapping("mine", stated).references == fitting.references


def test_pairs_that_are_stated_are_all_there_are():
    assert described(pairs=["genre x mood"]).references == SINGLE | {"genre x mood": 12}
    assert described(pairs=[]).references == SINGLE


def test_a_pair_whose_number_is_open_is_kept():
    factors = FACTORS | {"genre": {"k": "auto"}}
    fitting = without_large_pairs(described(factors=factors), 4, 0, [])
    assert "genre x mood" in fitting.references and "language x mood" not in fitting.references
