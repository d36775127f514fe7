"""The paper's hybrid beta-VAE (section 4.2): lyrics fused in the encoder, the sound decoded."""

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.distributions import Normal

from hbvae.errors import ConfigError
from hbvae.models.convolutional import ConvDecoder, ConvEncoder
from hbvae.models.losses import ELBOTerms, capped_posterior, negative_elbo
from hbvae.training.batches import Batch


@dataclass(frozen=True)
class VAEConfig:
    """Network and objective of a convolutional beta-VAE."""

    latent_dim: int = 64
    beta: float = 4.0
    channels: tuple[int, ...] = (32, 64, 128)

    def __post_init__(self):
        object.__setattr__(self, "channels", tuple(self.channels))
        if self.latent_dim < 1:
            raise ConfigError(f"latent_dim must be at least 1, got {self.latent_dim}")
        if self.beta < 0:
            raise ConfigError(f"beta must not be negative, got {self.beta}")
        if not self.channels or min(self.channels) < 1:
            raise ConfigError(f"channels must name a number of filters a layer: {self.channels}")


class VAEOutput(NamedTuple):
    x_hat: Tensor  # reconstruction, (batch, n_mels, n_frames), 0 to 1
    posterior: Normal  # q(z|x), (batch, latent_dim)


class HybridVAE(nn.Module):
    """Convolutions, flatten, concatenate the lyric embedding, then mean and log-variance.

    Only the spectrogram is decoded, as the paper says ("we do not reconstruct the lyrics").
    With ``lyrics_dim=0`` there is nothing to concatenate: the paper's audio-only Conv-VAE.

    Args:
        config: sizes and beta.
        input_shape: (n_mels, n_frames) of the slices.
        lyrics_dim: length of a lyric embedding.
    """

    def __init__(self, config: VAEConfig, input_shape: tuple[int, int], lyrics_dim: int):
        super().__init__()
        self.config = config
        self.encoder = ConvEncoder(config.channels, input_shape)
        fused_dim = torch.Size(self.encoder.shape).numel() + lyrics_dim
        self.mean = nn.Linear(fused_dim, config.latent_dim)
        self.log_variance = nn.Linear(fused_dim, config.latent_dim)
        self.decoder = ConvDecoder(config.latent_dim, config.channels, self.encoder.shape)

    def encode(self, x: Tensor, lyrics: Tensor) -> Normal:
        """q(z | x, lyrics).

        Args:
            x: log-mel slices, (batch, n_mels, n_frames), 0 to 1.
            lyrics: (batch, lyrics_dim); rows of zeros where a track has none.
        """
        fused = torch.cat([self.encoder(x), lyrics], dim=1)
        return capped_posterior(self.mean(fused), self.log_variance(fused))

    def latent(self, x: Tensor, lyrics: Tensor) -> Tensor:
        """The posterior mean, (batch, latent_dim); arguments as in `encode`."""
        return self.encode(x, lyrics).loc

    def forward(self, x: Tensor, lyrics: Tensor) -> VAEOutput:
        """Encode, draw once from the posterior, decode; arguments as in `encode`."""
        posterior = self.encode(x, lyrics)
        return VAEOutput(self.decoder(posterior.rsample()), posterior)

    def loss(self, output: VAEOutput, batch: Batch) -> ELBOTerms:
        """`negative_elbo` of a batch's output, with the config's beta."""
        return negative_elbo(batch.x, output.x_hat, output.posterior, self.config.beta)
