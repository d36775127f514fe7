"""The space of `joint_audio`: fitted to a collection, and used on other songs as on its own."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from hbvae.representations.mean_shift import fewer_neighbors, mean_shift, shift, unit_rows

ACTIVE = 0.05  # deviation that an axis of a latent has at least, as a share of the largest
PARTS = ("timbre", "texture")


class Whitening(NamedTuple):
    """Principal components of unit variance."""

    centre: np.ndarray  # (dimensions,)
    axes: np.ndarray  # (dimensions, n_components)

    @classmethod
    def fit(
        cls, points: np.ndarray, n_components: int | None = None, least: float = 1e-6
    ) -> "Whitening":
        """Take it from points.

        Args:
            points: (points, dimensions).
            n_components: at most; None, all.
            least: components whose deviation is a smaller share of the first's become zeros.
        """
        from sklearn.decomposition import PCA

        n_components = min(n_components or points.shape[1], *points.shape)
        with np.errstate(invalid="ignore"):  # shares of a variance of 0, where all are alike
            found = PCA(n_components, svd_solver="full").fit(points)
        axes = found.components_.T
        spread = ((points - found.mean_) @ axes).std(axis=0)
        return cls(found.mean_, axes / np.where(spread > least * spread[0], spread, np.inf))

    def __call__(self, points: np.ndarray) -> np.ndarray:
        """(points, dimensions) to (points, n_components)."""
        return (points - self.centre) @ self.axes


class JointAudio(NamedTuple):
    """How a slice's audio axes become its `hbvae.representations.registry.joint_audio`."""

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
        """Take it from a collection.

        Args:
            latent: (slices, dimensions) of the joint model.
            parts: columns of its parts.
            track, max_points, seed: of `mean_shift`.
            n_neighbors: of `mean_shift`; fewer where there are few tracks.

        Returns:
            It, and the collection's own points, (slices, timbre_dim + texture_dim).
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
