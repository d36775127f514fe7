"""The networks of the texture: what each hears in training, and the axes that they share."""

import numpy as np
import pytest
import torch

from hbvae.models.texture import (
    TextureNetwork,
    changes,
    equalise,
    principal_axes,
    shared_axes,
    transpose,
)

RANDOM = np.random.default_rng(0)


def test_a_transposed_slice_is_moved_by_whole_bands_and_its_edges_are_repeated():
    torch.manual_seed(0)
    x = torch.arange(8.0)[:, None].expand(50, 8, 3).contiguous()
    moved = transpose(x, 2)
    steps = set()
    for one in moved:
        assert (one == one[:, :1]).all()  # the frames stay together
        step = int(one[4, 0]) - 4
        assert torch.equal(one[:, 0], (torch.arange(8.0) + step).clamp(0, 7))
        steps.add(step)
    assert steps == {-2, -1, 0, 1, 2}
    assert torch.equal(transpose(x, 0), x)


def test_an_equalised_slice_has_the_same_frames_and_another_colour():
    torch.manual_seed(0)
    x = torch.full((4, 16, 5), 0.5)
    changed = equalise(x, 0.1)
    assert torch.equal(changed, changed[:, :, :1].expand_as(x)) and not torch.equal(changed, x)
    assert torch.equal(equalise(x, 0.0), x)


def test_networks_change_the_colour_and_every_other_one_the_pitch_as_well():
    torch.manual_seed(0)
    x = torch.rand(20, 16, 4)
    colour, pitch = changes(0, 2)
    assert torch.equal(colour(x), x) and not torch.equal(pitch(x), x)


def test_changes_are_made_in_training_alone():
    torch.manual_seed(0)
    x = torch.rand(6, 16, 16)
    for change in changes(0.1, 2):
        network = TextureNetwork((4, 4), (16, 16), 3, 5, change)
        assert torch.equal(network.eval()(x)[0], network(x)[0])
        for layer in network.train().modules():  # so that nothing but the change differs
            if isinstance(layer, torch.nn.modules.batchnorm._BatchNorm):
                layer.eval()
        assert not torch.equal(network(x)[0], network(x)[0])


def test_principal_axes_are_those_of_the_covariance():
    points = torch.from_numpy(RANDOM.normal(size=(200, 4)) @ RANDOM.normal(size=(4, 4)) + 3)
    variance, axes = principal_axes(points)
    assert torch.allclose(axes.T @ axes, torch.eye(4, dtype=torch.float64))
    covariance = np.cov((points @ axes).numpy().T, ddof=0)
    assert covariance == pytest.approx(np.diag(variance), abs=1e-9)
    assert (variance.diff() <= 0).all()


def test_what_networks_share_comes_first():
    shared, own = RANDOM.normal(size=(2000, 1)), RANDOM.normal(size=(2, 2000, 1))
    first = np.hstack([shared, 1.5 * own[0]])
    second = np.hstack([15 * own[1], 10 * shared])
    latent = torch.from_numpy(np.hstack([first, second]))
    axes = shared_axes(latent, 2)
    turned = (latent @ axes).numpy()
    assert abs(np.corrcoef(turned[:, 0], shared[:, 0])[0, 1]) > 0.99
    assert torch.allclose(torch.linalg.solve(axes, latent @ axes, left=False), latent)


def test_axes_are_whitened_in_part():
    points = torch.from_numpy(RANDOM.normal(size=(100, 2)))
    variance, axes = principal_axes(points)
    points = (points @ axes) / variance.sqrt() * torch.tensor([4.0, 1.0])
    turned = points @ shared_axes(points, 1)
    # Deviations 4 and 1 become 4^(1/4) and 1, scaled to a mean variance of 1.
    assert turned.var(dim=0, correction=0).numpy() == pytest.approx([4 / 3, 2 / 3])


def test_axes_that_do_not_vary_are_not_blown_up():
    latent = torch.from_numpy(np.hstack([RANDOM.normal(size=(100, 1)), np.zeros((100, 1))]))
    axes = shared_axes(latent, 1, least=0.1)
    assert torch.isfinite(axes).all() and float(axes.abs().max()) < 15
    assert torch.isfinite(shared_axes(torch.zeros(5, 4, dtype=torch.float64), 2)).all()
