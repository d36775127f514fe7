"""DCI of perfect, doubled, mixed and collapsed codes."""

import numpy as np
import pytest
from support.known_codes import CODES, FACTORS, TRACK

from hbvae.clustering.centres import track_means
from hbvae.evaluation.dci import N_TREES, Forests, completeness, disentanglement, informativeness

N_TRACKS = 160


def make_forests(name, level="track", factors=("language", "genre")):
    if level == "slice":
        return Forests(CODES[name], {f: FACTORS[f] for f in factors}, TRACK, N_TREES[level])
    means = track_means(CODES[name], TRACK, N_TRACKS)
    labels = {f: FACTORS[f][:: len(TRACK) // N_TRACKS] for f in factors}
    return Forests(means, labels, np.arange(N_TRACKS), N_TREES[level])


@pytest.mark.parametrize("level", N_TREES)
@pytest.mark.parametrize(
    "name, low, high",
    [
        ("one dimension each", (0.95, 0.95, 0.99), (1, 1, 1)),
        ("and others that say nothing", (0.95, 0.95, 0.99), (1, 1, 1)),
        ("each factor twice", (0.95, 0.3, 0.99), (1, 0.6, 1)),
        ("both in both dimensions", (0, 0, 0.99), (0.1, 0.1, 1)),
        ("noise", (0, 0, 0.25), (0.2, 0.2, 0.5)),
        ("collapsed", (0, 0, 0.3), (0, 0, 0.4)),
    ],
)
def test_dci(name, low, high, level):
    forests = make_forests(name, level)
    scores = disentanglement(forests), completeness(forests), informativeness(forests)
    for score, least, most in zip(scores, low, high, strict=True):
        assert least - 1e-9 <= score <= most + 1e-9


def test_forests_are_repeatable():
    first, second = (make_forests("noise").importance for _ in range(2))
    assert np.array_equal(first, second)


def test_a_single_factor_has_no_disentanglement():
    forests = make_forests("one dimension each", factors=["language"])
    assert np.isnan(disentanglement(forests))
    assert completeness(forests) > 0.9
