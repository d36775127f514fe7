"""The network is the paper's, the loss is by hand; a fit learns, and repeats itself."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.distributions import Normal

from hbvae.errors import ConfigError, StoreError
from hbvae.models import build_model, load_model, save_model
from hbvae.models.losses import negative_elbo
from hbvae.training import Slices, TrainingConfig, encode, fit

MEL = (128, 128)


def hybrid(**settings):
    torch.manual_seed(0)
    return build_model("hybrid_vae", settings, MEL, 384)


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
    output = hybrid()(torch.rand(3, 1, *MEL), torch.rand(3, 384))
    assert output.mel_hat.shape == (3, 1, *MEL)
    assert 0 <= output.mel_hat.min() <= output.mel_hat.max() <= 1
    assert output.posterior.loc.shape == (3, 64)


def test_lyrics_reach_the_posterior_of_the_hybrid_and_only_of_it():
    mel = torch.rand(2, 1, *MEL)
    model = hybrid().eval()
    silent = model.encode(mel, torch.zeros(2, 384)).loc
    sung = model.encode(mel, torch.ones(2, 384)).loc
    assert not torch.allclose(silent, sung)
    audio_only = build_model("conv_vae", {}, MEL, 0)
    assert audio_only.mean.in_features == 128 * 16 * 16


def test_sizes_that_do_not_halve_are_refused():
    with pytest.raises(ConfigError, match="multiples of 8, got n_mels x n_frames = 128 x 130"):
        build_model("conv_vae", {}, (128, 130), 0)


@pytest.mark.parametrize(
    ("settings", "message"),
    [({"latent_dim": 0}, "latent_dim"), ({"beta": -1}, "beta"), ({"channels": []}, "channels")],
)
def test_settings_are_checked(settings, message):
    with pytest.raises(ConfigError, match=message):
        build_model("hybrid_vae", settings, MEL, 384)


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
    posterior = model.encode(torch.rand(2, 1, *MEL), torch.zeros(2, 384))
    assert 0 < posterior.scale.min() <= posterior.scale.max() <= 1


@pytest.fixture
def slices():
    """24 slices of 8 tracks, each lit in one of two bands."""
    mel = np.zeros((24, 16, 16), np.float16)
    mel[:12, :8] = 1
    mel[12:, 8:] = 1
    lyrics = np.random.default_rng(0).normal(size=(8, 6)).astype(np.float32)
    return Slices(mel, np.repeat(np.arange(8), 3), lyrics)


def test_a_batch_has_each_slices_own_lyrics(slices):
    mel, lyrics = slices.batch(np.array([23, 0, 3]))
    assert mel.shape == (3, 1, 16, 16)
    assert np.array_equal(mel[:, 0], slices.mel[[23, 0, 3]])
    assert np.array_equal(lyrics, slices.lyrics[[7, 0, 1]])


def test_the_decoder_is_given_a_draw_from_the_posterior():
    model = hybrid().eval()
    mel, lyrics = torch.rand(1, 1, *MEL), torch.rand(1, 384)
    draws = []
    model.decoder.forward = lambda latent: draws.append(latent) or torch.zeros(1, 1, *MEL)
    for _ in range(500):
        posterior = model(mel, lyrics).posterior
    draws = torch.cat(draws)
    assert torch.allclose(draws.mean(0), posterior.loc[0], atol=0.2)
    assert torch.allclose(draws.std(0), posterior.scale[0], rtol=0.2)


def test_a_fit_shuffles_its_slices_and_uses_its_learning_rate(slices, monkeypatch):
    seen = []
    batch = Slices.batch
    monkeypatch.setattr(Slices, "batch", lambda self, rows: seen.append(rows) or batch(self, rows))
    fitted(slices, epochs=2)
    epochs = np.concatenate(seen[:3]), np.concatenate(seen[3:])
    assert not np.array_equal(*epochs)
    for rows in epochs:
        assert sorted(rows) == list(range(24))
        assert not np.array_equal(rows, np.arange(24))
    # Adam's first step is as long as the learning rate, in every weight that has a gradient.
    torch.manual_seed(0)
    model = build_model("hybrid_vae", {"latent_dim": 4, "channels": (4, 8)}, (16, 16), 6)
    before = model.mean.bias.detach().clone()
    list(fit(model, slices, TrainingConfig(epochs=1, batch_size=24, learning_rate=0.02), 0))
    assert torch.allclose((model.mean.bias - before).abs(), torch.full((4,), 0.02), rtol=1e-3)


def fitted(slices, seed=0, epochs=120):
    torch.manual_seed(seed)
    model = build_model("hybrid_vae", {"latent_dim": 4, "channels": (4, 8)}, (16, 16), 6)
    config = TrainingConfig(epochs=epochs, batch_size=10, learning_rate=0.01)
    return model, list(fit(model, slices, config, seed))


def test_a_fit_learns_what_there_is_to_learn(slices):
    model, history = fitted(slices)
    assert [epoch.epoch for epoch in history] == list(range(1, 121))
    assert history[-1].reconstruction < 0.2 * history[0].reconstruction
    for epoch in history:
        assert epoch.loss == pytest.approx(epoch.reconstruction + 4 * epoch.kl, rel=1e-5)
    latent = encode(model, slices)
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
    save_model(path, model, "hybrid_vae", (16, 16), 6)
    loaded, lyrics_dim = load_model(path)
    assert lyrics_dim == 6
    assert loaded.config == model.config
    assert np.array_equal(encode(loaded, slices), encode(model, slices))


def test_weights_of_somebody_else_are_refused(tmp_path):
    from safetensors.torch import save_file

    save_file({"w": torch.zeros(1)}, tmp_path / "w.safetensors")
    with pytest.raises(StoreError, match="expected weights written by hbvae"):
        load_model(tmp_path / "w.safetensors")


def test_a_loss_that_is_not_finite_stops_the_fit(slices):
    slices.mel[3, 0, 0] = np.nan
    with pytest.raises(ConfigError, match="loss is nan in epoch 1"):
        fitted(slices)


@pytest.mark.parametrize("name", ["epochs", "batch_size", "learning_rate", "threads"])
def test_training_settings_are_checked(name):
    with pytest.raises(ConfigError, match=f"training.{name}"):
        TrainingConfig(**{name: 0})
