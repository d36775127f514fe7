"""What an encoder is: a network that others trained and that hears slices as it is.

A module of this package holds one encoder, or what one needs: how its weights are read, its
network. Nothing here is fitted to a collection. `hbvae.features.pretrained.registry` is the door.
"""

from abc import ABC, abstractmethod
from typing import ClassVar, Literal, NamedTuple

import numpy as np
from pydantic import Field

from hbvae.config import Section

LearnedFrom = Literal["these songs", "tags of other songs", "texts of other songs"]
THESE_SONGS: LearnedFrom = "these songs"  # what every model of a run is fitted to


class PretrainedConfig(Section):
    """Whether an encoder that others trained hears the songs too."""

    section: ClassVar[str] = "pretrained"

    encoder: Literal["musicnn"] | None = Field(
        None,
        description="an encoder trained on other songs, which the representation `pretrained` "
        "needs; musicnn knows 50 tags of the Million Song Dataset (its weights: pip install "
        "--no-deps musicnn==0.1.0); null, everything is learned from these songs",
    )


class EncoderCard(NamedTuple):
    """What is known of an encoder before it is loaded."""

    name: str
    version: str
    licence: str
    source: str  # who trained it, on what
    learned_from: LearnedFrom
    sample_rate: int  # Hz, of what it hears
    window: float  # s, of the excerpts that it was trained on
    dim: int  # of an embedding
    tags: tuple[str, ...]  # empty, where it knows none

    @property
    def in_words(self) -> str:
        """For people: what it is, whose, and under which licence."""
        return f"{self.name} {self.version} ({self.source}; {self.licence} licence)"


class Heard(NamedTuple):
    """What an encoder makes of slices."""

    embedding: np.ndarray  # (slices, dim) float32
    tags: np.ndarray  # (slices, n_tags) float32, the probability of each tag


class Encoder(ABC):
    """An encoder with its weights loaded.

    Raises:
        ConfigError: its weights are not installed, or damaged.
    """

    card: ClassVar[EncoderCard]

    @abstractmethod
    def embed(self, slices: np.ndarray) -> Heard:
        """Hear slices, each by itself.

        Args:
            slices: (slices, samples) float32, mono, at the card's sample rate.
        """

    @classmethod
    @abstractmethod
    def check_installed(cls) -> None:
        """Look whether its weights are here, without reading them.

        Raises:
            ConfigError: they are not; says what to install.
        """
