"""The joint model: the inputs of each part of its latent, its decoders, its loss and a fit."""

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA
from torch import nn
from torch.distributions import Normal, kl_divergence

from hbvae.errors import ConfigError
from hbvae.models.base import Batch, InputSizes
from hbvae.models.losses import contrast
from hbvae.models.weights import build_model, load_model, save_model
from hbvae.representations.base import SliceFeatures
from hbvae.representations.baselines import mfcc_statistics
from hbvae.storage.latents import columns
from hbvae.training.batches import Slices
from hbvae.training.devices import DeviceConfig, start_fabric
from hbvae.training.fitting import TrainingConfig, encode, fit

SHAPE = (32, 32)
SMALL = {"channels": (8, 8), "lyrics_dim": 2, "timbre_dim": 3, "texture_dim": 4, "n_mfcc": 6}
SMALL |= {"networks": 2, "transposition": 1}
RANDOM = np.random.default_rng(0)
FABRIC = start_fabric(DeviceConfig(threads=1, precision="32-true"))
TRACK = torch.arange(20).repeat_interleave(2)


def slices(n=40):
    """Noise with a random level in each band of each slice."""
    levels = torch.from_numpy(RANDOM.random((n, SHAPE[0], 1), np.float32))
    return (0.8 * levels + 0.2 * torch.rand(n, *SHAPE)).float()


def joint(embedding_dim=5, encoded_dim=0, **settings):
    torch.manual_seed(0)
    sizes = InputSizes(SHAPE, embedding_dim, encoded_dim=encoded_dim)
    model = build_model("joint_vae", SMALL | settings, sizes)
    model.calibrate(slices(200).numpy(), RANDOM.normal(size=(200, encoded_dim)))
    return model


def unit_lyrics(n=40):
    return nn.functional.normalize(torch.randn(n, 5), dim=1)


@pytest.mark.parametrize("name", ["lyrics_dim", "timbre_dim", "texture_dim", "networks", "hidden"])
def test_sizes_are_checked(name):
    with pytest.raises(ConfigError, match=f"{name}: expected greater than or equal to 1, got 0"):
        build_model("joint_vae", {name: 0}, InputSizes(SHAPE, 5))


@pytest.mark.parametrize("name", ["spectrogram", "lyrics", "beta_audio", "contrast", "equaliser"])
def test_weights_are_checked(name):
    with pytest.raises(ConfigError, match=f"{name}: expected greater than or equal to 0, got -1"):
        build_model("joint_vae", {name: -1}, InputSizes(SHAPE, 5))


def test_a_latent_is_the_concatenation_of_its_parts():
    model, x, lyrics = joint().eval(), slices(), unit_lyrics()
    assert model.parts == {"lyrics": 2, "timbre": 3, "texture": 8}
    latent = model.latent(Batch.from_slices(x, lyrics))
    assert torch.allclose(latent[:, :2], model.encode_lyrics(lyrics).loc)
    assert torch.allclose(latent[:, 2:], model.encode_audio(x)[0].loc)
    assert joint(embedding_dim=0).parts == {"timbre": 3, "texture": 8}


def test_each_part_depends_on_its_own_input_only():
    model, x, lyrics = joint().eval(), slices(), unit_lyrics()
    latent = model.latent(Batch.from_slices(x, lyrics))
    other_words = model.latent(Batch.from_slices(x, unit_lyrics()))
    assert torch.equal(latent[:, 2:], other_words[:, 2:])
    assert not torch.allclose(latent[:, :2], other_words[:, :2])
    other_sound = model.latent(Batch.from_slices(slices(), lyrics))
    assert torch.equal(latent[:, :2], other_sound[:, :2])
    assert not torch.allclose(latent[:, 2:], other_sound[:, 2:])


def test_both_modalities_are_decoded():
    model, x, lyrics = joint(), slices(), unit_lyrics()
    output = model(Batch.from_slices(x, lyrics))
    assert torch.equal(output.x, x[::2])  # in training one slice of each pair
    assert (
        output.x_hat.shape == output.x.shape and 0 <= output.x_hat.min() <= output.x_hat.max() <= 1
    )
    assert output.lyrics_hat.shape == lyrics.shape
    assert model.eval()(Batch.from_slices(x, lyrics)).x_hat.shape == x.shape
    assert joint(embedding_dim=0)(Batch.from_slices(x)).lyrics_hat is None


def test_statistics_equal_those_of_the_mfcc_baseline():
    x = slices(50)
    features = SliceFeatures(x.numpy())
    model = joint()
    model.calibrate(x.numpy())
    ours = model.timbre.standardised(x).numpy()
    assert ours == pytest.approx(mfcc_statistics(features, 0, n_mfcc=6), abs=2e-3)


