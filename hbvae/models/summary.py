"""The layers of a network in the order in which they run, with the shapes of their outputs."""

from collections.abc import Sequence
from math import prod
from typing import NamedTuple

import torch
from torch import nn

from hbvae.models.base import Batch, Model

FOLLOWS = {  # layers whose name is appended to that of the layer before them
    nn.BatchNorm2d: "BN",
    nn.BatchNorm1d: "BN",
    nn.ReLU: "ReLU",
    nn.LeakyReLU: "leaky ReLU",
    nn.Sigmoid: "sigmoid",
}


class Layer(NamedTuple):
    """A layer of the network."""

    name: str
    shape: str  # shape of the output, without the batch
    part: str  # input, lyrics, encoder, latent, decoder or output

    @property
    def size(self) -> int:
        """The number of values in the output."""
        return prod(map(int, self.shape.split(" x ")))


@torch.inference_mode()
def layers(network: Model) -> list[Layer]:
    """Run a slice of zeros through a network and record the output of each layer.

    Args:
        network: a model with an encoder and a decoder; the layers between them make the latent.
    """
    sizes = network.sizes
    batch = Batch.from_slices(
        torch.zeros(1, *sizes.shape),
        torch.zeros(1, sizes.embedding_dim),
        torch.zeros(1, sizes.n_codes),
        torch.zeros(1, sizes.encoded_dim),
    )
    latent_shape = network.eval().latent(batch).shape[1:]
    recorded = {"encoder": [], "latent": [], "decoder": []}
    hooks = []
    for path, module in network.named_modules():
        if not list(module.children()):
            part = path.split(".")[0]
            part = part if part in recorded else "latent"
            hooks.append(module.register_forward_hook(_record(recorded[part], part, path)))
    network.reconstruct(batch)
    for hook in hooks:
        hook.remove()

    lyrics = []
    if sizes.embedding_dim:
        fused_dim = recorded["encoder"][-1].size + sizes.embedding_dim
        lyrics = [
            Layer("lyrics", str(sizes.embedding_dim), "lyrics"),
            Layer("concatenate", str(fused_dim), "encoder"),
        ]
    *decoder, last = recorded["decoder"]
    return [
        Layer("input", _shape(sizes.shape), "input"),
        *recorded["encoder"],
        *lyrics,
        *recorded["latent"],
        Layer("z", _shape(latent_shape), "latent"),
        *decoder,
        last._replace(part="output"),
    ]


def _record(recorded: list[Layer], part: str, path: str):
    """A hook that records a module as a layer, or adds its name to the layer that it follows."""

    def hook(module, inputs, output):
        shape = _shape(output.shape[1:])
        follows = FOLLOWS.get(type(module))
        if isinstance(module, nn.Unflatten):
            recorded[-1] = recorded[-1]._replace(shape=shape)
        elif follows and recorded:
            recorded[-1] = recorded[-1]._replace(name=f"{recorded[-1].name} + {follows}")
        else:
            name = path.replace("_", "-") if part == "latent" else _name(module)
            recorded.append(Layer(name, shape, part))

    return hook


def _name(module: nn.Module) -> str:
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
        kind = "deconv" if isinstance(module, nn.ConvTranspose2d) else "conv"
        return f"{kind} {module.kernel_size[0]}x{module.kernel_size[1]} /{module.stride[0]}"
    return type(module).__name__.lower()


def _shape(shape: Sequence[int]) -> str:
    return " x ".join(map(str, shape))
