"""The texture networks: how training changes their input, and the axes that they share."""

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


def test_transposition_moves_a_slice_by_mel_bands_and_repeats_its_edges():
    torch.manual_seed(0)
    x = torch.arange(8.0)[:, None].expand(50, 8, 3).contiguous()
    moved = transpose(x, 2)
    steps = set()
    for moved_slice in moved:
        assert (moved_slice == moved_slice[:, :1]).all()  # all frames move alike
        step = int(moved_slice[4, 0]) - 4
        assert torch.equal(moved_slice[:, 0], (torch.arange(8.0) + step).clamp(0, 7))
        steps.add(step)
    assert steps == {-2, -1, 0, 1, 2}
    assert torch.equal(transpose(x, 0), x)


def test_equalising_changes_all_frames_alike():
    torch.manual_seed(0)
    x = torch.full((4, 16, 5), 0.5)
    changed = equalise(x, 0.1)
    assert torch.equal(changed, changed[:, :, :1].expand_as(x)) and not torch.equal(changed, x)
    assert torch.equal(equalise(x, 0.0), x)


def test_networks_change_the_colour_or_colour_and_pitch_in_turn():
    torch.manual_seed(0)
    x = torch.rand(20, 16, 4)
    colour, pitch = changes(0, 2)
    assert torch.equal(colour(x), x) and not torch.equal(pitch(x), x)


def test_slices_are_changed_in_training_only():
    torch.manual_seed(0)
    x = torch.rand(6, 16, 16)
    for change in changes(0.1, 2):
        network = TextureNetwork((4, 4), (16, 16), 3, 5, change)
        assert torch.equal(network.eval()(x)[0], network(x)[0])
        for layer in network.train().modules():  # only the change may differ
            if isinstance(layer, torch.nn.modules.batchnorm._BatchNorm):
                layer.eval()
        assert not torch.equal(network(x)[0], network(x)[0])


def test_principal_axes_diagonalise_the_covariance():
    points = torch.from_numpy(RANDOM.normal(size=(200, 4)) @ RANDOM.normal(size=(4, 4)) + 3)
    variance, axes = principal_axes(points)
    assert torch.allclose(axes.T @ axes, torch.eye(4, dtype=torch.float64))
    covariance = np.cov((points @ axes).numpy().T, ddof=0)
    assert covariance == pytest.approx(np.diag(variance), abs=1e-9)
    assert (variance.diff() <= 0).all()


def test_shared_axes_come_first():
    shared, own = RANDOM.normal(size=(2000, 1)), RANDOM.normal(size=(2, 2000, 1))
    first = np.hstack([shared, 1.5 * own[0]])
    second = np.hstack([15 * own[1], 10 * shared])
    latent = torch.from_numpy(np.hstack([first, second]))
    axes = shared_axes(latent, 2)
    turned = (latent @ axes).numpy()
    assert abs(np.corrcoef(turned[:, 0], shared[:, 0])[0, 1]) > 0.99
    assert torch.allclose(torch.linalg.solve(axes, latent @ axes, left=False), latent)


def test_axes_are_partly_whitened():
    points = torch.from_numpy(RANDOM.normal(size=(100, 2)))
    variance, axes = principal_axes(points)
    points = (points @ axes) / variance.sqrt() * torch.tensor([4.0, 1.0])
    turned = points @ shared_axes(points, 1)
    # Deviations 4 and 1 become 4^(1/4) and 1, scaled to a mean variance of 1.
    assert turned.var(dim=0, correction=0).numpy() == pytest.approx([4 / 3, 2 / 3])


def test_constant_axes_are_not_amplified():
    latent = torch.from_numpy(np.hstack([RANDOM.normal(size=(100, 1)), np.zeros((100, 1))]))
    axes = shared_axes(latent, 1, least=0.1)
    assert torch.isfinite(axes).all() and float(axes.abs().max()) < 15
    assert torch.isfinite(shared_axes(torch.zeros(5, 4, dtype=torch.float64), 2)).all()
