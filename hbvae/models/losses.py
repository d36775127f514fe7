"""Terms of the evidence lower bound."""

from typing import NamedTuple

import torch
from torch import Tensor
from torch.distributions import Normal, kl_divergence
from torch.nn.functional import logsigmoid, normalize


class ELBOTerms(NamedTuple):
    """A negative beta-ELBO and its two terms: scalars, each a mean over slices of their sums."""

    loss: Tensor  # reconstruction + beta * kl; the joint model adds more terms
    reconstruction: Tensor  # squared error
    kl: Tensor  # nats


def capped_posterior(mean: Tensor, log_variance: Tensor) -> Normal:
    """q(z|x) with a soft cap on the log-variance: it stays below that of the prior, 0.

    The optimum never needs more. Without a cap, each of Adam's first steps moves the log-variance,
    a sum over 33,000 rectified inputs, by more than 10: the KL term reaches 1e15 in the first
    epoch, and some seeds end in NaN.

    Args:
        mean, log_variance: (batch, latent_dim), outputs of the encoder's last layers.
    """
    scale = (0.5 * logsigmoid(log_variance.float())).exp()
    # Validation would wait for the GPU at every step; `fit` checks the loss of each epoch instead.
    return Normal(mean.float(), scale, validate_args=False)


def squared_error(x: Tensor, x_hat: Tensor) -> Tensor:
    """Squared error, summed over a slice's elements and averaged over the batch.

    Args:
        x, x_hat: slices and their reconstructions, (batch, ...).

    Raises:
        ValueError: ``x`` and ``x_hat`` differ in shape.
    """
    if x.shape != x_hat.shape:
        raise ValueError(
            f"expected x and x_hat of the same shape, got {tuple(x.shape)} and {tuple(x_hat.shape)}"
        )
    return (x_hat - x).square().flatten(1).sum(1).mean()


def negative_elbo(x: Tensor, x_hat: Tensor, posterior: Normal, beta: float) -> ELBOTerms:
    """Negative beta-ELBO of a batch (Higgins et al. 2017, eq. 4), Gaussian likelihood.

    Args:
        x, x_hat: slices and their reconstructions, (batch, ...).
        posterior: q(z|x), (batch, latent_dim); the prior is the unit Gaussian.
        beta: weight of the KL term.

    Returns:
        ELBOTerms, each *summed* over a slice's elements and *averaged* over the batch, so that
        beta does not depend on the batch size.

    Raises:
        ValueError: ``x`` and ``x_hat`` differ in shape.
    """
    reconstruction = squared_error(x, x_hat)
    mean, deviation = posterior.loc.new_zeros(()), posterior.scale.new_ones(())
    prior = Normal(mean, deviation, validate_args=False)  # as in `capped_posterior`
    kl = kl_divergence(posterior, prior).sum(1).mean()
    return ELBOTerms(reconstruction + beta * kl, reconstruction, kl)


def contrast(points: Tensor, track: Tensor, temperature: float) -> Tensor:
    """InfoNCE, in nats: how hard it is to pick out the other slices of a track in a batch.

    As in van den Oord et al. (2018), with cosine similarities, averaged over all positives of a
    slice as in Khosla et al. (2020, L_out). The track takes the place of a label.

    Args:
        points: (batch, dimensions); their lengths do not matter.
        track: (batch,) number of each slice's track.
        temperature: temperature of the softmax.

    Returns:
        A scalar, averaged over the slices with another slice of their track in the batch; 0 if
        there are none.
    """
    unit = normalize(points.float(), dim=1)
    itself = torch.eye(len(unit), dtype=torch.bool, device=unit.device)
    similarity = (unit @ unit.T / temperature).masked_fill(itself, -torch.inf)
    same = (track[:, None] == track) & ~itself
    log_share = similarity.log_softmax(dim=1).masked_fill(~same, 0)
    n_same = same.sum(1)
    losses = -log_share.sum(1) / n_same.clamp(min=1)
    return losses.sum() / (n_same > 0).sum().clamp(min=1)
