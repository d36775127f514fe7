"""The paper's hybrid beta-VAE (section 4.2): lyrics fused in the encoder, the sound decoded."""

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.distributions import Normal
from torch.nn.functional import logsigmoid

from hbvae.errors import ConfigError
from hbvae.models.convolutional import ConvDecoder, ConvEncoder
from hbvae.models.losses import ELBOTerms, negative_elbo


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
    mel_hat: Tensor  # (batch, 1, n_mels, n_frames), 0 to 1
    posterior: Normal  # q(z|x), (batch, latent_dim)


class HybridVAE(nn.Module):
    """Convolutions, flatten, concatenate the lyric embedding, then mean and log-variance.

    Only the spectrogram is decoded, as the paper says ("we do not reconstruct the lyrics").
    With ``lyrics_dim=0`` there is nothing to concatenate: the paper's audio-only Conv-VAE.

    Args:
        config: sizes and beta.
        mel_shape: (n_mels, n_frames) of the slices.
        lyrics_dim: length of a lyric embedding.
    """

    def __init__(self, config: VAEConfig, mel_shape: tuple[int, int], lyrics_dim: int):
        super().__init__()
        self.config = config
        self.encoder = ConvEncoder(config.channels, mel_shape)
        fused_dim = torch.Size(self.encoder.shape).numel() + lyrics_dim
        self.mean = nn.Linear(fused_dim, config.latent_dim)
        self.log_variance = nn.Linear(fused_dim, config.latent_dim)
        self.decoder = ConvDecoder(config.latent_dim, config.channels, self.encoder.shape)

    def encode(self, mel: Tensor, lyrics: Tensor) -> Normal:
        """q(z | mel, lyrics).

        Its log-variance is capped softly at the prior's, 0: at the optimum it never needs more.
        Uncapped, Adam's first steps move it, a sum over 33,000 rectified inputs, by more than
        10 each: the KL term then reaches 1e15 in the first epoch, and some seeds end in NaN.

        Args:
            mel: (batch, 1, n_mels, n_frames), 0 to 1.
            lyrics: (batch, lyrics_dim); rows of zeros where a track has none.
        """
        fused = torch.cat([self.encoder(mel), lyrics], dim=1)
        mean, log_variance = self.mean(fused).float(), self.log_variance(fused).float()
        scale = (0.5 * logsigmoid(log_variance)).exp()
        # Unchecked: the check waits for the GPU at every step; `fit` checks an epoch's loss.
        return Normal(mean, scale, validate_args=False)

    def forward(self, mel: Tensor, lyrics: Tensor) -> VAEOutput:
        """Encode, draw once from the posterior, decode; shapes as in `encode`."""
        posterior = self.encode(mel, lyrics)
        return VAEOutput(self.decoder(posterior.rsample()), posterior)

    def loss(self, output: VAEOutput, mel: Tensor) -> ELBOTerms:
        """`negative_elbo` of a batch's output, with the config's beta."""
        return negative_elbo(mel, output.mel_hat, output.posterior, self.config.beta)
