"""What an encoder is: a network that others trained and that hears songs as it is.

A module of this package holds one encoder, or what one needs: how its weights are read, its
network. Nothing here is fitted to a collection. `hbvae.features.pretrained.registry` is the door.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Literal, NamedTuple

import numpy as np
from pydantic import Field

from hbvae.config import Section
from hbvae.errors import ConfigError

LearnedFrom = Literal["these songs", "tags of other songs", "texts of other songs"]
VERSION_SHOWN = 12  # letters: of a commit so many are enough
THESE_SONGS: LearnedFrom = "these songs"  # what every model of a run is fitted to


class EncoderNotInstalled(ConfigError):
    """The package of an encoder that the project knows by name is not installed."""


class PretrainedConfig(Section):
    """Whether an encoder that others trained hears the songs too."""

    section: ClassVar[str] = "pretrained"

    encoder: str | None = Field(
        "musicnn",
        description="encoder trained on other songs, whose output is a further input of the joint "
        "model: musicnn, with 50 tags of the Million Song Dataset (install its weights with pip "
        "install --no-deps musicnn==0.1.0; without them, the run has no encoder); a CLAP or AST "
        "model, by its name on the model hub (NAME or NAME@REVISION) or its folder; or null: "
        "everything is learned from these songs",
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
    reads_text: bool = False  # whether `Encoder.embed_text` puts words among the sounds
    wants_gpu: bool = False  # a network that takes seconds of CPU for 30 s of sound

    @property
    def in_words(self) -> str:
        """For people: what it is, whose, and under which licence."""
        version = self.version[:VERSION_SHOWN]
        return f"{self.name} {version} ({self.source}; {self.licence} licence)"


class EncodedSlices(NamedTuple):
    """What an encoder makes of the slices of a recording."""

    embedding: np.ndarray  # (slices, dim) float32
    tags: np.ndarray  # (slices, n_tags) float32, the probability of each tag


class Encoder(ABC):
    """An encoder with its weights loaded.

    Args:
        name: what `pretrained.encoder` calls it.

    Raises:
        ConfigError: its weights are not installed, or damaged.
    """

    def __init__(self, name: str):
        self.card = self.describe(name)

    @classmethod
    @abstractmethod
    def describe(cls, name: str) -> EncoderCard:
        """What is known of an encoder without reading its weights.

        Raises:
            ConfigError: they are not here; says what to do.
        """

    @abstractmethod
    def embed(self, slices: np.ndarray) -> EncodedSlices:
        """Hear the slices of a recording, which follow each other without a gap.

        Args:
            slices: (slices, samples) float32, mono, at the card's sample rate.
        """

    def embed_text(self, texts: Sequence[str]) -> np.ndarray:
        """Embed words among the sounds; only where the card says that the encoder reads text.

        The cosine of a text and a recording is the product of the text's row and the mean of the
        recording's embeddings, divided by that mean's length.

        Args:
            texts: any number of them.

        Returns:
            (texts, dim) float32, rows of unit length.

        Raises:
            ConfigError: the encoder reads no text.
        """
        raise ConfigError(
            f"pretrained.encoder: {self.card.name} takes sound only, not text; choose a CLAP "
            "model, such as laion/larger_clap_general"
        )
