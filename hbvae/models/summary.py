"""What a network consists of, as it runs: its layers in their order, with the shapes they give."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import nn

FOLLOWS = {nn.BatchNorm2d: "BN", nn.BatchNorm1d: "BN", nn.ReLU: "ReLU", nn.LeakyReLU: "leaky ReLU"}


class Layer(NamedTuple):
    """One step of the network."""

    name: str
    shape: str  # of what it gives, without the batch
    part: str  # input, lyrics, encoder, latent, decoder or output


@torch.inference_mode()
def layers(network: nn.Module, input_shape: Sequence[int], lyrics_dim: int) -> list[Layer]:
    """Run a slice of zeros through the network and note what each layer gives.

    Args:
        network: one of `hbvae.models`.
        input_shape: of a slice.
        lyrics_dim: length of a lyric embedding; 0 for none.
    """
    found = [Layer("input", _shape(input_shape), "input")]
    hooks = []
    for path, module in network.named_modules():
        if not list(module.children()):
            part = {"encoder": "encoder", "decoder": "decoder"}.get(path.split(".")[0], "latent")
            hooks.append(module.register_forward_hook(_note(found, part, path)))
    x = torch.zeros(1, *input_shape)
    latent = network.eval().latent(x, torch.zeros(1, lyrics_dim))
    before_latent = next((n for n, layer in enumerate(found) if layer.part == "latent"), len(found))
    if lyrics_dim:
        fused = network.mean.in_features
        found[before_latent:before_latent] = [
            Layer("lyrics", str(lyrics_dim), "lyrics"),
            Layer("concatenate", str(fused), "encoder"),
        ]
    found.append(Layer("z", _shape(latent.shape[1:]), "latent"))
    network.decoder(latent)
    for hook in hooks:
        hook.remove()
    last = found.pop()
    return [*found, last._replace(part="output")]


def _note(found: list[Layer], part: str, path: str):
    def hook(module, inputs, output):
        shape = _shape(output.shape[1:])
        if isinstance(module, nn.Unflatten):
            found[-1] = found[-1]._replace(shape=shape)
        elif short := FOLLOWS.get(type(module)):
            found[-1] = found[-1]._replace(name=f"{found[-1].name} + {short}")
        elif isinstance(module, nn.Sigmoid):
            found[-1] = found[-1]._replace(name=f"{found[-1].name} + sigmoid")
        else:
            name = path.replace("_", "-") if part == "latent" else _name(module)
            found.append(Layer(name, shape, part))

    return hook


def _name(module: nn.Module) -> str:
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
        kind = "deconv" if isinstance(module, nn.ConvTranspose2d) else "conv"
        return f"{kind} {module.kernel_size[0]}x{module.kernel_size[1]} /{module.stride[0]}"
    return type(module).__name__.lower()


def _shape(shape: Sequence[int]) -> str:
    return " x ".join(map(str, shape))
