"""Parts of the joint model's latent as representations."""

import numpy as np
from sklearn.metrics import pairwise_distances_argmin

from hbvae.representations.base import SliceFeatures
from hbvae.representations.joint import JointAudio, joint_audio, joint_audio_alone, joint_lyrics


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


def test_audio_axes_are_free_of_single_tracks_and_lyrics():
    features = a_latent()
    shifted = joint_audio(features, seed=0, n_neighbors=4)
    assert shifted.shape == (120, 7)
    assert np.allclose(np.linalg.norm(shifted, axis=1), 1)
    centres = np.stack([shifted[features.track % 2 == group].mean(axis=0) for group in (0, 1)])
    nearest = pairwise_distances_argmin(shifted, centres)
    assert np.array_equal(nearest, features.track % 2)
    louder = features.latent * np.repeat([9, 3, 0.1], [2, 3, 4])
    assert np.allclose(
        joint_audio(features._replace(latent=louder), 0, n_neighbors=4), shifted, atol=1e-4
    )
    collapsed = features.latent.copy()
    collapsed[:, 5] *= 1e-4
    shifted = joint_audio(features._replace(latent=collapsed), 0, n_neighbors=4)
    assert np.isfinite(shifted).all()


def with_encoder():
    """`a_latent` with a fourth part, in which the tracks are of four groups of uneven sizes."""
    random = np.random.default_rng(1)
    features = a_latent()
    group = np.repeat(np.arange(4), [20, 10, 6, 4])
    encoded = 6 * np.eye(4, 6)[group][features.track] + 0.3 * random.normal(size=(120, 6))
    latent = np.hstack([features.latent, encoded])
    parts = features.parts | {"encoder": slice(9, 15)}
    return features._replace(latent=latent, parts=parts), group


def test_with_an_encoder_the_audio_axes_have_what_it_hears_too():
    features, group = with_encoder()
    shifted = joint_audio(features, seed=0, n_neighbors=4)
    assert shifted.shape == (120, 13)
    means = np.stack([shifted[::3][group == number].mean(axis=0) for number in range(4)])
    assert np.array_equal(pairwise_distances_argmin(shifted[::3], means), group)
    # No row is scaled back to the length that three parts of length 1 have.
    assert np.all(np.linalg.norm(shifted, axis=1) <= np.sqrt(3) + 1e-6)
    assert np.linalg.norm(shifted, axis=1).std() > 0.01


def test_without_the_encoder_results_are_bit_identical():
    features, _ = with_encoder()
    alone = joint_audio_alone(features, seed=0, n_neighbors=4)
    assert np.array_equal(alone, joint_audio(a_latent(), seed=0, n_neighbors=4))


def test_songs_that_the_model_was_not_fitted_to_change_nothing_for_the_others():
    features = a_latent()
    is_old = features.track < 30
    earlier = features._replace(latent=features.latent[is_old], track=features.track[is_old])
    old = joint_audio(earlier, seed=0, n_neighbors=3)
    points = joint_audio(features._replace(is_fitted=is_old), seed=0, n_neighbors=3)
    assert points.shape == (120, 7)
    assert np.allclose(points[is_old], old, atol=1e-5)
    assert not np.allclose(joint_audio(features, seed=0, n_neighbors=3)[is_old], old, atol=1e-2)


def test_the_tracks_of_a_fitted_map_stay_where_they_were():
    features, _ = with_encoder()
    fitted, points = JointAudio.fit(features.latent, features.parts, features.track, 4)
    assert fitted.metric == "euclidean"
    assert np.allclose(fitted(features.latent, features.parts), points, atol=1e-5)
