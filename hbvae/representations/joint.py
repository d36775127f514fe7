"""The parts of the joint model's latent, each a representation of its own.

`JointAudio` is fitted to one collection and then maps the songs of any other.
"""

from collections.abc import Mapping
from typing import Annotated, NamedTuple

import numpy as np
from pydantic import Field

from hbvae.representations.base import SliceFeatures, representation
from hbvae.representations.mean_shift import fewer_neighbors, mean_shift, shift, unit_rows
from hbvae.representations.whitening import Whitening

ACTIVE = 0.05  # deviation that an axis of a latent has at least, as a share of the largest
PARTS = ("timbre", "texture")


class JointAudio(NamedTuple):
    """How the audio axes of a slice become its `joint_audio`."""

    whitening: Mapping[str, Whitening]  # of each of PARTS
    steps: list[np.ndarray]  # tracks of each step of `hbvae.representations.mean_shift.mean_shift`
    n_neighbors: int

    @classmethod
    def fit(
        cls,
        latent: np.ndarray,
        parts: Mapping[str, slice],
        track: np.ndarray,
        n_neighbors: int = 20,
        max_points: int = 10_000,
        seed: int = 0,
    ) -> tuple["JointAudio", np.ndarray]:
        """Fit it to a collection.

        Args:
            latent: (slices, dimensions) of the joint model.
            parts: columns of its parts.
            track, max_points, seed: of `mean_shift`.
            n_neighbors: of `mean_shift`; fewer where there are few tracks.

        Returns:
            The fitted map, and the collection's own points, (slices, timbre_dim + texture_dim).
        """
        whitening = {part: Whitening.fit(latent[:, parts[part]], least=ACTIVE) for part in PARTS}
        n_neighbors = fewer_neighbors(n_neighbors, int(track.max()) + 1)
        points = _side_by_side(whitening, latent, parts)
        points, steps = mean_shift(points, track, n_neighbors, max_points, seed)
        return cls(whitening, steps, n_neighbors), points

    def __call__(self, latent: np.ndarray, parts: Mapping[str, slice]) -> np.ndarray:
        """The points of any slices; arguments and result as in `fit`."""
        return shift(_side_by_side(self.whitening, latent, parts), self.steps, self.n_neighbors)


def _side_by_side(
    whitening: Mapping[str, Whitening], latent: np.ndarray, parts: Mapping[str, slice]
) -> np.ndarray:
    """The parts, whitened, each with rows of length 1, so that both weigh the same."""
    return np.hstack([unit_rows(whitening[part](latent[:, parts[part]])) for part in PARTS])


@representation(
    title="Audio part of the joint model",
    latent="joint_vae",
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
            description="tracks whose mean a slice is moved to; no more than a tenth of them",
        ),
    ] = 20,
) -> np.ndarray:
    """The joint model's audio axes: what of a slice is sound alone.

    Each of their two parts is whitened and its rows are scaled to length 1, so that both weigh the
    same; then `hbvae.representations.mean_shift.mean_shift`.

    Args:
        features: of the slices; ``latent``, ``parts`` and ``track`` are used.
        seed: of the sample of tracks, where they are many.
        n_neighbors: of `mean_shift`.

    Returns:
        (slices, timbre_dim + texture_dim), rows of length 1.
    """
    return JointAudio.fit(
        features.latent, features.parts, features.track, n_neighbors, features.max_points, seed
    )[1]


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
