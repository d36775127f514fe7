"""The parts of the joint model's latent, each a representation of its own.

`JointAudio` is fitted to one collection and then maps the songs of any other.
"""

from collections.abc import Mapping
from typing import Annotated, NamedTuple

import numpy as np
from pydantic import Field

from hbvae.representations.base import SliceFeatures, representation
from hbvae.representations.mean_shift import (
    Metric,
    fewer_neighbors,
    mean_shift,
    shift,
    unit_rows,
)
from hbvae.representations.whitening import Whitening

ACTIVE = 0.05  # deviation that an axis of a latent has at least, as a share of the largest
# Power of its deviation that an axis of each part is divided by: 1 whitens. The axes of the texture
# are whitened, network by network, in `hbvae.models.texture.shared_axes`.
PARTS = {"timbre": 1.0, "texture": 0.0, "encoder": 0.25}


class JointAudio(NamedTuple):
    """How the audio axes of a slice become its `joint_audio`."""

    whitening: Mapping[str, Whitening]  # of those of PARTS that the latent has
    steps: list[np.ndarray]  # tracks of each step of `hbvae.representations.mean_shift.mean_shift`
    n_neighbors: int

    @property
    def metric(self) -> Metric:
        """Of the mean shift."""
        return "euclidean" if "encoder" in self.whitening else "cosine"

    @classmethod
    def fit(
        cls,
        latent: np.ndarray,
        parts: Mapping[str, slice],
        track: np.ndarray,
        n_neighbors: int = 20,
        max_points: int = 10_000,
        seed: int = 0,
        is_fitted: np.ndarray | None = None,
    ) -> tuple["JointAudio", np.ndarray]:
        """Fit it to a collection, or to the songs in it that the model was fitted to.

        Args:
            latent: (slices, dimensions) of the joint model.
            parts: columns of its parts; those of `PARTS` are used.
            track, max_points, seed: of `mean_shift`.
            n_neighbors: of `mean_shift`; fewer where there are few tracks.
            is_fitted: (slices,) those that it is fitted to; None: all.

        Returns:
            The fitted map, and the collection's own points, (slices, dimensions of the parts).
        """
        if is_fitted is not None and not is_fitted.all():
            known = latent[is_fitted], parts, np.unique(track[is_fitted], return_inverse=True)[1]
            joint = cls.fit(*known, n_neighbors, max_points, seed)[0]
            return joint, joint(latent, parts)
        whitening = {
            part: Whitening.fit(latent[:, parts[part]], least=ACTIVE, power=power)
            for part, power in PARTS.items()
            if part in parts
        }
        joint = cls(whitening, [], fewer_neighbors(n_neighbors, int(track.max()) + 1))
        points = joint._side_by_side(latent, parts)
        points, steps = mean_shift(points, track, joint.n_neighbors, max_points, seed, joint.metric)
        return joint._replace(steps=steps), points

    def __call__(self, latent: np.ndarray, parts: Mapping[str, slice]) -> np.ndarray:
        """The points of any slices; arguments and result as in `fit`."""
        points = self._side_by_side(latent, parts)
        return shift(points, self.steps, self.n_neighbors, self.metric)

    def _side_by_side(self, latent: np.ndarray, parts: Mapping[str, slice]) -> np.ndarray:
        """The parts, whitened, each with rows of length 1, so that all weigh the same."""
        return np.hstack(
            [unit_rows(fitted(latent[:, parts[part]])) for part, fitted in self.whitening.items()]
        )


@representation(
    title="Audio part of the joint model",
    latent="joint_vae",
    encoder_if_any=True,
    roles=["assigns_by_sound"],
)
def joint_audio(
    features: SliceFeatures,
    seed: int,
    *,
    n_neighbors: Annotated[
        int,
        Field(
            ge=1,
            description="number of nearest tracks to whose mean a slice is moved; at most a tenth "
            "of all tracks",
        ),
    ] = 20,
) -> np.ndarray:
    """What of the joint model's latent is sound alone, its audio axes and those of the encoder.

    Each part is whitened, the encoder's in part, and its rows are scaled to length 1, so that all
    weigh the same; then `hbvae.representations.mean_shift.mean_shift`.

    Args:
        features: of the slices; ``latent``, ``parts`` and ``track`` are used.
        seed: of the sample of tracks, where they are many.
        n_neighbors: of `mean_shift`.

    Returns:
        (slices, timbre_dim + texture_dim), rows of length 1; with an encoder (slices, timbre_dim +
        texture_dim + encoder_dim).
    """
    known = features.latent, features.parts, features.track
    settings = n_neighbors, features.max_points, seed, features.is_fitted
    return JointAudio.fit(*known, *settings)[1]


@representation(
    title="Audio part of the joint model, without the encoder",
    latent="joint_vae",
    without_encoder="joint_audio",
)
def joint_audio_alone(features: SliceFeatures, seed: int, **settings) -> np.ndarray:
    """`joint_audio` as it is in a run without an encoder; arguments as there."""
    learned = {part: where for part, where in features.parts.items() if part != "encoder"}
    return joint_audio(features._replace(parts=learned), seed, **settings)


@representation(
    title="Lyrics part of the joint model",
    lyrics=True,
    hears="lyrics",
    latent="joint_vae",
    roles=["assigns_by_lyrics"],
)
def joint_lyrics(features: SliceFeatures, seed: int) -> np.ndarray:
    """The joint model's axes of the lyrics, (slices, lyrics_dim), as they are."""
    return features.latent[:, features.parts["lyrics"]]
