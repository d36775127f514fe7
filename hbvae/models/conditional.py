"""A conditional beta-VAE (Sohn et al. 2015), which generates slices with given labels."""

import torch
from torch import Tensor

from hbvae.models.base import Batch, InputSizes
from hbvae.models.convolutional import ConvDecoder
from hbvae.models.hybrid import HybridVAE, VAEConfig, VAEOutput


class ConditionalVAE(HybridVAE):
    """The paper's network with labels instead of lyrics, as input of the decoder too.

    The decoder is given the labels, so the latent need not hold them: the same latent, decoded with
    other labels, is the same slice in another genre or language.

    Args:
        config: sizes and beta.
        sizes: (n_mels, n_frames) of the slices and the number of label codes; lyric embeddings are
            not used.
    """

    def __init__(self, config: VAEConfig, sizes: InputSizes):
        super().__init__(config, sizes)
        self.decoder = ConvDecoder(
            config.latent_dim + sizes.n_codes, config.channels, self.encoder.shape
        )

    @staticmethod
    def side_dim(sizes: InputSizes) -> int:
        return sizes.n_codes

    @staticmethod
    def side_input(batch: Batch) -> Tensor:
        return batch.labels

    def decode(self, latent: Tensor, labels: Tensor) -> Tensor:
        """Decode (batch, latent_dim) and (batch, n_codes) to (batch, n_mels, n_frames), 0 to 1."""
        return self.decoder(torch.cat([latent, labels], dim=1))

    def reconstruct(self, batch: Batch) -> Tensor:
        """Decode the slices from their posterior means and their own labels."""
        return self.decode(self.latent(batch), batch.labels)

    def forward(self, batch: Batch) -> VAEOutput:
        """Encode, draw once from the posterior, decode."""
        posterior = self.encode(batch)
        return VAEOutput(self.decode(posterior.rsample(), batch.labels), posterior)
