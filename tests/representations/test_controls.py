"""Controls on codes from which it is known what they take away."""

import numpy as np

from hbvae.representations.base import SliceFeatures
from hbvae.representations.controls import lyrics_without_language


def test_language_axes_are_removed_from_the_lyrics():
    random = np.random.default_rng(0)
    labels = np.array(["bangla", "english", "german"])[np.arange(90) % 3]
    embedding = random.normal(size=(90, 8)) + 4 * np.eye(8)[np.arange(90) % 3]
    features = SliceFeatures(np.empty((90, 2, 2)), embedding, labels=labels)
    latent = lyrics_without_language(features, seed=0)
    means = np.stack([latent[labels == language].mean(axis=0) for language in np.unique(labels)])
    assert np.allclose(means, 0, atol=1e-6)
    assert np.linalg.matrix_rank(latent, tol=1e-6) == 6  # two directions part three means
