"""The texture part of the joint model: networks that see randomly changed slices."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from hbvae.models.convolutional import ConvEncoder

Change = Callable[[Tensor], Tensor]  # slices to slices, (batch, n_mels, n_frames), 0 to 1
POWER = 0.75  # power of the deviation that divides an axis of a network; 1 would whiten it


class TextureNetwork(nn.Module):
    """Convolutions, mean and deviation of their maps over time, and a linear layer to the axes.

    Args:
        channels, shape: channels and mel_shape of `ConvEncoder`.
        texture_dim: number of axes.
        hidden: number of outputs of `project`.
        change: random change of the slices in training, before the convolutions.
    """

    def __init__(
        self,
        channels: Sequence[int],
        shape: tuple[int, int],
        texture_dim: int,
        hidden: int,
        change: Change,
    ):
        super().__init__()
        self.change = change
        self.convolutions = ConvEncoder(channels, shape)
        n_pooled = 2 * self.convolutions.shape[0] * self.convolutions.shape[1]
        self.axes = nn.Sequential(nn.BatchNorm1d(n_pooled), nn.Linear(n_pooled, 2 * texture_dim))
        self.project = nn.Sequential(nn.ReLU(), nn.Linear(texture_dim, hidden))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance of the axes, (batch, texture_dim) each."""
        changed = self.change(x) if self.training else x
        maps = self.convolutions(changed).unflatten(1, self.convolutions.shape).float()
        variance, mean = torch.var_mean(maps, dim=3, correction=0)
        # A constant map has variance 0, where the gradient of the square root is infinite.
        pooled = torch.cat([mean, (variance + 1e-4).sqrt()], dim=1).flatten(1)
        return self.axes(pooled).chunk(2, dim=1)


def changes(equaliser: float, transposition: int) -> list[Change]:
    """The random changes that the networks use in turn: colour, then colour and pitch.

    Args:
        equaliser: ``deviation`` of `equalise`.
        transposition: ``n_bands`` of `transpose`.
    """
    return [
        lambda x: equalise(x, equaliser),
        lambda x: transpose(equalise(x, equaliser), transposition),
    ]


def equalise(x: Tensor, deviation: float) -> Tensor:
    """Add to each slice a smooth random envelope over the bands: four cosines.

    Args:
        x: (batch, n_mels, n_frames), 0 to 1.
        deviation: standard deviation of the random amplitude of each cosine.
    """
    band = torch.linspace(0, torch.pi, x.shape[1], device=x.device)
    cosines = torch.cos(torch.arange(4, device=x.device)[:, None] * band)
    envelope = deviation * torch.randn(len(x), 4, device=x.device) @ cosines
    return (x + envelope[:, :, None]).clamp(0, 1)


def transpose(x: Tensor, n_bands: int) -> Tensor:
    """Move each slice up or down by a random number of bands; bands at the edge are repeated.

    Args:
        x: (batch, n_mels, n_frames).
        n_bands: maximum number of bands.
    """
    steps = torch.randint(-n_bands, n_bands + 1, (len(x), 1), device=x.device)
    band = (torch.arange(x.shape[1], device=x.device) + steps).clamp(0, x.shape[1] - 1)
    return x.gather(1, band[:, :, None].expand_as(x))


def shared_axes(latent: Tensor, n_networks: int, least: float = 0.05) -> Tensor:
    """Axes of all networks together, ordered by how far the networks agree on them.

    The principal axes of each network are divided by their deviations to the power `POWER`, and
    every network is scaled to the same total variance. The principal axes of all networks together
    then begin with the axes that the networks share.

    Args:
        latent: (slices, n_networks * dimensions) float64, the axes of one network after the other.
        n_networks: number of networks.
        least: smallest deviation that divides an axis, as a share of the network's largest.

    Returns:
        An invertible matrix, (n_networks * dimensions, n_networks * dimensions), that multiplies
        rows from the right.
    """
    scaled = []
    for points in latent.chunk(n_networks, dim=1):
        variance, directions = principal_axes(points)
        floor = (variance[0] * least**2).clamp(min=1e-4)  # the prior's variance is 1
        scale = variance.clamp(min=floor).pow(-POWER / 2)
        total = (variance * scale**2).mean().clamp(min=1e-4) * n_networks
        scaled.append(directions * scale / total.sqrt())
    turn = torch.block_diag(*scaled)
    return turn @ principal_axes(latent @ turn)[1]


def principal_axes(points: Tensor) -> tuple[Tensor, Tensor]:
    """Variances along the principal axes, the largest first, and the axes as columns.

    The entry of each axis with the largest magnitude is positive.

    Args:
        points: (points, dimensions) float64.
    """
    variance, directions = torch.linalg.eigh(
        points.T.cov(correction=0).reshape(points.shape[1], -1)
    )
    directions = directions.flip(1)
    largest = directions.gather(0, directions.abs().argmax(0, keepdim=True))
    return variance.flip(0).clamp(min=0), directions * largest.sign()
