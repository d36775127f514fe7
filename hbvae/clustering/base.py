"""What a clusterer is, and how a function becomes one.

This package turns points into clusters and into maps, and knows what lies near what. It holds
nothing that judges the result (`hbvae.evaluation`) and nothing that makes the points
(`hbvae.representations`). Put a new clusterer into any module of this package, under the decorator
`clusterer`; `hbvae.clustering.registry` finds it there.
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from hbvae.clustering.centres import nearest_rows
from hbvae.clustering.sampling import sample_rows
from hbvae.config import Section, settings_of
from hbvae.errors import ConfigError

MAX_POINTS = 10_000


@dataclass(frozen=True)
class Clusterer:
    """What a name under ``clusterers`` in the config stands for."""

    name: str
    title: str  # for people, as inside a sentence
    module: str  # whose code it runs
    function: Callable[..., np.ndarray]
    finds_k: bool = False  # finds the number of clusters itself, and may leave points out as noise
    is_main: bool = False  # the paper's figures show its clusters, a release assigns songs to them
    for_many: Callable[[np.ndarray, int, int, int], np.ndarray] | None = None  # see `cluster`
    compares_all: bool = False  # `for_many` looks at every point, not at a sample of them

    @property
    def settings(self) -> type[Section]:
        """Its settings, as a section of the config."""
        return settings_of(self.function, section=f"clustering.{self.name}")

    def cluster(
        self, points: np.ndarray, k: int, seed: int, max_points: int = MAX_POINTS, **settings
    ) -> np.ndarray:
        """Put each point into a cluster.

        Of more than ``max_points``, `for_many` clusters all, which is given ``max_points`` as well;
        a clusterer without it clusters a random sample of ``max_points``, and every other point
        joins its nearest sampled point.

        Args:
            points: (points, dimensions).
            k: number of clusters; not used by a clusterer that finds it. Of fewer distinct points
                each is a cluster: what coincides is never parted.
            seed: of whatever is random.
            max_points: see above; memory and time grow with its square.
            settings: those left out have their defaults.

        Returns:
            (points,) int32 from 0; `hbvae.storage.clusters.NOISE` for points left out.

        Raises:
            ConfigError: there are fewer points than clusters, or a setting is unknown or out of
                range.
        """
        checked = self.settings(**settings).model_dump()
        if not self.finds_k and k > len(points):
            raise ConfigError(f"k = {k} clusters need at least {k} points, got {len(points)}")
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
        """How many of ``n`` points `cluster` looks at before it puts the others to them."""
        return n if self.compares_all else min(n, max_points)


REGISTERED: dict[str, Clusterer] = {}  # of the modules imported so far


def clusterer(title: str, **properties) -> Callable:
    """Make a function a clusterer of the same name.

    The function takes points, (points, dimensions), k and a seed, and returns (points,) integers.
    Its keyword-only parameters are its settings: annotate each with `pydantic.Field`, which says
    its range and describes it, and give it a default.

    Args:
        title: what people read.
        properties: other fields of its `Clusterer`.
    """

    def register(function: Callable) -> Callable:
        name = function.__name__
        REGISTERED[name] = Clusterer(name, title, function.__module__, function, **properties)
        return function

    return register


def load_clusterer(module: str, name: str) -> Clusterer:
    """A clusterer by `Clusterer.module`, imported here, and name."""
    importlib.import_module(module)
    return REGISTERED[name]


def _count_distinct(points: np.ndarray, most: int) -> int:
    """How many distinct points there are; ``most`` where there are more."""
    if len(np.unique(points[: 2 * most], axis=0)) >= most:
        return most
    left = points
    for n in range(most):
        if not len(left):
            return n
        left = left[(left != left[0]).any(axis=1)]
    return most
