"""All clusterers, by name."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from hbvae.clustering.base import REGISTERED, Clusterer


@cache
def all_clusterers() -> Mapping[str, Clusterer]:
    """All clusterers in the modules of this package, by name."""
    package = __name__.rpartition(".")[0]
    for info in pkgutil.iter_modules(importlib.import_module(package).__path__):
        importlib.import_module(f"{package}.{info.name}")
    return MappingProxyType(REGISTERED)


def main_clusterer() -> Clusterer:
    """The clusterer that the paper's figures and a release use."""
    (main,) = (clusterer for clusterer in all_clusterers().values() if clusterer.is_main)
    return main
