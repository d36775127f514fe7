"""A conditional beta-VAE (Sohn et al. 2015): given a slice's labels, it generates more like it."""

import torch
from torch import Tensor

from hbvae.models.convolutional import ConvDecoder
from hbvae.models.hybrid import HybridVAE, VAEConfig, VAEOutput


class ConditionalVAE(HybridVAE):
    """The paper's network with labels in the place of the lyrics, known to the decoder too.

    As the decoder is told the labels, the latent need not hold them: the same latent, decoded with
    other labels, is the same slice in another genre or language.

    Args:
        config: sizes and beta.
        input_shape: (n_mels, n_frames) of the slices.
        condition_dim: length of `hbvae.generation.conditional.Conditions`.
    """

    def __init__(self, config: VAEConfig, input_shape: tuple[int, int], condition_dim: int):
        super().__init__(config, input_shape, condition_dim)
        self.decoder = ConvDecoder(
            config.latent_dim + condition_dim, config.channels, self.encoder.shape
        )

    def decode(self, latent: Tensor, condition: Tensor) -> Tensor:
        """(batch, latent_dim) and (batch, condition_dim) to (batch, n_mels, n_frames), 0 to 1."""
        return self.decoder(torch.cat([latent, condition], dim=1))

    def forward(self, x: Tensor, condition: Tensor) -> VAEOutput:
        """Encode, draw once from the posterior, decode; arguments as in `encode` and `decode`."""
        posterior = self.encode(x, condition)
        return VAEOutput(self.decode(posterior.rsample(), condition), posterior)
