"""Losses equal the formulas of their papers, computed by hand, with PyTorch or with NumPy."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.distributions import Normal

from hbvae.models.losses import contrast, negative_elbo


def test_loss_is_summed_over_a_slice_and_averaged_over_the_batch():
    mel, mel_hat = torch.zeros(2, 1, 4, 5), torch.full((2, 1, 4, 5), 0.5)
    mean, scale = torch.tensor([[1.0, -2.0], [0.0, 0.0]]), torch.tensor([[1.0, 0.5], [1.0, 1.0]])
    terms = negative_elbo(mel, mel_hat, Normal(mean, scale), beta=4)
    assert terms.reconstruction == pytest.approx(20 * 0.25)
    # The first slice in closed form (Kingma & Welling 2013, appendix B); the second is the prior.
    first = 0.5 * sum(
        m**2 + s**2 - 1 - np.log(s**2) for m, s in zip((1, -2), (1, 0.5), strict=True)
    )
    assert terms.kl == pytest.approx(first / 2)
    assert terms.loss == pytest.approx(5 + 4 * first / 2)


def test_loss_refuses_shapes_that_would_broadcast():
    with pytest.raises(ValueError, match="expected x and x_hat of the same shape"):
        negative_elbo(torch.zeros(2, 1, 4, 5), torch.zeros(2, 4, 5), Normal(0.0, 1.0), 1)


def test_contrast_is_the_cross_entropy_of_the_partner():
    points = torch.randn(6, 4)
    unit = nn.functional.normalize(points, dim=1)
    similarity = (unit @ unit.T / 0.5).fill_diagonal_(-torch.inf)
    partner = torch.tensor([1, 0, 3, 2, 5, 4])
    expected = nn.functional.cross_entropy(similarity, partner)
    value = contrast(points, torch.tensor([7, 7, 1, 1, 2, 2]), 0.5)
    assert float(value) == pytest.approx(float(expected), rel=1e-5)


def test_contrast_with_perfect_pairs_with_equal_points_and_without_pairs():
    track = torch.arange(8).repeat_interleave(2)
    assert contrast(torch.eye(8)[track], track, 0.05) < 1e-6
    assert float(contrast(torch.ones(16, 3), track, 0.2)) == pytest.approx(np.log(15), rel=1e-5)
    assert contrast(torch.randn(5, 3), torch.arange(5), 0.2) == 0
    # A slice whose track has no other in the batch does not count.
    alone = torch.cat([torch.eye(8)[track], torch.ones(1, 8)])
    assert contrast(alone, torch.tensor([*track, 99]), 0.05) < 1e-3
