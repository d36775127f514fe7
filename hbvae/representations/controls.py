"""Controls: how much of a score remains without its claimed cause."""

import numpy as np

from hbvae.representations.base import SliceFeatures, register_as, representation
from hbvae.representations.joint import joint_audio, joint_lyrics

for kind, what in (("lyrics", "lyrics"), ("audio", "sound")):
    register_as(
        f"joint_vae_shuffled_{kind}",
        title=f"Joint model, {what} shuffled among the tracks",
        model="joint_vae",
        like="joint_vae",
        shuffled=kind,
        lyrics=True,
        hears="both",
    )


@representation(
    title="Lyrics part of the joint model, lyrics shuffled among the tracks",
    lyrics=True,
    hears="lyrics",
    latent="joint_vae_shuffled_lyrics",
    like="joint_lyrics",
)
def shuffled_lyrics(features: SliceFeatures, seed: int) -> np.ndarray:
    """Control: `joint_lyrics` of a model trained with lyrics permuted among the tracks."""
    return joint_lyrics(features, seed)


@representation(
    title="Audio part of the joint model, sound shuffled among the tracks",
    lyrics=True,
    latent="joint_vae_shuffled_audio",
    like="joint_audio",
)
def shuffled_audio(features: SliceFeatures, seed: int, **settings) -> np.ndarray:
    """Control: `joint_audio` of a model trained with sound permuted among the tracks."""
    return joint_audio(features, seed, **settings)


@representation(
    title="Lyrics without what differs by language",
    lyrics=True,
    hears="lyrics",
    factor="language",
)
def lyrics_without_language(features: SliceFeatures, seed: int) -> np.ndarray:
    """Control: the lyric embedding without the directions in which the languages' means differ.

    It uses the language labels, so it is not a method; it shows how much of a score is due to
    language.

    Returns:
        (slices, embedding_dim).
    """
    points = features.lyrics - features.lyrics.mean(axis=0)
    labels = np.unique(features.labels[features.labels != ""])
    means = np.stack([points[features.labels == label].mean(0) for label in labels])
    _, size, directions = np.linalg.svd(means - means.mean(axis=0), full_matrices=False)
    directions = directions[size > 1e-6 * max(size[0], 1e-12)]
    return points - points @ directions.T @ directions
