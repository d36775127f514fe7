"""Why there are so many clusters, in words."""

import pytest

from hbvae.clustering.choice_of_k import Stability
from hbvae.reporting.number_of_clusters import explain_k, k_origin
from hbvae.storage.tracks import Track

AT_FOUR = [
    Stability(2, 0.5, 0.45, 0.55),
    Stability(3, 0.9, 0.88, 0.92),
    Stability(4, 0.8, 0.7, 0.9),
]
AT_THREE = [*AT_FOUR[:2], Stability(4, 0.8, 0.75, 0.85)]


TRACKS = [  # three genres, in all five pairs with a language
    Track(f"t{number}", labels={"language": language, "genre": genre})
    for number, (language, genre) in enumerate(["xa", "xb", "xc", "ya", "yb", "yb"])
]


@pytest.mark.parametrize(
    ("reference", "k", "origin"),
    [
        ("genre", 3, "one per genre"),
        ("genre", 4, "as set for genre"),
        ("genre", "auto", "by stability"),
        ("language x genre", 5, "one per language x genre"),
        ("language x genre", 6, "as set for language x genre"),
        ("none", "auto", "by stability"),
        ("none", 5, "as set"),
    ],
)
def test_where_a_number_comes_from(reference, k, origin):
    assert k_origin(reference, k, TRACKS) == origin


@pytest.mark.parametrize(
    ("origin", "n", "curve", "sentence"),
    [
        (
            "one per genre", 10, AT_FOUR,
            "10 groups, one per genre; by the agreement of random samples, there would be 4.",
        ),
        (
            "one per genre", 4, AT_FOUR,
            "4 groups, one per genre; by the agreement of random samples, there would be as many.",
        ),
        (
            "by stability", 3, AT_THREE,
            "3 groups: groupings of random samples agree best with this number.",
        ),
        (
            "by stability", 4, AT_FOUR,
            "4 groups: groupings of random samples agree best with 3 groups, and equally "
            "well, within the 95 % interval, with up to 4; the largest such number is chosen.",
        ),
    ],
    ids=["other", "same", "best", "within the interval"],
)  # fmt: skip
def test_why_there_are_so_many_clusters(origin, n, curve, sentence):
    assert explain_k(origin, n, curve) == sentence
