"""The contract of encoders: networks trained elsewhere, which are not fitted to a collection.

A module of this package holds an encoder or a part of one, such as its network or the reader of its
weights. Use them through `hbvae.features.pretrained.registry`.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Literal, NamedTuple

import numpy as np
from pydantic import Field

from hbvae.config import Section
from hbvae.errors import ConfigError

LearnedFrom = Literal["these songs", "tags of other songs", "texts of other songs"]
VERSION_SHOWN = 12  # letters, enough to identify a commit
THESE_SONGS: LearnedFrom = "these songs"  # the training data of every model of a run


class EncoderNotInstalled(ConfigError):
    """The package of a built-in encoder is not installed."""


class PretrainedConfig(Section):
    """The encoder trained on other songs, if the run uses one."""

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
    """Description of an encoder, available before it is loaded."""

    name: str
    version: str
    licence: str
    source: str  # who trained it, on what
    learned_from: LearnedFrom
    sample_rate: int  # of its input, Hz
    window: float  # length of its training excerpts, s
    dim: int  # size of an embedding
    tags: tuple[str, ...]  # empty if it has none
    reads_text: bool = False  # whether `Encoder.embed_text` embeds text in the same space
    wants_gpu: bool = False  # it takes seconds of CPU time for 30 s of sound

    @property
    def in_words(self) -> str:
        """Name, version, source and licence, for people."""
        version = self.version[:VERSION_SHOWN]
        return f"{self.name} {version} ({self.source}; {self.licence} licence)"


class EncodedSlices(NamedTuple):
    """An encoder's output for the slices of a recording."""

    embedding: np.ndarray  # (slices, dim) float32
    tags: np.ndarray  # (slices, n_tags) float32, the probability of each tag


class Encoder(ABC):
    """An encoder with its weights loaded.

    Args:
        name: its name in `pretrained.encoder`.

    Raises:
        ConfigError: its weights are not installed or are damaged.
    """

    def __init__(self, name: str):
        self.card = self.describe(name)

    @classmethod
    @abstractmethod
    def describe(cls, name: str) -> EncoderCard:
        """Describe an encoder without reading its weights.

        Raises:
            ConfigError: the weights are not on this machine; the message says what to do.
        """

    @abstractmethod
    def embed(self, slices: np.ndarray) -> EncodedSlices:
        """Embed the slices of a recording, which follow each other without gaps.

        Args:
            slices: (slices, samples) float32, mono, at the card's sample rate.
        """

    def embed_text(self, texts: Sequence[str]) -> np.ndarray:
        """Embed texts in the same space as sounds, if the card's ``reads_text`` is true.

        The cosine of a text and a recording is the product of the text's row and the mean of the
        recording's embeddings, divided by that mean's length.

        Args:
            texts: any number of texts.

        Returns:
            (texts, dim) float32, rows of unit length.

        Raises:
            ConfigError: the encoder reads no text.
        """
        raise ConfigError(
            f"pretrained.encoder: {self.card.name} takes sound only, not text; choose a CLAP "
            "model, such as laion/larger_clap_general"
        )
