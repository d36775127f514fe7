"""What a metric is, and how a function becomes one.

This package says how good clusters and axes are, and how far to trust that: metrics, their
intervals and chance, and the tables that hold them. It makes no clusters (`hbvae.clustering`) and
writes no page for people (`hbvae.reporting`). Put a new metric beside those of its kind, under the
decorator `metric`; `hbvae.evaluation.registry` lists them all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal[
    "agreement",  # of clusters with labels: function of `external.Contingency`
    "compactness",  # of groups of points: function of `internal.Groups`
    "naming",  # of clusters with names and labels: function of `name_scores.NamedClusters`
    "tagging",  # of clusters with names and songs with tags: see `name_scores.tags_fit`
    "leftover",  # of clusters that may leave points out: function of (points,) clusters
    "probe",  # of a part of a latent and a factor: function with the arguments of `probes.probed`
    "dependence",  # of a part of a latent and a factor: function of codes, labels and groups
    "part",  # of a part of a latent: function of its codes, (points, dimensions)
    "factor",  # of all axes and a factor: function of `disentanglement.Axes` and the factor's name
    "forest",  # of all axes and all factors: function of `dci.Forests`
    "axes",  # of all axes and all factors: function of `disentanglement.Axes`
]


@dataclass(frozen=True)
class Metric:
    """One kind of score."""

    name: str  # in metrics.tsv or disentanglement.tsv
    kind: Kind
    function: Callable[..., Any]
    title: str  # for people, as inside a sentence
    heading: str  # of a column
    decimals: int = 2  # shown to people
    column: int | None = None  # place among the columns of the paper's tables; None: not there


REGISTERED: dict[str, Metric] = {}  # of the modules imported so far, in the order of their rows


def metric(
    kind: Kind, title: str, heading: str = "", name: str = "", **properties
) -> Callable[[Callable], Callable]:
    """Make a function a metric.

    Args:
        kind: decides what the function is given.
        title: what people read in a sentence.
        heading: what they read above a column; left out, the title.
        name: in the tables; left out, the function's.
        properties: other fields of its `Metric`.
    """

    def register(function: Callable) -> Callable:
        key = name or function.__name__
        REGISTERED[key] = Metric(key, kind, function, title, heading or title, **properties)
        return function

    return register


def metrics_of(kind: Kind) -> list[Metric]:
    """The metrics of a kind, of the modules imported so far."""
    return [metric for metric in REGISTERED.values() if metric.kind == kind]
