"""What a representation is, and how a function becomes one.

This package holds everything that can be clustered and is not a network: each function takes
`SliceFeatures` and returns points, a row a slice. Networks are in `hbvae.models`, files in
`hbvae.storage`. Put a new representation into any module of this package, under the decorator
`representation`; `hbvae.representations.registry` finds it there.
"""

import importlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from hbvae.config import Section, function_settings

Role = Literal[
    "assigns_by_sound",  # a release assigns songs to its clusters by how they sound
    "assigns_by_lyrics",  # a release assigns songs to its clusters by what their lyrics say
    "released_model",  # a release carries the weights of this model
    "swept",  # the figure `sweep` moves a slice along the axes of this model's latent
    "generator",  # makes slices of chosen labels
    "paper_model",  # the paper's beta-VAE: one with lyrics, one for datasets without
    "compared",  # Figure 9 sets it beside the paper's model
    "plain_autoencoder",  # Figure 5 shows how it was fitted, beside the paper's model
    "plane_baseline",  # Figure 12 shows its first two components, beside a map of the paper's model
    "always_probed",  # its dimensions are measured in every run, beside those of the models
]


@dataclass(frozen=True)
class Representation:
    """What a name under ``representations`` in the config stands for."""

    name: str
    title: str  # for people
    model: str | None = None  # key of `hbvae.models.registry.MODELS`; None: a function
    module: str = ""  # whose code computes it, of a model its family's
    lyrics: bool = False  # needs lyrics: left out on a dataset that has none
    lyrics_if_any: bool = False  # uses lyrics where there are some
    encoder: bool = False  # needs an encoder trained on other songs: left out of a run without
    encoder_if_any: bool = False  # hears with the encoder where the run has one
    without_encoder: str | None = None  # equals this one without it: left out of a run without
    hears: Literal["sound", "lyrics", "both"] = "sound"  # what its clusters are named by
    statistics: bool = False  # fitted to the 43 statistics of a slice, not to its spectrogram
    generates: bool = False  # is given all labels, and so not clustered
    latent: str | None = None  # the model whose latent it is made from
    factor: str | None = None  # a control that is given these labels
    like: str | None = None  # a control has the settings of this representation
    shuffled: Literal["lyrics", "audio"] | None = None  # permuted at random among the tracks
    roles: frozenset[Role] = frozenset()  # what the workflow uses it for

    @property
    def is_trained(self) -> bool:
        return self.model is not None

    @property
    def is_control(self) -> bool:
        return bool(self.like or self.factor)

    @property
    def hears_encoder(self) -> bool:
        """Whether it is learned from other songs too, in a run that has an encoder."""
        return self.encoder or self.encoder_if_any

    @property
    def settings_name(self) -> str:
        """Whose settings it has: a control, those of what it controls."""
        return self.like or self.without_encoder or self.name


class SliceFeatures(NamedTuple):
    """What a representation is computed from: a row a slice."""

    mel: np.ndarray  # (slices, n_mels, n_frames), 0 to 1
    lyrics: np.ndarray | None = None  # (slices, embedding_dim), of the slice's track
    latent: np.ndarray | None = None  # (slices, latent_dim), of `Representation.latent`
    parts: Mapping[str, slice] = {}  # columns of the latent
    track: np.ndarray | None = None  # (slices,), 0 to tracks - 1
    labels: np.ndarray | None = None  # (slices,), of `Representation.factor`
    max_points: int = 10_000  # slices: more are not in memory at once
    embedding: np.ndarray | None = None  # (slices, dim), of the run's encoder
    is_fitted: np.ndarray | None = None  # (slices,) those that the latent's model was fitted to


REGISTERED: dict[str, Representation] = {}  # of the modules imported so far
FUNCTIONS: dict[str, Callable[..., np.ndarray]] = {}  # those of them that are not trained


def representation(title: str, roles: Collection[Role] = (), **properties) -> Callable:
    """Make a function a representation of the same name.

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
    """Add a representation; `representation` is the shorter way for a function."""
    REGISTERED[name] = Representation(name, title, **properties)


def settings_section(name: str) -> type[Section]:
    """The settings of a representation that is not trained, as a section of the config.

    Args:
        name: of a representation whose module was imported; a control has the settings of the
            representation it is `like`.
    """
    return function_settings(FUNCTIONS[REGISTERED[name].settings_name], section=f"baselines.{name}")


def compute(module: str, name: str, features: SliceFeatures, seed: int, **settings) -> np.ndarray:
    """Points of the slices, (slices, dimensions), in a representation that is not trained.

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
