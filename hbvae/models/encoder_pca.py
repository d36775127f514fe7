"""The encoder part of the joint model: embeddings by an encoder trained on other songs."""

import torch
from torch import Tensor, nn


class EncoderPCA(nn.Module):
    """Principal components of standardised embeddings: the optimum of a linear autoencoder.

    `calibrate` computes this part once; it is not trained. One factor scales all axes, so that
    their mean variance is 1, as under the prior of the other parts, and their proportions stay
    those of the components.

    Args:
        encoded_dim: length of an embedding.
        encoder_dim: number of axes; axes beyond the rank of the embeddings stay at zero.
    """

    def __init__(self, encoded_dim: int, encoder_dim: int):
        super().__init__()
        self.register_buffer("centre", torch.zeros(encoded_dim))
        self.register_buffer("axes", torch.zeros(encoded_dim, encoder_dim))

    def calibrate(self, encoded: Tensor) -> None:
        """Compute the axes of embeddings, (slices, encoded_dim)."""
        encoded = encoded.double()
        centre, spread = encoded.mean(0), encoded.std(0, correction=0)
        standardise = torch.where(spread > 1e-6 * spread.max(), 1 / spread, 0)
        covariance = ((encoded - centre) * standardise).T.cov(correction=0)
        variance, directions = torch.linalg.eigh(covariance)
        n_axes = min(self.axes.shape[1], len(variance))
        variance, directions = variance.flip(0)[:n_axes], directions.flip(1)[:, :n_axes]
        largest = directions.gather(0, directions.abs().argmax(0, keepdim=True))
        scale = variance.mean().clamp(min=1e-12).sqrt()
        self.centre.copy_(centre)
        self.axes.zero_()
        self.axes[:, :n_axes] = standardise[:, None] * directions * largest.sign() / scale

    def forward(self, encoded: Tensor) -> Tensor:
        """Project embeddings, (batch, encoded_dim), onto the axes: (batch, encoder_dim)."""
        with torch.autocast(encoded.device.type, enabled=False):
            return (encoded.float() - self.centre) @ self.axes
