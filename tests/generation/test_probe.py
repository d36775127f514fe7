"""Accuracy of a probe on right, wrong and constant slices."""

import numpy as np
import pytest
from support.two_colours import BRIGHT, MEL, TRACK

from hbvae.generation.probe import condition_accuracy


@pytest.mark.parametrize(
    ("generated", "low", "high"),
    [
        (MEL, 1, 1),  # equal to the real slices
        (MEL[::-1].copy(), 0, 0),  # in reverse order: each slice has the other kind
        (np.full(MEL.shape, 0.3), 0.5, 0.5),  # constant
    ],
)
def test_a_probe_recognises_labels(generated, low, high):
    kind = np.where(BRIGHT, "bright", "dark")
    accuracies = condition_accuracy(MEL, TRACK, kind, generated, kind, seed=0)
    assert low <= accuracies.generated <= high
    assert (accuracies.real, accuracies.chance) == (1, 0.5)
