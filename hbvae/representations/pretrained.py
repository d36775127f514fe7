"""The embedding of an encoder trained on other songs."""

import numpy as np

from hbvae.representations.base import SliceFeatures, representation
from hbvae.representations.baselines import standardise


@representation(title="Encoder trained on other songs", encoder=True)
def pretrained(features: SliceFeatures, seed: int) -> np.ndarray:
    """The embedding of the run's encoder, standardised.

    Args:
        features: ``embedding`` is used.
        seed: not used.

    Returns:
        (slices, dim) float32.
    """
    return standardise(features.embedding)
