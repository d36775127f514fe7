"""Terms of the evidence lower bound."""

from typing import NamedTuple

import torch
from torch import Tensor
from torch.distributions import Normal, kl_divergence
from torch.nn.functional import logsigmoid, normalize


class ELBOTerms(NamedTuple):
    """A negative beta-ELBO and its two parts: scalars, a slice's sum averaged over the batch."""

    loss: Tensor  # reconstruction + beta * kl; the joint model's has terms besides
    reconstruction: Tensor  # squared error
    kl: Tensor  # nats


def capped_posterior(mean: Tensor, log_variance: Tensor) -> Normal:
    """q(z|x) whose log-variance is capped softly at the prior's, 0.

    At the optimum it never needs more. Uncapped, Adam's first steps move it, a sum over 33,000
    rectified inputs, by more than 10 each: the KL term then reaches 1e15 in the first epoch, and
    some seeds end in NaN.

    Args:
        mean, log_variance: (batch, latent_dim), as the encoder's last layers give them.
    """
    scale = (0.5 * logsigmoid(log_variance.float())).exp()
    # Unchecked: the check waits for the GPU at every step; `fit` checks an epoch's loss.
    return Normal(mean.float(), scale, validate_args=False)


def squared_error(x: Tensor, x_hat: Tensor) -> Tensor:
    """Summed over a slice's elements, averaged over the batch.

    Args:
        x, x_hat: slices and their reconstructions, (batch, ...).

    Raises:
        ValueError: they differ in shape.
    """
    if x.shape != x_hat.shape:
        raise ValueError(f"shapes differ: x {tuple(x.shape)}, x_hat {tuple(x_hat.shape)}")
    return (x_hat - x).square().flatten(1).sum(1).mean()


def negative_elbo(x: Tensor, x_hat: Tensor, posterior: Normal, beta: float) -> ELBOTerms:
    """Negative beta-ELBO of a batch (Higgins et al. 2017, eq. 4), Gaussian likelihood.

    Args:
        x, x_hat: slices and their reconstructions, (batch, ...).
        posterior: q(z|x), of shape (batch, latent_dim); the prior is the unit Gaussian.
        beta: weight of the KL term.

    Returns:
        ELBOTerms, each *summed* over a slice's elements and *averaged* over the batch, so that
        beta keeps its meaning whatever the batch size.

    Raises:
        ValueError: ``x`` and ``x_hat`` differ in shape.
    """
    reconstruction = squared_error(x, x_hat)
    prior = Normal(posterior.loc.new_zeros(()), posterior.scale.new_ones(()))
    kl = kl_divergence(posterior, prior).sum(1).mean()
    return ELBOTerms(reconstruction + beta * kl, reconstruction, kl)


def contrast(points: Tensor, track: Tensor, temperature: float) -> Tensor:
    """How hard it is to tell which other slices of a batch are of the same track, in nats.

    InfoNCE (van den Oord et al. 2018) over cosine similarities, averaged over all positives of a
    slice as in Khosla et al. (2020, L_out), with the track for a label: known without any.

    Args:
        points: (batch, dimensions), of any length.
        track: (batch,) track of each.
        temperature: of the softmax.

    Returns:
        A scalar, averaged over the slices that are not the only one of their track; 0 if none is.
    """
    unit = normalize(points.float(), dim=1)
    itself = torch.eye(len(unit), dtype=torch.bool, device=unit.device)
    similarity = (unit @ unit.T / temperature).masked_fill(itself, -torch.inf)
    same = (track[:, None] == track) & ~itself
    log_share = similarity.log_softmax(dim=1).masked_fill(~same, 0)
    n_same = same.sum(1)
    of_slice = -log_share.sum(1) / n_same.clamp(min=1)
    return of_slice.sum() / (n_same > 0).sum().clamp(min=1)


def cross_covariance(first: Tensor, second: Tensor, weight: Tensor) -> Tensor:
    """Half the squared covariances between two sets of axes (XCov; Cheung et al. 2014), summed.

    Args:
        first, second: (batch, dimensions of each).
        weight: (batch,) of each row: 0 for one that does not count.
    """
    share = (weight / weight.sum().clamp(min=1))[:, None]
    first, second = (axes - (share * axes).sum(0) for axes in (first, second))
    return ((share * first).T @ second).square().sum() / 2
