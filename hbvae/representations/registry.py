"""The registry of everything that can be clustered: trained models and plain baselines."""

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType

from hbvae.models.registry import MODELS, module
from hbvae.representations.base import REGISTERED, Representation, Role


@cache
def all_representations() -> Mapping[str, Representation]:
    """All representations by name: trained models, then functions, each with controls last."""
    package = __name__.rpartition(".")[0]
    for info in pkgutil.iter_modules(importlib.import_module(package).__path__):
        importlib.import_module(f"{package}.{info.name}")
    kinds = [*map(_trained, MODELS), *map(_with_module, REGISTERED.values())]
    kinds.sort(key=lambda kind: (not kind.is_trained, kind.is_control))
    return MappingProxyType({kind.name: kind for kind in kinds})


def with_role(role: Role) -> list[Representation]:
    """The representations that have a role, plain functions before trained models."""
    kinds = sorted(all_representations().values(), key=lambda kind: kind.is_trained)
    return [kind for kind in kinds if role in kind.roles]


def release_groupings() -> dict[str, str]:
    """The representations with which a release assigns songs to clusters, by input."""
    (sound,), (lyrics,) = with_role("assigns_by_sound"), with_role("assigns_by_lyrics")
    return {"sound": sound.name, "lyrics": lyrics.name}


def _trained(name: str) -> Representation:
    """Make a representation of a trained model."""
    model = MODELS[name]
    return Representation(
        name,
        model.title,
        model=name,
        module=module(name),
        lyrics="lyrics" in model.inputs,
        lyrics_if_any="lyrics" in model.optional,
        encoder_if_any="encoder" in model.optional,
        hears="both" if "lyrics" in (*model.inputs, *model.optional) else "sound",
        statistics="statistics" in model.inputs,
        generates="labels" in model.inputs,
        roles=frozenset(model.roles),
    )


def _with_module(kind: Representation) -> Representation:
    """Add the module of the model to a trained control, which runs that model's code."""
    return replace(kind, module=module(kind.model)) if kind.is_trained else kind
