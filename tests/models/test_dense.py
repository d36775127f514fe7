"""The dense models equal those of the paper's published code."""

import pytest
import torch
from torch import nn

from hbvae.errors import ConfigError
from hbvae.models.base import Batch, InputSizes
from hbvae.models.weights import build_model

MEL = (128, 128)


@pytest.mark.parametrize(
    ("settings", "message"),
    [({"latent_dim": 0}, "latent_dim"), ({"beta": -1}, "beta"), ({"hidden": [0]}, "hidden")],
)
def test_settings_are_checked(settings, message):
    with pytest.raises(ConfigError, match=message):
        build_model("dense_vae", settings, InputSizes((43,)))


def layers(module):
    return [type(layer).__name__ for layer in module if not isinstance(layer, nn.Flatten)]


def test_layers_equal_those_of_the_published_code():
    autoencoder = build_model("autoencoder", {}, InputSizes(MEL))
    assert layers(autoencoder.encoder) == ["Linear", "ReLU", "Linear"]
    sizes = [(m.in_features, m.out_features) for m in autoencoder.modules() if hasattr(m, "bias")]
    assert sizes == [(128 * 128, 512), (512, 64), (64, 512), (512, 128 * 128)]
    vae = build_model("dense_vae", {}, InputSizes((43,)))
    assert layers(vae.encoder) == ["Linear", "BatchNorm1d", "LeakyReLU"] * 2
    sizes = [(m.in_features, m.out_features) for m in vae.modules() if isinstance(m, nn.Linear)]
    assert sizes == [(43, 256), (256, 128), (128, 32), (128, 32), (32, 128), (128, 256), (256, 43)]
    assert vae.config.beta == 1


def test_dense_vae_standardises_its_input_and_scores_the_standardised_statistics():
    x = torch.tensor([[1.0, 5.0, 7.0], [3.0, 25.0, 7.0]])
    model = build_model("dense_vae", {}, InputSizes((3,)))
    model.calibrate(x.numpy())
    standard = torch.tensor([[-1.0, -1.0, 0.0], [1.0, 1.0, 0.0]])
    batch = Batch.from_slices(x)
    output = model(batch)._replace(x_hat=standard)
    assert model.loss(output, batch).reconstruction == pytest.approx(0)
    encoder_inputs = []
    model.encoder.register_forward_pre_hook(lambda _, inputs: encoder_inputs.append(*inputs))
    model.encode(batch)
    assert torch.allclose(encoder_inputs[0], standard)
