"""The interface of metrics, and the decorator that registers them.

This package scores clusters and latent axes: metrics, their intervals, their chance levels, and the
tables of scores. `hbvae.clustering` makes the clusters; `hbvae.reporting` writes the pages. To add
a metric, write a function beside the metrics of its kind and decorate it with `metric`;
`hbvae.evaluation.registry` lists them all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal[
    "agreement",  # clusters and labels: function of `external.Contingency`
    "compactness",  # groups of points: function of `internal.Groups`
    "naming",  # names of clusters and labels: function of `name_scores.NamedClusters`
    "tagging",  # names of clusters and tags of songs: see `name_scores.tags_fit`
    "leftover",  # clusters that may leave points out: function of (points,) clusters
    "probe",  # a part of a latent and a factor: function with the arguments of `probes.probed`
    "dependence",  # a part of a latent and a factor: function of codes, labels and groups
    "part",  # a part of a latent: function of its codes, (points, dimensions)
    "factor",  # all axes and a factor: function of `disentanglement.Axes` and the factor's name
    "forest",  # all axes and all factors: function of `dci.Forests`
    "axes",  # all axes and all factors: function of `disentanglement.Axes`
]


@dataclass(frozen=True)
class Metric:
    """A registered metric."""

    name: str  # in metrics.tsv or disentanglement.tsv
    kind: Kind
    function: Callable[..., Any]
    title: str  # for readers, as part of a sentence
    heading: str  # heading of a column
    decimals: int = 2  # number of decimals shown to readers
    column: int | None = None  # position in the paper's tables; None: not in them


REGISTERED: dict[str, Metric] = {}  # metrics of the modules imported so far, in order of their rows


def metric(
    kind: Kind, title: str, heading: str = "", name: str = "", **properties
) -> Callable[[Callable], Callable]:
    """Register a function as a metric.

    Args:
        kind: determines the function's arguments.
        title: the metric's name for readers, as part of a sentence.
        heading: heading of its column; by default the title.
        name: its name in the tables; by default the function's.
        properties: other fields of `Metric`.
    """

    def register(function: Callable) -> Callable:
        key = name or function.__name__
        REGISTERED[key] = Metric(key, kind, function, title, heading or title, **properties)
        return function

    return register


def registered_metrics(kind: Kind) -> list[Metric]:
    """The metrics of a kind in the modules imported so far."""
    return [metric for metric in REGISTERED.values() if metric.kind == kind]
