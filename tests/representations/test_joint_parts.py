"""Parts of the joint model's latent as representations."""

import numpy as np
from sklearn.metrics import pairwise_distances_argmin

from hbvae.representations.base import SliceFeatures
from hbvae.representations.joint import joint_audio, joint_lyrics


def a_latent():
    """Parts of 2, 3 and 4 dimensions; 40 tracks of 3 slices; timbre in two groups."""
    random = np.random.default_rng(0)
    latent = random.normal(size=(120, 9))
    track = np.repeat(np.arange(40), 3)
    latent[:, 2:5] = 5 * np.eye(3)[track % 2] + 0.1 * random.normal(size=(120, 3))
    parts = {"lyrics": slice(0, 2), "timbre": slice(2, 5), "texture": slice(5, 9)}
    return SliceFeatures(np.empty((120, 2, 2)), latent=latent, parts=parts, track=track)


def test_the_lyrics_axes_are_as_they_are():
    features = a_latent()
    assert np.array_equal(joint_lyrics(features, seed=0), features.latent[:, :2])


def test_the_audio_axes_are_freed_of_what_single_tracks_have_and_of_the_lyrics():
    features = a_latent()
    found = joint_audio(features, seed=0, n_neighbors=4)
    assert found.shape == (120, 7)
    assert np.allclose(np.linalg.norm(found, axis=1), 1)
    centres = np.stack([found[features.track % 2 == group].mean(axis=0) for group in (0, 1)])
    nearest = pairwise_distances_argmin(found, centres)
    assert np.array_equal(nearest, features.track % 2)
    louder = features.latent * np.repeat([9, 3, 0.1], [2, 3, 4])
    assert np.allclose(
        joint_audio(features._replace(latent=louder), 0, n_neighbors=4), found, atol=1e-4
    )
    collapsed = features.latent.copy()
    collapsed[:, 5] *= 1e-4
    found = joint_audio(features._replace(latent=collapsed), 0, n_neighbors=4)
    assert np.isfinite(found).all()
