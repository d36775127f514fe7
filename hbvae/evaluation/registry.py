"""All metrics, by name."""

from collections.abc import Mapping
from types import MappingProxyType

from hbvae.evaluation import (
    cluster_scores,
    dci,
    dependence,
    disentanglement,
    external,
    internal,
    name_scores,
    probes,
)
from hbvae.evaluation.base import REGISTERED, Metric, registered_metrics

MODULES = (
    external,
    internal,
    cluster_scores,
    name_scores,
    probes,
    dependence,
    disentanglement,
    dci,
)  # importing them registers their metrics


def all_metrics() -> Mapping[str, Metric]:
    """All metrics, by their names in metrics.tsv and disentanglement.tsv."""
    return MappingProxyType(REGISTERED)


def table_metrics() -> list[Metric]:
    """The metrics of the paper's tables, in the order of their columns."""
    shown = [metric for metric in REGISTERED.values() if metric.column is not None]
    return sorted(shown, key=lambda metric: metric.column)


def axis_metrics() -> list[Metric]:
    """The metrics of latent axes: for each factor, for all factors, and without factors."""
    kinds = ("factor", "forest", "axes", "part")
    return [metric for kind in kinds for metric in registered_metrics(kind)]
