"""Dense networks: the paper's plain autoencoder and the VAE in its published GTZAN code."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import torch
from pydantic import Field
from torch import Tensor, nn
from torch.distributions import Normal

from hbvae.config import PositiveInt, Section, Sizes
from hbvae.models.base import Batch, InputSizes, Model, some_slices
from hbvae.models.losses import ELBOTerms, capped_posterior, negative_elbo, squared_error

HIDDEN = "number of units in each hidden layer of the encoder; the decoder mirrors them"


class DenseConfig(Section):
    """Sizes of a dense encoder; the decoder is its mirror image."""

    latent_dim: PositiveInt = Field(64, description="number of dimensions of the latent")
    hidden: Sizes = Field((512,), description=HIDDEN)


class DenseVAEConfig(Section):
    """Sizes and objective of a dense beta-VAE."""

    latent_dim: PositiveInt = Field(32, description="number of dimensions of the latent")
    beta: float = Field(
        1.0, ge=0, description="weight of the KL term (nats) relative to the summed squared error"
    )
    hidden: Sizes = Field((256, 128), description=HIDDEN)


class AutoencoderOutput(NamedTuple):
    x_hat: Tensor  # same shape as the input


class Autoencoder(Model):
    """An autoencoder of slices: ReLU between the dense layers, a sigmoid at the end.

    Args:
        config: sizes of the layers.
        sizes: shape of the slices, whose values are 0 to 1.
    """

    Config = DenseConfig

    def __init__(self, config: DenseConfig, sizes: InputSizes):
        super().__init__(config, sizes)
        units = [torch.Size(sizes.shape).numel(), *config.hidden]
        self.encoder = nn.Sequential(
            nn.Flatten(), *_dense(units, _relu), nn.Linear(units[-1], config.latent_dim)
        )
        self.decoder = nn.Sequential(
            *_dense([config.latent_dim, *units[:0:-1]], _relu),
            nn.Linear(units[1] if config.hidden else config.latent_dim, units[0]),
            nn.Sigmoid(),
            nn.Unflatten(1, tuple(sizes.shape)),
        )

    def latent(self, batch: Batch) -> Tensor:
        """The bottleneck, (batch, latent_dim)."""
        return self.encoder(batch.x)

    def reconstruct(self, batch: Batch) -> Tensor:
        """Encode and decode the slices, (batch, *shape), 0 to 1."""
        return self.decoder(self.encoder(batch.x))

    def forward(self, batch: Batch) -> AutoencoderOutput:
        """Encode and decode."""
        return AutoencoderOutput(self.reconstruct(batch))

    def loss(self, output: AutoencoderOutput, batch: Batch) -> ELBOTerms:
        """Squared error alone; the KL term is 0."""
        reconstruction = squared_error(batch.x, output.x_hat)
        return ELBOTerms(reconstruction, reconstruction, torch.zeros_like(reconstruction))


class DenseVAEOutput(NamedTuple):
    x_hat: Tensor  # standardised statistics, (batch, n_statistics)
    posterior: Normal  # q(z|x), (batch, latent_dim)


class DenseVAE(Model):
    """A beta-VAE of a slice's statistics: batch norm and leaky ReLU between the dense layers.

    The paper's published code runs this model as its GTZAN benchmark; the paper's text describes a
    convolutional model. The input is standardised with ``centre`` and ``spread``, which `calibrate`
    computes from the data.

    Args:
        config: sizes and beta.
        sizes: shape of the statistics, (n_statistics,).
    """

    Config = DenseVAEConfig

    def __init__(self, config: DenseVAEConfig, sizes: InputSizes):
        super().__init__(config, sizes)
        units = [*sizes.shape, *config.hidden]
        self.register_buffer("centre", torch.zeros(sizes.shape))
        self.register_buffer("spread", torch.ones(sizes.shape))
        self.encoder = nn.Sequential(*_dense(units, _normalised_leaky_relu))
        self.mean = nn.Linear(units[-1], config.latent_dim)
        self.log_variance = nn.Linear(units[-1], config.latent_dim)
        self.decoder = nn.Sequential(
            *_dense([config.latent_dim, *units[:0:-1]], _normalised_leaky_relu),
            nn.Linear(units[1] if config.hidden else config.latent_dim, units[0]),
        )

    def calibrate(self, x: np.ndarray, encoded: np.ndarray | None = None) -> None:
        """Compute centre and spread of (slices, n_statistics); constants are only centred."""
        some = some_slices(x)
        spread = some.std(0, correction=0)
        self.centre.copy_(some.mean(0))
        self.spread.copy_(torch.where(spread > 0, spread, 1))

    def standardised(self, x: Tensor) -> Tensor:
        """Statistics with mean 0 and deviation 1 over the slices passed to `calibrate`."""
        return (x - self.centre) / self.spread

    def encode(self, batch: Batch) -> Normal:
        """The posterior q(z | x) of statistics, (batch, n_statistics)."""
        hidden = self.encoder(self.standardised(batch.x))
        return capped_posterior(self.mean(hidden), self.log_variance(hidden))

    def latent(self, batch: Batch) -> Tensor:
        """The posterior mean, (batch, latent_dim)."""
        return self.encode(batch).loc

    def reconstruct(self, batch: Batch) -> Tensor:
        """Decode the statistics from the posterior mean, in their original units."""
        return self.decoder(self.latent(batch)) * self.spread + self.centre

    def forward(self, batch: Batch) -> DenseVAEOutput:
        """Encode, draw once from the posterior, decode."""
        posterior = self.encode(batch)
        return DenseVAEOutput(self.decoder(posterior.rsample()), posterior)

    def loss(self, output: DenseVAEOutput, batch: Batch) -> ELBOTerms:
        """`negative_elbo` of the standardised statistics, with the config's beta."""
        standard = self.standardised(batch.x)
        return negative_elbo(standard, output.x_hat, output.posterior, self.config.beta)


def _dense(sizes: Sequence[int], activation) -> list[nn.Module]:
    layers = []
    for before, after in pairwise(sizes):
        layers += [nn.Linear(before, after), *activation(after)]
    return layers


def _relu(size: int) -> list[nn.Module]:
    return [nn.ReLU(inplace=True)]


def _normalised_leaky_relu(size: int) -> list[nn.Module]:
    return [nn.BatchNorm1d(size), nn.LeakyReLU(inplace=True)]
