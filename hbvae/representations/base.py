"""The contract of representations, and the decorator that registers a function.

This package holds everything that can be clustered and is not a network: each function takes
`SliceFeatures` and returns points, one row per slice. Networks are in `hbvae.models`, files in
`hbvae.storage`. Put a new representation into any module of this package with the decorator
`representation`; `hbvae.representations.registry` discovers it.
"""

import importlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from hbvae.config import Section, function_settings

Role = Literal[
    "assigns_by_sound",  # a release assigns songs to its clusters by sound
    "assigns_by_lyrics",  # a release assigns songs to its clusters by lyrics
    "released_model",  # a release carries the weights of this model
    "swept",  # the figure `sweep` moves a slice along the axes of this model's latent
    "generator",  # generates slices with chosen labels
    "paper_model",  # the paper's beta-VAE, with lyrics or for datasets without lyrics
    "compared",  # Figure 9 compares it with the paper's model
    "plain_autoencoder",  # Figure 5 shows its training beside the paper's model
    "plane_baseline",  # Figure 12 shows its first two components beside a map of the paper's model
    "always_probed",  # every run measures its dimensions, like those of the models
]


@dataclass(frozen=True)
class Representation:
    """A representation that the config can name under ``representations``."""

    name: str
    title: str  # for people
    model: str | None = None  # key of `hbvae.models.registry.MODELS`; None: a function
    module: str = ""  # whose code computes it, of a model its family's
    lyrics: bool = False  # requires lyrics; left out for a dataset without lyrics
    lyrics_if_any: bool = False  # uses lyrics if there are some
    encoder: bool = False  # requires a pretrained encoder; left out of a run without
    encoder_if_any: bool = False  # uses the encoder if the run has one
    without_encoder: str | None = None  # equals this one without an encoder, and is then left out
    hears: Literal["sound", "lyrics", "both"] = "sound"  # input, used to name its clusters
    statistics: bool = False  # fitted to the 43 statistics of a slice, not to its spectrogram
    generates: bool = False  # its input includes all labels, so it is not clustered
    latent: str | None = None  # the model whose latent it uses
    factor: str | None = None  # for a control: the factor whose labels it uses
    like: str | None = None  # for a control: the representation whose settings it uses
    shuffled: Literal["lyrics", "audio"] | None = None  # permuted at random among the tracks
    roles: frozenset[Role] = frozenset()  # uses in the workflow

    @property
    def is_trained(self) -> bool:
        return self.model is not None

    @property
    def is_control(self) -> bool:
        return bool(self.like or self.factor)

    @property
    def hears_encoder(self) -> bool:
        """Whether it also learns from other songs, in a run with an encoder."""
        return self.encoder or self.encoder_if_any

    @property
    def settings_name(self) -> str:
        """Name of the representation whose settings it uses; a control uses its original's."""
        return self.like or self.without_encoder or self.name


class SliceFeatures(NamedTuple):
    """The inputs of a representation, one row per slice."""

    mel: np.ndarray  # (slices, n_mels, n_frames), 0 to 1
    lyrics: np.ndarray | None = None  # (slices, embedding_dim), of the slice's track
    latent: np.ndarray | None = None  # (slices, latent_dim), of `Representation.latent`
    parts: Mapping[str, slice] = {}  # columns of the latent
    track: np.ndarray | None = None  # (slices,), 0 to tracks - 1
    labels: np.ndarray | None = None  # (slices,), of `Representation.factor`
    max_points: int = 10_000  # maximum number of slices in memory at once
    embedding: np.ndarray | None = None  # (slices, dim), from the run's encoder
    is_fitted: np.ndarray | None = None  # (slices,) whether the latent's model was fitted to it


REGISTERED: dict[str, Representation] = {}  # from the modules imported so far
FUNCTIONS: dict[str, Callable[..., np.ndarray]] = {}  # the functions, for those without a model


def representation(title: str, roles: Collection[Role] = (), **properties) -> Callable:
    """Register a function as a representation with the same name.

    The function takes `SliceFeatures` and a seed, and returns (slices, dimensions). Its
    keyword-only parameters are its settings: annotate each with `pydantic.Field`, which says its
    range and describes it, and give it a default.

    Args:
        title: what people read.
        roles: what the workflow uses it for.
        properties: other fields of its `Representation`.
    """

    def register(function: Callable) -> Callable:
        name = function.__name__
        FUNCTIONS[name] = function
        register_as(name, title, module=function.__module__, roles=frozenset(roles), **properties)
        return function

    return register


def register_as(name: str, title: str, **properties) -> None:
    """Register a representation; for a function, use `representation`."""
    REGISTERED[name] = Representation(name, title, **properties)


def settings_section(name: str) -> type[Section]:
    """The settings of an untrained representation, as a section of the config.

    Args:
        name: of a representation whose module was imported; a control has the settings of the
            representation it is `like`.
    """
    return function_settings(FUNCTIONS[REGISTERED[name].settings_name], section=f"baselines.{name}")


def compute(module: str, name: str, features: SliceFeatures, seed: int, **settings) -> np.ndarray:
    """Compute an untrained representation of slices, (slices, dimensions).

    Args:
        module: `Representation.module`, imported here: it names no other representation's code.
        name: of the representation.
        features: of the slices.
        seed: of whatever is random.
        settings: its own; those left out have their defaults.

    Raises:
        ConfigError: a setting is unknown or out of range.
    """
    importlib.import_module(module)
    checked = settings_section(name)(**settings)
    return FUNCTIONS[name](features, seed, **checked.model_dump())
