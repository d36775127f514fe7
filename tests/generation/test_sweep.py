"""Sweeps along the axes of a latent, and descriptions of the axes."""

import re

import numpy as np
import pytest
import torch
from support.two_colours import MEL

from hbvae.generation.sweep import (
    SWEPT,
    central_slice,
    describe_axis,
    descriptors,
    sweep,
    sweep_axes,
)
from hbvae.models.base import Batch, InputSizes
from hbvae.models.weights import build_model

RHO, MINUS = "\N{GREEK SMALL LETTER RHO}", "\N{MINUS SIGN}"


@pytest.fixture(scope="module")
def joint():
    torch.manual_seed(0)
    model = build_model("joint_vae", {"channels": (4, 8)}, InputSizes((32, 32))).eval()
    model.calibrate(MEL)
    with torch.inference_mode():
        batch = Batch.from_slices(torch.from_numpy(MEL.astype(np.float32)))
        return model, model.latent(batch).numpy()


def test_a_sweep_changes_a_slice_only_if_the_axis_varies(joint):
    model, latent = joint
    row = central_slice(latent)
    moved = sweep(model, latent, MEL[row], row, axis=0)
    assert moved.shape == (5, 32, 32)
    assert np.abs(moved[0] - moved[-1]).max() > 1e-4
    constant = latent.copy()
    constant[:, 0] = latent[row, 0]
    assert np.allclose(sweep(model, constant, MEL[row], row, axis=0), MEL[row], atol=1e-3)


def test_the_central_slice_is_nearest_to_the_mean():
    latent = np.array([[0, 100.0], [1, 0], [2, -100], [9, 5]])
    assert central_slice(latent) == 1


def test_descriptors_of_simple_slices():
    dark, bright, still, moving = np.zeros((4, 16, 10))
    dark[:4], bright[12:] = 1, 1
    still[:], moving[:, ::2] = 0.5, 1
    properties = descriptors(np.stack([dark, bright, still, moving]))
    assert properties["brightness"] == pytest.approx([1.5, 13.5, 7.5, 7.5])
    assert properties["fullness"] == pytest.approx([0.25, 0.25, 0.5, 0.5])
    assert properties["movement"] == pytest.approx([0, 0, 0, 1])


def test_an_axis_is_described_by_a_correlated_descriptor_if_any():
    random = np.random.default_rng(0)
    first, other = random.random((2, 500))
    values = {"brightness": first, "fullness": other, "movement": np.zeros(500)}
    assert describe_axis(first**3, values) == f"brightness ({RHO} +1.00)"
    assert describe_axis(-other, values) == f"fullness ({RHO} {MINUS}1.00)"
    assert describe_axis(random.random(500), values) == ""
    assert describe_axis(np.zeros(500), values) == ""


def test_the_first_axes_of_each_part_are_swept_and_named(joint):
    model, latent = joint
    grid = sweep_axes(model, latent, MEL, np.arange(len(MEL)))
    names = [name.split("\n")[0] for name in grid.rows]
    assert names == [*(f"timbre axis {n}" for n in (1, 2, 3)), "texture axis 1", "texture axis 2"]
    assert grid.columns[0] == "5 %" and len(grid.columns) == len(SWEPT)
    row = central_slice(latent)
    assert np.array_equal(grid.mel[0], sweep(model, latent, MEL[row], row, axis=0))
    # The slices differ along the first axis of the timbre.
    pattern = rf"timbre axis 1\nbrightness \({RHO} [+{MINUS}](0\.\d\d|1\.00)\)"
    assert re.fullmatch(pattern, grid.rows[0])
