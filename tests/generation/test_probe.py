"""Whether a probe hears what is there."""

import numpy as np
import pytest
from support.two_colours import BRIGHT, MEL, TRACK

from hbvae.generation.probe import condition_accuracy


@pytest.mark.parametrize(
    ("generated", "low", "high"),
    [
        (MEL, 1, 1),  # as the real ones
        (MEL[::-1].copy(), 0, 0),  # the tracks' order turned round: each is of the other kind
        (np.full(MEL.shape, 0.3), 0.5, 0.5),  # all the same
    ],
)
def test_a_probe_says_whether_a_label_is_heard(generated, low, high):
    kind = np.where(BRIGHT, "bright", "dark")
    accuracies = condition_accuracy(MEL, TRACK, kind, generated, kind, seed=0)
    assert low <= accuracies.generated <= high
    assert (accuracies.real, accuracies.chance) == (1, 0.5)
