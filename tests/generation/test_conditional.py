"""Slices with given labels, from a model of bright and dark slices."""

import numpy as np
import pytest
import torch
from support.two_colours import BRIGHT, MEL, N_TRACKS, TRACK

from hbvae.generation.conditional import N_DRAWS, N_EACH, generate, label_grid, score_labels
from hbvae.models.base import InputSizes
from hbvae.models.labels import Conditions
from hbvae.models.weights import build_model
from hbvae.training.batches import Slices
from hbvae.training.devices import DeviceConfig, start_fabric
from hbvae.training.fitting import TrainingConfig, fit

KIND = np.where(BRIGHT, "bright", "dark")
CONDITIONS = Conditions.from_labels([{"kind": "dark"}, {"kind": "bright"}])  # codes: bright, dark


@pytest.fixture(scope="module")
def fitted():
    """A model fitted to slices with the labels bright and dark."""
    torch.manual_seed(0)
    settings = {"latent_dim": 4, "beta": 1.0, "channels": (8, 16)}
    model = build_model("cvae", settings, InputSizes((32, 32), n_codes=2))
    conditions = np.eye(2, dtype=np.float32)[np.arange(N_TRACKS) % 2]
    fabric = start_fabric(DeviceConfig(threads=1, precision="32-true"))
    training = TrainingConfig(epochs=15, batch_size=16, learning_rate=2e-3)
    list(fit(fabric, model, Slices.from_tracks(MEL, TRACK, labels=conditions), training, 0))
    return model


def test_generated_slices_have_the_requested_brightness(fitted):
    made = generate(fitted, np.eye(2, dtype=np.float32)[[0, 1, 0, 1]], seed=1)
    assert made.shape == (4, 32, 32)
    low, high = made[:, :14].mean((1, 2)), made[:, 18:].mean((1, 2))
    assert (high > low).tolist() == [False, True, False, True]
    assert not np.allclose(made[0], made[2])
    assert np.array_equal(made, generate(fitted, np.eye(2, dtype=np.float32)[[0, 1, 0, 1]], seed=1))


def test_alike_slices_differ_only_in_their_labels(fitted):
    made = generate(fitted, np.eye(2, dtype=np.float32)[[0, 1, 0]], seed=1, alike=True)
    assert np.allclose(made[0], made[2])
    assert not np.allclose(made[0], made[1])


def test_a_grid_of_a_single_factor_has_labels_as_columns_and_draws_as_rows(fitted):
    conditions = Conditions({"kind": ["dark", "bright"]})  # in the order of the model's codes
    grid = label_grid(fitted, conditions, seed=3)
    assert (grid.columns, grid.rows) == (["dark", "bright"], ["draw 1", "draw 2", "draw 3"])
    assert grid.mel.shape == (N_DRAWS, 2, 32, 32)
    high_less_low = grid.mel[:, :, 18:].mean((2, 3)) - grid.mel[:, :, :14].mean((2, 3))
    assert (high_less_low[:, 0] < high_less_low[:, 1]).all()
    assert not np.allclose(grid.mel[0, 0], grid.mel[1, 0])


def test_a_grid_of_two_factors_has_the_first_as_rows_and_the_last_as_columns(two_factors):
    model, conditions = two_factors
    grid = label_grid(model, conditions, seed=0)
    assert (grid.rows, grid.columns) == (["a", "b", "c"], ["x", "y"])
    assert grid.mel.shape == (3, 2, 32, 32)
    wanted = conditions.encode([{"first": "b", "last": "x"}, {"first": "b", "last": "y"}])
    assert np.allclose(grid.mel[1], generate(model, wanted, seed=0, alike=True), atol=1e-6)


@pytest.fixture
def two_factors():
    """An untrained model with two factors, and its conditions."""
    torch.manual_seed(0)
    conditions = Conditions({"first": ["a", "b", "c"], "last": ["x", "y"]})
    sizes = InputSizes((32, 32), n_codes=5)
    return build_model("cvae", {"latent_dim": 4, "channels": (4, 8)}, sizes), conditions


def test_labels_are_scored_for_each_factor(fitted):
    conditions = Conditions({"kind": ["dark", "bright"]})
    (row,) = score_labels(fitted, conditions, MEL, TRACK, {"kind": KIND}, seed=0)
    assert row[:3] == ["kind", 2, 2 * N_EACH]
    assert row[4:] == ["1.000", "0.500"]  # real slices, chance
    assert 0.7 < float(row[3]) <= 1
    (exchanged,) = score_labels(fitted, CONDITIONS, MEL, TRACK, {"kind": KIND}, seed=0)
    assert float(exchanged[3]) < 0.3  # its codes mean the other label
