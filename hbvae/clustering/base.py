"""The interface of clusterers, and the decorator that registers them.

This package clusters points, maps them to a plane and finds their neighbours.
`hbvae.representations` makes the points; `hbvae.evaluation` scores the clusters. To add a
clusterer, write a function in any module of this package and decorate it with `clusterer`;
`hbvae.clustering.registry` finds it.
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from hbvae.clustering.centres import nearest_rows
from hbvae.clustering.sampling import sample_rows
from hbvae.config import Section, function_settings
from hbvae.errors import ConfigError

MAX_POINTS = 10_000


@dataclass(frozen=True)
class Clusterer:
    """A clustering method that the config can name under ``clusterers``."""

    name: str
    title: str  # for readers, as part of a sentence
    module: str  # module of the function
    function: Callable[..., np.ndarray]
    finds_k: bool = False  # chooses the number of clusters and may leave points out as noise
    is_main: bool = False  # the paper's figures show its clusters; a release assigns songs to them
    for_many: Callable[[np.ndarray, int, int, int], np.ndarray] | None = None  # see `cluster`
    compares_all: bool = False  # `for_many` uses every point, not a sample

    @property
    def settings(self) -> type[Section]:
        """The clusterer's settings as a section of the config."""
        return function_settings(self.function, section=f"clustering.{self.name}")

    def cluster(
        self, points: np.ndarray, k: int, seed: int, max_points: int = MAX_POINTS, **settings
    ) -> np.ndarray:
        """Cluster the points.

        If there are more than ``max_points``, `for_many` clusters all of them. A clusterer without
        `for_many` clusters a random sample of ``max_points``; every other point then joins the
        cluster of its nearest sampled point.

        Args:
            points: (points, dimensions).
            k: number of clusters; ignored by a clusterer that chooses it. Equal points are never
                separated, so fewer than k distinct points make fewer clusters.
            seed: random seed.
            max_points: see above; memory and time grow with its square.
            settings: settings that differ from their defaults.

        Returns:
            (points,) int32 from 0; `hbvae.storage.clusters.NOISE` for points left out.

        Raises:
            ConfigError: there are fewer points than clusters, or a setting is unknown or out of
                range.
        """
        checked = self.settings(**settings).model_dump()
        if not self.finds_k and k > len(points):
            raise ConfigError(f"expected at least {k} points for k = {k}, got {len(points)}")
        if not self.finds_k and (k := min(k, _count_distinct(points, k))) < 2:
            return np.zeros(len(points), np.int32)
        if len(points) > max_points and self.for_many:
            return self.for_many(points, k, seed, max_points).astype(np.int32)
        rows = sample_rows(len(points), max_points, self.name, seed)
        sample = points[rows].astype(np.float64)
        clusters = self.function(sample, k, seed, **checked).astype(np.int32)
        if len(rows) == len(points):
            return clusters
        return clusters[nearest_rows(points, points[rows])[1][:, 0]]

    def count_compared(self, n: int, max_points: int) -> int:
        """The number of points among ``n`` that `cluster` compares; the others follow them."""
        return n if self.compares_all else min(n, max_points)


REGISTERED: dict[str, Clusterer] = {}  # clusterers of the modules imported so far


def clusterer(title: str, **properties) -> Callable:
    """Register a function as a clusterer of the same name.

    The function takes points, (points, dimensions), k and a seed, and returns (points,) integers.
    Its keyword-only parameters are its settings: give each a default, and a range and a description
    with `pydantic.Field`.

    Args:
        title: the clusterer's name for readers.
        properties: other fields of `Clusterer`.
    """

    def register(function: Callable) -> Callable:
        name = function.__name__
        REGISTERED[name] = Clusterer(name, title, function.__module__, function, **properties)
        return function

    return register


def load_clusterer(module: str, name: str) -> Clusterer:
    """Import a clusterer's module and return the clusterer."""
    importlib.import_module(module)
    return REGISTERED[name]


def _count_distinct(points: np.ndarray, most: int) -> int:
    """The number of distinct points, at most ``most``."""
    if len(np.unique(points[: 2 * most], axis=0)) >= most:
        return most
    left = points
    for n in range(most):
        if not len(left):
            return n
        left = left[(left != left[0]).any(axis=1)]
    return most
