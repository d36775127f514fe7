"""Dense networks: the paper's plain autoencoder, and the VAE of its published GTZAN code."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.distributions import Normal

from hbvae.errors import ConfigError
from hbvae.models.losses import ELBOTerms, capped_posterior, negative_elbo, squared_error
from hbvae.training.batches import Batch


@dataclass(frozen=True)
class DenseConfig:
    """Sizes of a dense encoder; the decoder is its mirror image."""

    latent_dim: int = 64
    hidden: tuple[int, ...] = (512,)

    def __post_init__(self):
        object.__setattr__(self, "hidden", tuple(self.hidden))
        if self.latent_dim < 1:
            raise ConfigError(f"latent_dim must be at least 1, got {self.latent_dim}")
        if min(self.hidden, default=1) < 1:
            raise ConfigError(f"hidden must name a number of units a layer: {self.hidden}")


@dataclass(frozen=True)
class DenseVAEConfig(DenseConfig):
    """Sizes and objective of a dense beta-VAE."""

    latent_dim: int = 32
    hidden: tuple[int, ...] = (256, 128)
    beta: float = 1.0

    def __post_init__(self):
        super().__post_init__()
        if self.beta < 0:
            raise ConfigError(f"beta must not be negative, got {self.beta}")


class AutoencoderOutput(NamedTuple):
    x_hat: Tensor  # as the input


class Autoencoder(nn.Module):
    """A slice through a bottleneck and back: ReLU between dense layers, a sigmoid at the end.

    Args:
        config: sizes.
        input_shape: (n_mels, n_frames) of the slices.
        lyrics_dim: not used; every model is built alike.
    """

    def __init__(self, config: DenseConfig, input_shape: tuple[int, ...], lyrics_dim: int = 0):
        super().__init__()
        self.config = config
        sizes = [torch.Size(input_shape).numel(), *config.hidden]
        self.encoder = nn.Sequential(
            nn.Flatten(), *_dense(sizes, _relu), nn.Linear(sizes[-1], config.latent_dim)
        )
        self.decoder = nn.Sequential(
            *_dense([config.latent_dim, *sizes[:0:-1]], _relu),
            nn.Linear(sizes[1] if config.hidden else config.latent_dim, sizes[0]),
            nn.Sigmoid(),
            nn.Unflatten(1, tuple(input_shape)),
        )

    def latent(self, x: Tensor, lyrics: Tensor) -> Tensor:
        """(batch, *input_shape), 0 to 1, to (batch, latent_dim)."""
        return self.encoder(x)

    def forward(self, x: Tensor, lyrics: Tensor) -> AutoencoderOutput:
        """Encode and decode; shapes as in `latent`."""
        return AutoencoderOutput(self.decoder(self.encoder(x)))

    def loss(self, output: AutoencoderOutput, batch: Batch) -> ELBOTerms:
        """Squared error alone; the KL term is 0."""
        reconstruction = squared_error(batch.x, output.x_hat)
        return ELBOTerms(reconstruction, reconstruction, torch.zeros_like(reconstruction))


class DenseVAEOutput(NamedTuple):
    x_hat: Tensor  # standardised statistics, (batch, n_statistics)
    posterior: Normal  # q(z|x), (batch, latent_dim)


class DenseVAE(nn.Module):
    """A beta-VAE of timbre statistics: batch norm and leaky ReLU between dense layers.

    Published as the GTZAN benchmark of the paper, whose text describes a convolutional model. Its
    input is standardised by the ``centre`` and ``spread`` that `calibrate` takes from the data.

    Args:
        config: sizes and beta.
        input_shape: (n_statistics,).
        lyrics_dim: not used; every model is built alike.
    """

    def __init__(self, config: DenseVAEConfig, input_shape: tuple[int, ...], lyrics_dim: int = 0):
        super().__init__()
        self.config = config
        sizes = [*input_shape, *config.hidden]
        self.register_buffer("centre", torch.zeros(input_shape))
        self.register_buffer("spread", torch.ones(input_shape))
        self.encoder = nn.Sequential(*_dense(sizes, _normalised_leaky_relu))
        self.mean = nn.Linear(sizes[-1], config.latent_dim)
        self.log_variance = nn.Linear(sizes[-1], config.latent_dim)
        self.decoder = nn.Sequential(
            *_dense([config.latent_dim, *sizes[:0:-1]], _normalised_leaky_relu),
            nn.Linear(sizes[1] if config.hidden else config.latent_dim, sizes[0]),
        )

    def calibrate(self, x: Tensor) -> None:
        """Take centre and spread from (slices, n_statistics); constant ones are only centred."""
        spread = x.std(0, correction=0)
        self.centre.copy_(x.mean(0))
        self.spread.copy_(torch.where(spread > 0, spread, 1))

    def encode(self, x: Tensor, lyrics: Tensor) -> Normal:
        """q(z | x) of (batch, n_statistics)."""
        hidden = self.encoder((x - self.centre) / self.spread)
        return capped_posterior(self.mean(hidden), self.log_variance(hidden))

    def latent(self, x: Tensor, lyrics: Tensor) -> Tensor:
        """The posterior mean, (batch, latent_dim)."""
        return self.encode(x, lyrics).loc

    def forward(self, x: Tensor, lyrics: Tensor) -> DenseVAEOutput:
        """Encode, draw once from the posterior, decode."""
        posterior = self.encode(x, lyrics)
        return DenseVAEOutput(self.decoder(posterior.rsample()), posterior)

    def loss(self, output: DenseVAEOutput, batch: Batch) -> ELBOTerms:
        """`negative_elbo` of the standardised statistics, with the config's beta."""
        standard = (batch.x - self.centre) / self.spread
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
