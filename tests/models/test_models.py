"""The network is the paper's, the loss is by hand; a fit learns, and repeats itself."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.distributions import Normal

from hbvae.errors import ConfigError, StoreError
from hbvae.models.base import Batch, InputSizes
from hbvae.models.losses import negative_elbo
from hbvae.models.weights import build_model, load_model, save_model
from hbvae.training.batches import Batches, Slices
from hbvae.training.devices import DeviceConfig, start_fabric
from hbvae.training.fitting import TrainingConfig, encode, fit, split_tracks

MEL = (128, 128)
FABRIC = start_fabric(DeviceConfig(threads=1, precision="32-true"))


def hybrid(**settings):
    torch.manual_seed(0)
    return build_model("hybrid_vae", settings, InputSizes(MEL, 384))


def test_architecture_is_the_papers():
    model = hybrid()
    convolutions = [layer for layer in model.encoder.modules() if isinstance(layer, nn.Conv2d)]
    assert [layer.kernel_size for layer in convolutions] == [(3, 3)] * 3
    assert [layer.stride for layer in convolutions] == [(2, 2)] * 3
    kinds = [type(layer) for layer in model.encoder.layers]
    assert kinds == [nn.Conv2d, nn.BatchNorm2d, nn.ReLU] * 3
    assert model.mean.in_features == model.log_variance.in_features == 128 * 16 * 16 + 384
    mirrored = [m for m in model.decoder.modules() if isinstance(m, nn.ConvTranspose2d)]
    assert [(m.in_channels, m.out_channels) for m in mirrored] == [(128, 64), (64, 32), (32, 1)]


def test_output_has_the_inputs_shape_and_range():
    output = hybrid()(Batch.of_slices(torch.rand(3, *MEL), torch.rand(3, 384)))
    assert output.x_hat.shape == (3, *MEL)
    assert 0 <= output.x_hat.min() <= output.x_hat.max() <= 1
    assert output.posterior.loc.shape == (3, 64)


def test_lyrics_reach_the_posterior_of_the_hybrid_and_only_of_it():
    mel = torch.rand(2, *MEL)
    model = hybrid().eval()
    silent = model.encode(Batch.of_slices(mel, torch.zeros(2, 384))).loc
    sung = model.encode(Batch.of_slices(mel, torch.ones(2, 384))).loc
    assert not torch.allclose(silent, sung)
    audio_only = build_model("conv_vae", {}, InputSizes(MEL))
    assert audio_only.mean.in_features == 128 * 16 * 16


def test_sizes_that_do_not_halve_are_refused():
    with pytest.raises(ConfigError, match="multiples of 8, got n_mels x n_frames = 128 x 130"):
        build_model("conv_vae", {}, InputSizes((128, 130)))


@pytest.mark.parametrize(
    ("settings", "message"),
    [({"latent_dim": 0}, "latent_dim"), ({"beta": -1}, "beta"), ({"channels": []}, "channels")],
)
def test_settings_are_checked(settings, message):
    with pytest.raises(ConfigError, match=message):
        build_model("hybrid_vae", settings, InputSizes(MEL, 384))


@pytest.mark.parametrize(
    ("settings", "message"),
    [({"latent_dim": 0}, "latent_dim"), ({"beta": -1}, "beta"), ({"hidden": [0]}, "hidden")],
)
def test_settings_of_dense_models_are_checked(settings, message):
    with pytest.raises(ConfigError, match=message):
        build_model("dense_vae", settings, InputSizes((43,)))


def layers(module):
    return [type(layer).__name__ for layer in module if not isinstance(layer, nn.Flatten)]


def test_dense_models_are_the_published_codes():
    autoencoder = build_model("autoencoder", {}, InputSizes(MEL))
    assert layers(autoencoder.encoder) == ["Linear", "ReLU", "Linear"]
    sizes = [(m.in_features, m.out_features) for m in autoencoder.modules() if hasattr(m, "bias")]
    assert sizes == [(128 * 128, 512), (512, 64), (64, 512), (512, 128 * 128)]
    vae = build_model("dense_vae", {}, InputSizes((43,)))
    assert layers(vae.encoder) == ["Linear", "BatchNorm1d", "LeakyReLU"] * 2
    sizes = [(m.in_features, m.out_features) for m in vae.modules() if isinstance(m, nn.Linear)]
    assert sizes == [(43, 256), (256, 128), (128, 32), (128, 32), (32, 128), (128, 256), (256, 43)]
    assert vae.config.beta == 1


def test_dense_vae_standardises_what_it_reads_and_is_scored_on_that():
    x = torch.tensor([[1.0, 5.0, 7.0], [3.0, 25.0, 7.0]])
    model = build_model("dense_vae", {}, InputSizes((3,)))
    model.calibrate(x.numpy())
    standard = torch.tensor([[-1.0, -1.0, 0.0], [1.0, 1.0, 0.0]])
    batch = Batch.of_slices(x)
    output = model(batch)._replace(x_hat=standard)
    assert model.loss(output, batch).reconstruction == pytest.approx(0)
    seen = []
    model.encoder.register_forward_pre_hook(lambda _, inputs: seen.append(*inputs))
    model.encode(batch)
    assert torch.allclose(seen[0], standard)


def test_loss_is_summed_over_a_slice_and_averaged_over_the_batch():
    mel, mel_hat = torch.zeros(2, 1, 4, 5), torch.full((2, 1, 4, 5), 0.5)
    mean, scale = torch.tensor([[1.0, -2.0], [0.0, 0.0]]), torch.tensor([[1.0, 0.5], [1.0, 1.0]])
    terms = negative_elbo(mel, mel_hat, Normal(mean, scale), beta=4)
    assert terms.reconstruction == pytest.approx(20 * 0.25)
    # Closed form (Kingma & Welling 2013, appendix B): of the first slice; the second is the prior.
    first = 0.5 * sum(
        m**2 + s**2 - 1 - np.log(s**2) for m, s in zip((1, -2), (1, 0.5), strict=True)
    )
    assert terms.kl == pytest.approx(first / 2)
    assert terms.loss == pytest.approx(5 + 4 * first / 2)


def test_loss_refuses_shapes_that_would_broadcast():
    with pytest.raises(ValueError, match="shapes differ"):
        negative_elbo(torch.zeros(2, 1, 4, 5), torch.zeros(2, 4, 5), Normal(0.0, 1.0), 1)


def test_the_posterior_is_never_wider_than_the_prior_however_wild_the_weights():
    model = hybrid().eval()
    nn.init.constant_(model.log_variance.weight, 10.0)
    posterior = model.encode(Batch.of_slices(torch.rand(2, *MEL), torch.zeros(2, 384)))
    assert 0 < posterior.scale.min() <= posterior.scale.max() <= 1


@pytest.fixture
def slices():
    """24 slices of 8 tracks, each lit in one of two bands."""
    mel = np.zeros((24, 16, 16), np.float16)
    mel[:12, :8] = 1
    mel[12:, 8:] = 1
    lyrics = np.random.default_rng(0).normal(size=(8, 6)).astype(np.float32)
    return Slices.of_tracks(mel, np.repeat(np.arange(8), 3), lyrics)


def test_the_decoder_is_given_a_draw_from_the_posterior():
    model = hybrid().eval()
    batch = Batch.of_slices(torch.rand(1, *MEL), torch.rand(1, 384))
    draws = []
    model.decoder.forward = lambda latent: draws.append(latent) or torch.zeros(1, *MEL)
    for _ in range(500):
        posterior = model(batch).posterior
    draws = torch.cat(draws)
    assert torch.allclose(draws.mean(0), posterior.loc[0], atol=0.2)
    assert torch.allclose(draws.std(0), posterior.scale[0], rtol=0.2)


def test_a_fit_shuffles_its_slices_and_leaves_out_held_out_tracks(slices, monkeypatch):
    seen = []
    read = Batches._read
    monkeypatch.setattr(Batches, "_read", lambda self, rows: seen.append(rows) or read(self, rows))
    fitted(slices, epochs=2, held_out=0.25)
    fit_rows, held_out = split_tracks(slices.track, 0.25, seed=0)
    assert len(held_out) == 2 * 3
    assert not set(slices.track[held_out]) & set(slices.track[fit_rows])
    epochs = [np.concatenate(seen[first : first + 2]) for first in (0, 3)]  # 18 slices, 10 a batch
    assert not np.array_equal(*epochs)
    for rows in epochs:
        assert sorted(rows) == fit_rows.tolist()
        assert not np.array_equal(rows, fit_rows)
    assert np.array_equal(seen[2], held_out)


def test_a_fit_uses_its_learning_rate(slices):
    # Adam's first step is as long as the learning rate, in every weight that has a gradient.
    torch.manual_seed(0)
    model = build_model("hybrid_vae", {"latent_dim": 4, "channels": (4, 8)}, slices.sizes)
    before = model.mean.bias.detach().clone()
    config = TrainingConfig(epochs=1, batch_size=24, learning_rate=0.02, held_out=0)
    list(fit(FABRIC, model, slices, config, 0))
    assert torch.allclose((model.mean.bias - before).abs(), torch.full((4,), 0.02), rtol=1e-3)


def test_held_out_loss_is_scored_on_tracks_that_were_not_fitted(slices):
    """Half of the tracks show what the others never do: only the fitted ones are learnt."""
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


def test_without_held_out_tracks_their_loss_is_nan_and_the_fit_the_same_kind(slices):
    _, history = fitted(slices, epochs=2, held_out=0)
    assert np.isnan(history[-1][4:]).all()
    assert np.isfinite(history[-1][:4]).all()


SMALL = {
    "autoencoder": {"latent_dim": 4, "hidden": (16,)},
    "hybrid_vae": {"latent_dim": 4, "channels": (4, 8)},
    "dense_vae": {"latent_dim": 4, "hidden": (16, 8)},
}


def fitted(slices, seed=0, epochs=120, held_out=0.1, name="hybrid_vae"):
    torch.manual_seed(seed)
    model = build_model(name, SMALL[name], slices.sizes)
    config = TrainingConfig(epochs=epochs, batch_size=10, learning_rate=0.01, held_out=held_out)
    return model, list(fit(FABRIC, model, slices, config, seed))


@pytest.mark.parametrize("name", SMALL)
def test_a_fit_learns_what_there_is_to_learn(slices, name):
    beta = {"autoencoder": 0, "hybrid_vae": 4, "dense_vae": 1}[name]
    if name == "dense_vae":
        slices = slices._replace(x=10 * slices.x[:, :, 0].astype(np.float32))
    model, history = fitted(slices, name=name)
    assert [epoch.epoch for epoch in history] == list(range(1, 121))
    assert history[-1].reconstruction < 0.2 * history[0].reconstruction
    for epoch in history:
        assert epoch.loss == pytest.approx(epoch.reconstruction + beta * epoch.kl, rel=1e-5)
    latent = encode(FABRIC, model, slices)
    low, high = latent[:12].mean(0), latent[12:].mean(0)
    assert np.linalg.norm(low - high) > 3 * latent[:12].std()


def test_a_seed_fixes_a_fit_to_the_last_bit(slices):
    (one, first), (two, second), (_, other) = (fitted(slices, s, 3) for s in (0, 0, 1))
    assert first == second != other
    for a, b in zip(one.state_dict().values(), two.state_dict().values(), strict=True):
        assert torch.equal(a, b)


def test_weights_come_back_with_their_settings(slices, tmp_path):
    model, _ = fitted(slices, epochs=1)
    path = str(tmp_path / "weights.safetensors")
    save_model(path, model, "hybrid_vae")
    loaded = load_model(path)
    assert loaded.sizes == InputSizes((16, 16), embedding_dim=6)
    assert loaded.config == model.config
    assert np.array_equal(encode(FABRIC, loaded, slices), encode(FABRIC, model, slices))


def test_weights_of_somebody_else_are_refused(tmp_path):
    from safetensors.torch import save_file

    save_file({"w": torch.zeros(1)}, tmp_path / "w.safetensors")
    with pytest.raises(StoreError, match="expected weights written by hbvae"):
        load_model(tmp_path / "w.safetensors")


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
