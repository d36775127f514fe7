"""What every model has in common: what it is given, and what is asked of it.

This package holds the networks: their layers, their losses, and how weights are kept. How a model
is fitted is in `hbvae.training`; what else becomes of its latent, in `hbvae.representations`.
"""

from abc import ABC, abstractmethod
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
import torch
from torch import Tensor, nn

from hbvae.config import Section
from hbvae.models.losses import ELBOTerms


class InputSizes(NamedTuple):
    """Sizes of what a model is given of a slice."""

    shape: tuple[int, ...]  # of a slice: (n_mels, n_frames), or (n_statistics,)
    embedding_dim: int = 0  # of a track's lyric embedding; 0: the model is given no lyrics
    n_codes: int = 0  # of a track's labels, `hbvae.models.labels.Conditions`; 0: no labels
    heard_dim: int = 0  # of what the run's encoder hears in a slice; 0: the model has no such ears


class Batch(NamedTuple):
    """Slices on a device, with what is known of each slice's track."""

    x: Tensor  # (batch, *shape) float32
    lyrics: Tensor  # (batch, embedding_dim) float32, zeros where a track has none
    labels: Tensor  # (batch, n_codes) float32, a one for each of the track's labels
    track: Tensor  # (batch,) number of the track
    heard: Tensor  # (batch, heard_dim) float32, embeddings of the run's encoder

    @classmethod
    def from_slices(
        cls,
        x: Tensor,
        lyrics: Tensor | None = None,
        labels: Tensor | None = None,
        heard: Tensor | None = None,
    ) -> Self:
        """A batch to encode: what is not given has a width of 0, each slice a track of its own."""
        nothing = x.new_empty(len(x), 0)
        return cls(
            x,
            nothing if lyrics is None else lyrics,
            nothing if labels is None else labels,
            torch.arange(len(x), device=x.device),
            nothing if heard is None else heard,
        )


class Model(nn.Module, ABC):
    """A network that turns slices into latents, and back.

    A subclass sets ``Config`` and defines `latent`, `reconstruct`, `forward` and `loss`.

    Args:
        config: a ``Config`` of the subclass.
        sizes: of what the model is given.

    Attributes:
        Config: the section of the config that shapes the model.
        in_pairs: whether a batch is made of pairs of slices of one track.
        parts: size of each part of the latent, from the first column on; empty without parts.
    """

    Config: ClassVar[type[Section]]
    in_pairs: ClassVar[bool] = False

    def __init__(self, config: Section, sizes: InputSizes):
        super().__init__()
        self.config = config
        self.sizes = sizes
        self.parts: dict[str, int] = {}

    def calibrate(self, x: np.ndarray, heard: np.ndarray | None = None) -> None:
        """Take from the data what is not learned by gradients; nothing by default.

        Args:
            x: all slices that are fitted, (slices, *shape); may be mapped from disk: read
                `some_slices` of them.
            heard: what the run's encoder hears in them, (slices, heard_dim); may be mapped, too.
        """

    @abstractmethod
    def latent(self, batch: Batch) -> Tensor:
        """What is clustered, (batch, latent_dim); of a VAE the mean of the posterior."""

    @abstractmethod
    def reconstruct(self, batch: Batch) -> Tensor:
        """The batch's slices as decoded from `latent`, (batch, *shape)."""

    @abstractmethod
    def forward(self, batch: Batch) -> Any:
        """What `loss` needs of a batch: a NamedTuple of the subclass."""

    @abstractmethod
    def loss(self, output: Any, batch: Batch) -> ELBOTerms:
        """The loss and its two terms: sums over a slice's elements, averaged over the batch.

        Args:
            output: from `forward` of the same batch.
            batch: what the model was given.
        """

    def align(self, latent: Tensor) -> Tensor:
        """Turn the axes of the latent once the model is fitted; by default they stay.

        Args:
            latent: (slices, latent_dim) on the CPU, from `latent` of all slices.

        Returns:
            The same slices in the axes that `latent` has from now on.
        """
        return latent


def some_slices(x: np.ndarray, at_most: int = 10_000) -> Tensor:
    """Slices at even distances, as float32: enough to calibrate a model to.

    Args:
        x: (slices, *shape), may be mapped from disk.
        at_most: slices that are read.
    """
    rows = np.unique(np.linspace(0, len(x) - 1, at_most).astype(int))
    return torch.from_numpy(x[rows].astype(np.float32))
