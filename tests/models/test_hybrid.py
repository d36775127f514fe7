"""The hybrid model has the architecture that the paper describes."""

import pytest
import torch
from torch import nn

from hbvae.errors import ConfigError
from hbvae.models.base import Batch, InputSizes
from hbvae.models.weights import build_model

MEL = (128, 128)


def hybrid(**settings):
    torch.manual_seed(0)
    return build_model("hybrid_vae", settings, InputSizes(MEL, 384))


def test_layers_equal_those_of_the_paper():
    model = hybrid()
    convolutions = [layer for layer in model.encoder.modules() if isinstance(layer, nn.Conv2d)]
    assert [layer.kernel_size for layer in convolutions] == [(3, 3)] * 3
    assert [layer.stride for layer in convolutions] == [(2, 2)] * 3
    kinds = [type(layer) for layer in model.encoder.layers]
    assert kinds == [nn.Conv2d, nn.BatchNorm2d, nn.ReLU] * 3
    assert model.mean.in_features == model.log_variance.in_features == 128 * 16 * 16 + 384
    mirrored = [m for m in model.decoder.modules() if isinstance(m, nn.ConvTranspose2d)]
    assert [(m.in_channels, m.out_channels) for m in mirrored] == [(128, 64), (64, 32), (32, 1)]


def test_output_has_the_shape_and_range_of_the_input():
    output = hybrid()(Batch.from_slices(torch.rand(3, *MEL), torch.rand(3, 384)))
    assert output.x_hat.shape == (3, *MEL)
    assert 0 <= output.x_hat.min() <= output.x_hat.max() <= 1
    assert output.posterior.loc.shape == (3, 64)


def test_lyrics_change_the_posterior_of_the_hybrid_and_not_of_the_audio_only_model():
    mel = torch.rand(2, *MEL)
    model = hybrid().eval()
    silent = model.encode(Batch.from_slices(mel, torch.zeros(2, 384))).loc
    sung = model.encode(Batch.from_slices(mel, torch.ones(2, 384))).loc
    assert not torch.allclose(silent, sung)
    audio_only = build_model("conv_vae", {}, InputSizes(MEL))
    assert audio_only.mean.in_features == 128 * 16 * 16


def test_odd_sizes_are_refused():
    with pytest.raises(ConfigError, match="multiples of 8, got n_mels x n_frames = 128 x 130"):
        build_model("conv_vae", {}, InputSizes((128, 130)))


@pytest.mark.parametrize(
    ("settings", "message"),
    [({"latent_dim": 0}, "latent_dim"), ({"beta": -1}, "beta"), ({"channels": []}, "channels")],
)
def test_settings_are_checked(settings, message):
    with pytest.raises(ConfigError, match=message):
        build_model("hybrid_vae", settings, InputSizes(MEL, 384))


def test_the_posterior_is_never_wider_than_the_prior_even_with_extreme_weights():
    model = hybrid().eval()
    nn.init.constant_(model.log_variance.weight, 10.0)
    posterior = model.encode(Batch.from_slices(torch.rand(2, *MEL), torch.zeros(2, 384)))
    assert 0 < posterior.scale.min() <= posterior.scale.max() <= 1


def test_the_decoder_gets_a_draw_from_the_posterior():
    torch.manual_seed(0)
    model = build_model("hybrid_vae", {"channels": (4, 8)}, InputSizes((16, 16), 6)).eval()
    single = Batch.from_slices(torch.rand(1, 16, 16), torch.rand(1, 6))
    draws = []
    model.decoder.register_forward_pre_hook(lambda _, latent: draws.append(*latent))
    with torch.no_grad():
        posterior = model(
            Batch(*(tensor.expand(500, *tensor.shape[1:]) for tensor in single))
        ).posterior
    (draws,) = draws
    assert torch.allclose(draws.mean(0), posterior.loc[0], atol=0.2)
    assert torch.allclose(draws.std(0), posterior.scale[0], rtol=0.2)
