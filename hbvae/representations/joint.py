"""The parts of the joint model's latent as separate representations.

`JointAudio` is fitted to one collection and can then map the songs of any other.
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

ACTIVE = 0.05  # minimum standard deviation of a latent axis, as a share of the largest
# Each axis of a part is divided by this power of its standard deviation; 1 whitens. The texture's
# axes are already whitened, for each network, in `hbvae.models.texture.shared_axes`.
PARTS = {"timbre": 1.0, "texture": 0.0, "encoder": 0.25}


class JointAudio(NamedTuple):
    """The map from the audio axes of slices to `joint_audio`."""

    whitening: Mapping[str, Whitening]  # by part, for those of PARTS that the latent has
    steps: list[np.ndarray]  # tracks of each step of `hbvae.representations.mean_shift.mean_shift`
    n_neighbors: int

    @property
    def metric(self) -> Metric:
        """The metric of the mean shift."""
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
        """Fit the map to a collection, or to the songs in it that the model was fitted to.

        Args:
            latent: latent of the joint model, (slices, dimensions).
            parts: columns of its parts; those of `PARTS` are used.
            track, max_points, seed: as in `mean_shift`.
            n_neighbors: as in `mean_shift`; reduced if there are few tracks.
            is_fitted: slices to fit to, (slices,) bool; None: all.

        Returns:
            The fitted map, and the points of the collection, (slices, dimensions of the parts).
        """
        if is_fitted is not None and not is_fitted.all():
            fitted_track = np.unique(track[is_fitted], return_inverse=True)[1]
            joint, _ = cls.fit(
                latent[is_fitted], parts, fitted_track, n_neighbors, max_points, seed
            )
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
        """Map any slices to their points; arguments and result as in `fit`."""
        points = self._side_by_side(latent, parts)
        return shift(points, self.steps, self.n_neighbors, self.metric)

    def _side_by_side(self, latent: np.ndarray, parts: Mapping[str, slice]) -> np.ndarray:
        """The whitened parts side by side, each scaled to rows of length 1 for equal weight."""
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
            description="number of nearest tracks whose mean replaces a slice; at most a tenth of "
            "all tracks",
        ),
    ] = 20,
) -> np.ndarray:
    """The axes of the joint model's latent that depend on sound alone: audio and encoder.

    Each part is whitened, the encoder's partly, and its rows are scaled to length 1, so that all
    parts have the same weight. Then `hbvae.representations.mean_shift.mean_shift` is applied.

    Args:
        features: features of the slices; ``latent``, ``parts``, ``track`` and ``is_fitted`` are
            used.
        seed: seed of the sample of tracks, if there are many.
        n_neighbors: as in `mean_shift`.

    Returns:
        (slices, timbre_dim + texture_dim), rows of length 1; with an encoder (slices, timbre_dim +
        texture_dim + encoder_dim).
    """
    latent, parts, track = features.latent, features.parts, features.track
    settings = n_neighbors, features.max_points, seed, features.is_fitted
    return JointAudio.fit(latent, parts, track, *settings)[1]


@representation(
    title="Audio part of the joint model, without the encoder",
    latent="joint_vae",
    without_encoder="joint_audio",
)
def joint_audio_alone(features: SliceFeatures, seed: int, **settings) -> np.ndarray:
    """The same as `joint_audio` in a run without an encoder; arguments as in `joint_audio`."""
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
    """The lyrics axes of the joint model's latent, (slices, lyrics_dim), unchanged."""
    return features.latent[:, features.parts["lyrics"]]
