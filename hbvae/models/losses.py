"""Terms of the evidence lower bound."""

from typing import NamedTuple

from torch import Tensor
from torch.distributions import Normal, kl_divergence


class ELBOTerms(NamedTuple):
    """A negative beta-ELBO and its two parts: scalars, a slice's sum averaged over the batch."""

    loss: Tensor  # reconstruction + beta * kl
    reconstruction: Tensor  # squared error
    kl: Tensor  # nats


def negative_elbo(mel: Tensor, mel_hat: Tensor, posterior: Normal, beta: float) -> ELBOTerms:
    """Negative beta-ELBO of a batch (Higgins et al. 2017, eq. 4), Gaussian likelihood.

    Args:
        mel, mel_hat: slices and their reconstructions, (batch, 1, n_mels, n_frames), 0 to 1.
        posterior: q(z|x), of shape (batch, latent_dim); the prior is the unit Gaussian.
        beta: weight of the KL term.

    Returns:
        ELBOTerms, each *summed* over a slice's elements and *averaged* over the batch, so that
        beta keeps its meaning whatever the batch size.

    Raises:
        ValueError: the two spectrograms differ in shape.
    """
    if mel.shape != mel_hat.shape:
        raise ValueError(f"shapes differ: mel {tuple(mel.shape)}, mel_hat {tuple(mel_hat.shape)}")
    reconstruction = (mel_hat - mel).square().flatten(1).sum(1).mean()
    prior = Normal(posterior.loc.new_zeros(()), posterior.scale.new_ones(()))
    kl = kl_divergence(posterior, prior).sum(1).mean()
    return ELBOTerms(reconstruction + beta * kl, reconstruction, kl)
