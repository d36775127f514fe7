"""Every metric, by name."""

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
from hbvae.evaluation.base import REGISTERED, Metric, metrics_of

MODULES = (
    external,
    internal,
    cluster_scores,
    name_scores,
    probes,
    dependence,
    disentanglement,
    dci,
)  # import registers metrics


def all_metrics() -> Mapping[str, Metric]:
    """Every metric by its name in metrics.tsv or disentanglement.tsv."""
    return MappingProxyType(REGISTERED)


def table_metrics() -> list[Metric]:
    """The metrics of the paper's tables, in the order of their columns."""
    shown = [metric for metric in REGISTERED.values() if metric.column is not None]
    return sorted(shown, key=lambda metric: metric.column)


def axis_metrics() -> list[Metric]:
    """The measures of the axes of a latent: by factor, of all factors, of the axes alone."""
    return [metric for kind in ("factor", "forest", "axes", "part") for metric in metrics_of(kind)]
