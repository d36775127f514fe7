"""A fit learns the structure of its slices, and of no others."""

import numpy as np
import pytest
import torch

from hbvae.errors import ConfigError
from hbvae.models.weights import build_model
from hbvae.training.batches import Batches, Slices
from hbvae.training.devices import DeviceConfig, start_fabric
from hbvae.training.fitting import TrainingConfig, encode, fit, in_pairs, split_tracks

FABRIC = start_fabric(DeviceConfig(threads=1, precision="32-true"))
SMALL = {
    "autoencoder": {"latent_dim": 4, "hidden": (16,)},
    "hybrid_vae": {"latent_dim": 4, "channels": (4, 8)},
    "dense_vae": {"latent_dim": 4, "hidden": (16, 8)},
}


@pytest.fixture
def slices():
    """24 slices of 8 tracks; the upper bands of the first half are 1, the lower of the second."""
    mel = np.zeros((24, 16, 16), np.float16)
    mel[:12, :8] = 1
    mel[12:, 8:] = 1
    lyrics = np.random.default_rng(0).normal(size=(8, 6)).astype(np.float32)
    return Slices.from_tracks(mel, np.repeat(np.arange(8), 3), lyrics)


def fitted(slices, seed=0, epochs=60, held_out=0.1, name="hybrid_vae"):
    torch.manual_seed(seed)
    model = build_model(name, SMALL[name], slices.sizes)
    config = TrainingConfig(epochs=epochs, batch_size=10, learning_rate=0.01, held_out=held_out)
    return model, list(fit(FABRIC, model, slices, config, seed))


def test_a_fit_shuffles_its_slices_and_leaves_out_held_out_tracks(slices, monkeypatch):
    groups = []
    read = Batches._read
    monkeypatch.setattr(
        Batches, "_read", lambda self, rows: groups.append(rows) or read(self, rows)
    )
    fitted(slices, epochs=2, held_out=0.25)
    fit_rows, held_out = split_tracks(slices.track, 0.25, seed=0)
    assert len(held_out) == 2 * 3
    assert not set(slices.track[held_out]) & set(slices.track[fit_rows])
    # 18 slices in batches of 10, then the held-out slices.
    epochs = [np.concatenate(groups[first : first + 2]) for first in (0, 3)]
    assert not np.array_equal(*epochs)
    for rows in epochs:
        assert sorted(rows) == fit_rows.tolist()
        assert not np.array_equal(rows, fit_rows)
    assert np.array_equal(groups[2], held_out)


@pytest.mark.parametrize(("schedule", "first_step"), [("constant", 0.02), ("one_cycle", 0.002)])
def test_a_fit_uses_its_learning_rate(slices, schedule, first_step):
    # Adam's first step changes each weight that has a gradient by the learning rate.
    torch.manual_seed(0)
    model = build_model("hybrid_vae", {"latent_dim": 4, "channels": (4, 8)}, slices.sizes)
    before = model.mean.bias.detach().clone()
    config = TrainingConfig(
        epochs=20, batch_size=24, learning_rate=0.02, held_out=0, schedule=schedule
    )
    next(fit(FABRIC, model, slices, config, 0))
    assert torch.allclose((model.mean.bias - before).abs(), torch.full((4,), first_step), rtol=1e-3)


def test_one_cycle_rises_to_the_learning_rate_and_falls_to_almost_nothing(slices, monkeypatch):
    rates = []
    step = torch.optim.Adam.step
    monkeypatch.setattr(
        torch.optim.Adam,
        "step",
        lambda self, *given: rates.append(self.param_groups[0]["lr"]) or step(self, *given),
    )
    torch.manual_seed(0)
    model = build_model("hybrid_vae", {"latent_dim": 4, "channels": (4, 8)}, slices.sizes)
    config = TrainingConfig(
        epochs=5, batch_size=12, learning_rate=0.02, held_out=0, schedule="one_cycle"
    )
    list(fit(FABRIC, model, slices, config, 0))  # ten steps; the largest is the third
    assert rates.index(max(rates)) == 2
    assert max(rates) == pytest.approx(0.02)
    assert rates[0] == pytest.approx(0.002)
    assert rates[-1] < 1e-6


def test_held_out_loss_is_scored_on_tracks_that_were_not_fitted(slices):
    """The held-out slices differ from all others: the fit does not learn them."""
    _, held_out = split_tracks(slices.track, 0.25, seed=0)
    slices.x[:] = 0
    slices.x[held_out] = 1
    _, history = fitted(slices, held_out=0.25)
    last = history[-1]
    assert last.reconstruction < 0.1 * 256
    assert last.held_out_reconstruction > 0.5 * 256
    assert last.held_out_loss == pytest.approx(
        last.held_out_reconstruction + 4 * last.held_out_kl, rel=1e-5
    )


def test_without_held_out_tracks_their_loss_is_nan(slices):
    _, history = fitted(slices, epochs=2, held_out=0)
    assert np.isnan(history[-1][4:]).all()
    assert np.isfinite(history[-1][:4]).all()


@pytest.mark.parametrize("name", SMALL)
def test_a_fit_separates_two_kinds_of_slices(slices, name):
    beta = {"autoencoder": 0, "hybrid_vae": 4, "dense_vae": 1}[name]
    if name == "dense_vae":
        slices = slices._replace(x=10 * slices.x[:, :, 0].astype(np.float32))
    model, history = fitted(slices, name=name)
    assert [epoch.epoch for epoch in history] == list(range(1, 61))
    assert history[-1].reconstruction < 0.2 * history[0].reconstruction
    for epoch in history:
        assert epoch.loss == pytest.approx(epoch.reconstruction + beta * epoch.kl, rel=1e-5)
    latent = encode(FABRIC, model, slices)
    low, high = latent[:12].mean(0), latent[12:].mean(0)
    assert np.linalg.norm(low - high) > 3 * latent[:12].std()


def test_a_loss_that_is_not_finite_stops_the_fit(slices):
    slices.x[3, 0, 0] = np.nan
    with pytest.raises(ConfigError, match="the loss is nan in epoch 1"):
        fitted(slices)


@pytest.mark.parametrize(
    ("name", "value"),
    [("epochs", 0), ("batch_size", 0), ("learning_rate", 0), ("held_out", 1)],
)
def test_training_settings_are_checked(name, value):
    with pytest.raises(ConfigError, match=f"training.{name}"):
        TrainingConfig(**{name: value})


@pytest.mark.parametrize(
    ("n_slices", "max_slices", "epochs"),
    [(200, None, 20), (200, 4000, 20), (200, 3999, 19), (3000, 4000, 1), (5000, 4000, 1)],
)
def test_a_large_collection_has_fewer_epochs(n_slices, max_slices, epochs):
    config = TrainingConfig(epochs=20, max_slices=max_slices)
    assert config.n_epochs(n_slices) == epochs


def test_pairs_hold_every_slice_once():
    random = np.random.default_rng(0)
    track = np.repeat(np.arange(30), random.integers(1, 8, 30))
    rows = random.permutation(len(track))[:100]
    pairs = in_pairs(rows, track, np.random.default_rng(0))
    assert sorted(pairs) == sorted(rows)
    same = track[pairs][1:] == track[pairs][:-1]
    counts = np.bincount(track[rows])
    assert same.sum() >= (counts // 2).sum()  # two pairs of the same track may be neighbours
    assert not np.array_equal(pairs, in_pairs(rows, track, np.random.default_rng(1)))
    assert len(in_pairs(np.empty(0, int), track, np.random.default_rng(0))) == 0
