"""The paper's hybrid beta-VAE (section 4.2): it encodes sound and lyrics and decodes the sound."""

from typing import Annotated, NamedTuple

import torch
from pydantic import Field
from torch import Tensor, nn
from torch.distributions import Normal

from hbvae.config import PositiveInt, Section, Sizes
from hbvae.models.base import Batch, InputSizes, Model
from hbvae.models.convolutional import ConvDecoder, ConvEncoder
from hbvae.models.losses import ELBOTerms, capped_posterior, negative_elbo


class VAEConfig(Section):
    """Network and objective of a convolutional beta-VAE."""

    latent_dim: PositiveInt = Field(64, description="number of dimensions of the latent")
    beta: float = Field(
        4.0, ge=0, description="weight of the KL term (nats) relative to the summed squared error"
    )
    channels: Annotated[Sizes, Field(min_length=1)] = Field(
        (32, 64, 128),
        description="number of filters of each 3x3 stride-2 convolution, one entry per layer",
    )


class VAEOutput(NamedTuple):
    x_hat: Tensor  # reconstruction, (batch, n_mels, n_frames), 0 to 1
    posterior: Normal  # q(z|x), (batch, latent_dim)


class HybridVAE(Model):
    """Convolutions, flatten, concatenate the lyric embedding, then mean and log-variance.

    The model decodes only the spectrogram, as in the paper ("we do not reconstruct the lyrics").
    With an ``embedding_dim`` of 0 it is the paper's audio-only Conv-VAE.

    Args:
        config: sizes and beta.
        sizes: (n_mels, n_frames) of the slices and the length of a lyric embedding.
    """

    Config = VAEConfig

    def __init__(self, config: VAEConfig, sizes: InputSizes):
        super().__init__(config, sizes)
        self.encoder = ConvEncoder(config.channels, sizes.shape)
        fused_dim = torch.Size(self.encoder.shape).numel() + self.side_dim(sizes)
        self.mean = nn.Linear(fused_dim, config.latent_dim)
        self.log_variance = nn.Linear(fused_dim, config.latent_dim)
        self.decoder = ConvDecoder(config.latent_dim, config.channels, self.encoder.shape)

    @staticmethod
    def side_dim(sizes: InputSizes) -> int:
        """Length of `side_input`."""
        return sizes.embedding_dim

    @staticmethod
    def side_input(batch: Batch) -> Tensor:
        """The encoder's input beside the spectrogram, (batch, side_dim)."""
        return batch.lyrics

    def encode(self, batch: Batch) -> Normal:
        """The posterior q(z | x, lyrics) of log-mel slices, (batch, n_mels, n_frames), 0 to 1."""
        fused = torch.cat([self.encoder(batch.x), self.side_input(batch)], dim=1)
        return capped_posterior(self.mean(fused), self.log_variance(fused))

    def latent(self, batch: Batch) -> Tensor:
        """The posterior mean, (batch, latent_dim)."""
        return self.encode(batch).loc

    def reconstruct(self, batch: Batch) -> Tensor:
        """Decode the slices from the posterior mean, (batch, n_mels, n_frames), 0 to 1."""
        return self.decoder(self.latent(batch))

    def forward(self, batch: Batch) -> VAEOutput:
        """Encode, draw once from the posterior, decode."""
        posterior = self.encode(batch)
        return VAEOutput(self.decoder(posterior.rsample()), posterior)

    def loss(self, output: VAEOutput, batch: Batch) -> ELBOTerms:
        """The `negative_elbo` of the batch, with the config's beta."""
        return negative_elbo(batch.x, output.x_hat, output.posterior, self.config.beta)