def test_the_timbre_part_is_probabilistic_pca():
    """Against scikit-learn's PCA, whose noise variance is Tipping & Bishop's; mean by its eq. 5."""
    model, x = joint(), slices(200)
    model.calibrate(x.numpy())
    statistics = model.timbre.standardised(x)
    theirs = PCA(3, svd_solver="full").fit(statistics.double().numpy())
    n = len(x)  # scikit-learn divides by n - 1
    assert float(model.timbre.noise) == pytest.approx(
        theirs.noise_variance_ * (n - 1) / n, rel=1e-4
    )
    variance = theirs.explained_variance_ * (n - 1) / n
    noise = theirs.noise_variance_ * (n - 1) / n
    weights = theirs.components_.T * np.sqrt(variance - noise)
    inverse = np.linalg.inv(weights.T @ weights + noise * np.eye(3))
    expected = statistics.numpy() @ weights @ inverse
    posterior = model.timbre.encode(statistics)
    assert abs(posterior.loc.numpy()) == pytest.approx(abs(expected), abs=1e-3)
    assert posterior.scale[0].numpy() ** 2 == pytest.approx(noise * np.diag(inverse), rel=1e-3)
    # The decoded means are nearer to the statistics than the statistics' mean, 0.
    error = (model.timbre.decode(posterior.loc) - statistics).square().sum()
    assert error < 0.8 * statistics.square().sum()


@torch.no_grad()
def test_the_encoder_part_holds_the_principal_components_of_the_embeddings():
    encoded = RANDOM.normal(size=(200, 6)) @ RANDOM.normal(size=(6, 6)) * [1, 9, 1, 3, 0.1, 1] + 5
    model = joint(encoded_dim=6, encoder_dim=4).eval()
    model.calibrate(slices(200).numpy(), encoded.astype(np.float32))
    assert model.parts == {"lyrics": 2, "timbre": 3, "texture": 8, "encoder": 4}
    batch = Batch.from_slices(
        slices(200), unit_lyrics(200), encoded=torch.from_numpy(encoded).float()
    )
    latent = model.latent(batch)[:, 13:]
    expected = PCA(4).fit_transform((encoded - encoded.mean(0)) / encoded.std(0))
    expected /= np.sqrt(expected.var(axis=0).mean())
    assert abs(latent.numpy()) == pytest.approx(abs(expected), abs=1e-3)
    # Only the other parts are aligned and decoded.
    turned = model.align(model.latent(batch))
    assert torch.equal(turned[:, 13:], latent)
    moved = torch.cat([turned[:, :13], latent + 3], dim=1)
    assert torch.equal(model.decode(moved)[0], model.decode(turned)[0])


def test_axes_beyond_the_rank_of_the_embeddings_are_zero():
    model = joint(encoded_dim=6, encoder_dim=4).eval()
    for encoded in (np.ones((3, 6), np.float32), RANDOM.normal(size=(2, 6)).astype(np.float32)):
        model.calibrate(slices(len(encoded)).numpy(), encoded)
        batch = Batch.from_slices(slices(len(encoded)), encoded=torch.from_numpy(encoded))
        axes = model.ears(batch.encoded)
        assert torch.isfinite(axes).all()
        assert np.linalg.matrix_rank(axes.numpy(), tol=1e-3) < len(encoded)


def test_an_encoder_does_not_change_a_bit_of_the_other_parts():
    x, lyrics = slices(96).numpy(), unit_lyrics(24).numpy()
    track, encoded = np.repeat(np.arange(24), 4), RANDOM.normal(size=(96, 6)).astype(np.float32)
    config = TrainingConfig(epochs=2, batch_size=32)
    latents = []
    for ears in (None, encoded):
        data = Slices.from_tracks(x, track, lyrics, encoded=ears)
        model = joint(encoded_dim=0 if ears is None else 6, encoder_dim=4)
        model.calibrate(x, ears)
        list(fit(FABRIC, model, data, config, seed=0))
        latents.append(model.align(torch.from_numpy(encode(FABRIC, model, data))).numpy())
    assert np.array_equal(latents[0], latents[1][:, :13])


def test_a_model_can_be_calibrated_to_silent_slices_and_to_two():
    model = joint(embedding_dim=0).eval()
    model.calibrate(np.zeros((10, *SHAPE), np.float32))
    assert torch.isfinite(model.latent(Batch.from_slices(torch.zeros(2, *SHAPE)))).all()
    model.calibrate(slices(2).numpy())
    assert torch.isfinite(model.latent(Batch.from_slices(slices(2)))).all()


@torch.no_grad()
def test_aligned_parts_have_principal_axes_and_decode_as_before():
    model, x, lyrics = joint().eval(), slices(), unit_lyrics()
    before = model.latent(Batch.from_slices(x, lyrics))
    pictures, words = model.decode(before)
    turned = model.align(before)
    assert torch.allclose(model.latent(Batch.from_slices(x, lyrics)), turned, atol=1e-5)
    for name, part in columns(model.parts).items():
        covariance = np.cov(turned[:, part].T)
        assert covariance == pytest.approx(np.diag(np.diag(covariance)), abs=1e-5)
        assert (np.diff(np.diag(covariance)) <= 1e-6).all()
        if name == "texture":  # its networks are whitened, see test_texture.py
            continue
        distances = torch.cdist(before[:, part], before[:, part])
        assert torch.allclose(torch.cdist(turned[:, part], turned[:, part]), distances, atol=1e-3)
    again = model.decode(turned)
    assert torch.allclose(again[0], pictures, atol=1e-5)
    assert torch.allclose(again[1], words, atol=1e-5)
    assert torch.allclose(model.align(turned)[:, :5], turned[:, :5], atol=1e-4)


