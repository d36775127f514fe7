"""The interface that all models share: their inputs and their methods.

This package holds the networks, their losses and the files of their weights. `hbvae.training` fits
the models; `hbvae.representations` turns their latents into representations.
"""

from abc import ABC, abstractmethod
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
import torch
from torch import Tensor, nn

from hbvae.config import Section
from hbvae.models.losses import ELBOTerms


class InputSizes(NamedTuple):
    """Sizes of a model's inputs."""

    shape: tuple[int, ...]  # shape of a slice: (n_mels, n_frames) or (n_statistics,)
    embedding_dim: int = 0  # length of a track's lyric embedding; 0: no lyrics
    n_codes: int = 0  # length of a track's label codes, `hbvae.models.labels.Conditions`; 0: none
    encoded_dim: int = 0  # length of a slice's embedding by the run's encoder; 0: no encoder


class Batch(NamedTuple):
    """Slices on a device, with the lyrics and the labels of their tracks."""

    x: Tensor  # (batch, *shape) float32
    lyrics: Tensor  # (batch, embedding_dim) float32, zeros where a track has none
    labels: Tensor  # (batch, n_codes) float32, 1 for each of the track's labels, else 0
    track: Tensor  # (batch,) number of the track
    encoded: Tensor  # (batch, encoded_dim) float32, embeddings by the run's encoder

    @classmethod
    def from_slices(
        cls,
        x: Tensor,
        lyrics: Tensor | None = None,
        labels: Tensor | None = None,
        encoded: Tensor | None = None,
    ) -> Self:
        """A batch to encode, each slice with a separate track; missing inputs have a width of 0."""
        nothing = x.new_empty(len(x), 0)
        return cls(
            x,
            nothing if lyrics is None else lyrics,
            nothing if labels is None else labels,
            torch.arange(len(x), device=x.device),
            nothing if encoded is None else encoded,
        )


class Model(nn.Module, ABC):
    """A network that turns slices into latents, and back.

    A subclass sets ``Config`` and defines `latent`, `reconstruct`, `forward` and `loss`.

    Args:
        config: a ``Config`` of the subclass.
        sizes: sizes of the model's inputs.

    Attributes:
        Config: the section of the config that shapes the model.
        in_pairs: whether batches consist of pairs of slices of the same track.
        parts: size of each part of the latent, in the order of the columns; empty without parts.
    """

    Config: ClassVar[type[Section]]
    in_pairs: ClassVar[bool] = False

    def __init__(self, config: Section, sizes: InputSizes):
        super().__init__()
        self.config = config
        self.sizes = sizes
        self.parts: dict[str, int] = {}

    def calibrate(self, x: np.ndarray, encoded: np.ndarray | None = None) -> None:
        """Compute from the data what gradients do not learn; by default nothing.

        Args:
            x: all slices that the model is fitted to, (slices, *shape). They may be mapped from
                disk, so read only `some_slices`.
            encoded: embeddings by the run's encoder, (slices, encoded_dim); may be mapped, too.
        """

    @abstractmethod
    def latent(self, batch: Batch) -> Tensor:
        """The points to cluster, (batch, latent_dim); for a VAE the means of the posterior."""

    @abstractmethod
    def reconstruct(self, batch: Batch) -> Tensor:
        """The batch's slices as decoded from `latent`, (batch, *shape)."""

    @abstractmethod
    def forward(self, batch: Batch) -> Any:
        """Compute what `loss` needs: a NamedTuple that the subclass defines."""

    @abstractmethod
    def loss(self, output: Any, batch: Batch) -> ELBOTerms:
        """The loss and its two terms: sums over a slice's elements, averaged over the batch.

        Args:
            output: what `forward` returned for this batch.
            batch: the model's input.
        """

    def align(self, latent: Tensor) -> Tensor:
        """Rotate the axes of the latent after the fit; by default they stay.

        Args:
            latent: `latent` of all slices, (slices, latent_dim), on the CPU.

        Returns:
            The same slices in the new axes, in which `latent` is from now on.
        """
        return latent


def some_slices(x: np.ndarray, at_most: int = 10_000) -> Tensor:
    """Evenly spaced slices as float32, enough to calibrate a model.

    Args:
        x: (slices, *shape), may be mapped from disk.
        at_most: maximum number of slices to read.
    """
    rows = np.unique(np.linspace(0, len(x) - 1, at_most).astype(int))
    return torch.from_numpy(x[rows].astype(np.float32))
