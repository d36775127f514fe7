"""The texture part of the joint model: networks that see randomly changed slices."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from hbvae.models.convolutional import ConvEncoder

Change = Callable[[Tensor], Tensor]  # slices to slices, (batch, n_mels, n_frames), 0 to 1
POWER = 0.75  # of its deviation that an axis of a network is divided by; 1 would whiten


class TextureNetwork(nn.Module):
    """Convolutions whose maps are pooled over time to mean and deviation, and from them axes.

    Args:
        channels, shape: of `ConvEncoder`.
        texture_dim: axes.
        hidden: outputs of `project`.
        change: what happens to the slices in training, before the convolutions.
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
        # The gradient of a root is infinite at 0, where a map is constant.
        pooled = torch.cat([mean, (variance + 1e-4).sqrt()], dim=1).flatten(1)
        return self.axes(pooled).chunk(2, dim=1)


def changes(equaliser: float, transposition: int) -> list[Change]:
    """The random changes of the networks in turn: of the colour; of the colour and the pitch.

    Args:
        equaliser: deviation of `equalise`.
        transposition: bands of `transpose`.
    """
    return [
        lambda x: equalise(x, equaliser),
        lambda x: transpose(equalise(x, equaliser), transposition),
    ]


def equalise(x: Tensor, deviation: float) -> Tensor:
    """Add a smooth random envelope over the bands to each slice: four cosines of random height.

    Args:
        x: (batch, n_mels, n_frames), 0 to 1.
        deviation: standard deviation of each height.
    """
    band = torch.linspace(0, torch.pi, x.shape[1], device=x.device)
    cosines = torch.cos(torch.arange(4, device=x.device)[:, None] * band)
    envelope = deviation * torch.randn(len(x), 4, device=x.device) @ cosines
    return (x + envelope[:, :, None]).clamp(0, 1)


def transpose(x: Tensor, n_bands: int) -> Tensor:
    """Move each slice up or down by a random number of bands; those at the edge are repeated.

    Args:
        x: (batch, n_mels, n_frames).
        n_bands: at most.
    """
    steps = torch.randint(-n_bands, n_bands + 1, (len(x), 1), device=x.device)
    band = (torch.arange(x.shape[1], device=x.device) + steps).clamp(0, x.shape[1] - 1)
    return x.gather(1, band[:, :, None].expand_as(x))


def shared_axes(latent: Tensor, n_networks: int, least: float = 0.05) -> Tensor:
    """Axes of all networks together, ordered by how far the networks agree on them.

    The principal axes of each network are divided by a power of their deviations, `POWER`, and
    every network is scaled to the same total variance. The principal axes of all networks side by
    side are then those that the networks share, the most shared first.

    Args:
        latent: (slices, n_networks * dimensions), networks side by side, float64.
        n_networks: number of networks.
        least: smallest deviation an axis is divided by, as a share of the network's largest.

    Returns:
        An invertible matrix, (n_networks * dimensions,) squared, by which rows are multiplied.
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
    """Variances along the principal axes, greatest first, and the axes as columns.

    The largest entry of each axis is positive.

    Args:
        points: (points, dimensions) float64.
    """
    variance, directions = torch.linalg.eigh(
        points.T.cov(correction=0).reshape(points.shape[1], -1)
    )
    directions = directions.flip(1)
    largest = directions.gather(0, directions.abs().argmax(0, keepdim=True))
    return variance.flip(0).clamp(min=0), directions * largest.sign()