def test_the_timbre_part_has_no_trained_parameters():
    assert not list(joint().timbre.parameters())


def test_tracks_without_lyrics_have_the_mean_of_the_prior():
    model, x, lyrics = joint().eval(), slices(), unit_lyrics()
    lyrics[::2] = 0
    latent = model.latent(Batch.from_slices(x, lyrics))
    expected = model.lyrics_prior(latent[:, 2:])
    assert torch.allclose(latent[::2, :2], expected[::2])
    assert not torch.allclose(latent[1::2, :2], expected[1::2])


@torch.no_grad()
def test_tracks_without_lyrics_are_not_scored_on_them():
    model, x = joint().eval(), slices()
    batch = Batch.from_slices(x, torch.zeros(40, 5))._replace(track=TRACK)
    output = model(batch)
    terms = model.loss(output, batch)
    audio = kl_divergence(output.audio, Normal(0.0, 1.0)).sum(1).mean()
    assert float(terms.kl) == pytest.approx(float(audio), rel=1e-5)
    worse = output._replace(lyrics_hat=output.lyrics_hat + 100)
    assert model.loss(worse, batch).loss == terms.loss


@torch.no_grad()
def test_loss_is_the_weighted_sum_of_its_terms():
    weights = {"spectrogram": 0.3, "lyrics": 2.0, "beta_audio": 0.5, "beta_lyrics": 3.0}
    model = joint(**weights, contrast=7.0)
    x, lyrics = slices(), unit_lyrics()
    output = model(Batch.from_slices(x, lyrics))
    terms = model.loss(output, Batch.from_slices(x, lyrics)._replace(track=TRACK))
    spectrogram = (output.x_hat - output.x).square().sum((1, 2)).mean()
    words = (output.lyrics_hat - lyrics).square().sum(1).mean()
    timbre = output.timbre_error.mean() / (2 * model.timbre.noise)
    assert terms.reconstruction == pytest.approx(float(0.3 * spectrogram + 2 * words + timbre))
    audio_kl = kl_divergence(output.audio, Normal(0.0, 1.0)).sum(1).mean()
    lyrics_kl = kl_divergence(output.lyrics, output.lyrics_prior).sum(1).mean()
    assert terms.kl == pytest.approx(float(audio_kl + lyrics_kl))
    pairs = sum(contrast(projection, TRACK, 0.2) for projection in output.projections)
    expected = terms.reconstruction + 0.5 * audio_kl + 3 * lyrics_kl + 7 * pairs
    assert terms.loss == pytest.approx(float(expected), rel=1e-5)


def test_no_gradient_of_the_lyrics_prior_reaches_the_audio_networks():
    model = joint(spectrogram=0, contrast=0, beta_audio=0)
    x, lyrics = slices(), unit_lyrics()
    batch = Batch.from_slices(x, lyrics)._replace(track=TRACK)
    model.loss(model(batch), batch).loss.backward()
    assert all(not p.grad.any() for p in model.networks.parameters())
    assert model.lyrics_prior.weight.grad.any() and model.lyrics_encoder[0].weight.grad.any()


@pytest.mark.parametrize("coverage", ["all", "some", "none", "no lyrics"])
def test_a_fit_works_with_lyrics_for_all_some_or_no_tracks(coverage, tmp_path):
    """The lyrics are in two languages; a fit to complete lyrics separates them."""
    language = np.arange(24) % 2
    lyrics = np.eye(5, dtype=np.float32)[language]
    if coverage == "some":
        lyrics[::3] = 0
    if coverage == "none":
        lyrics[:] = 0
    if coverage == "no lyrics":
        lyrics = lyrics[:, :0]
    track = np.repeat(np.arange(24), 4)
    data = Slices.from_tracks(slices(96).numpy(), track, lyrics)
    model = joint(lyrics.shape[1])
    config = TrainingConfig(epochs=12, batch_size=32, learning_rate=5e-3)
    history = list(fit(FABRIC, model, data, config, seed=0))
    assert history[-1].loss < history[0].loss
    latent = encode(FABRIC, model, data)
    save_model(tmp_path / "weights", model, "joint_vae")
    again = load_model(tmp_path / "weights")
    assert np.array_equal(encode(FABRIC, again, data), latent)
    if coverage == "all":
        axis = latent[:, :2] - latent[:, :2].mean(0)
        first = np.linalg.svd(axis, full_matrices=False)[0][:, 0]
        sign = first > 0
        assert (sign == language[track].astype(bool)).mean() in (0, 1)
