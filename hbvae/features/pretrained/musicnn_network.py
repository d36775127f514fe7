"""MusiCNN (Pons & Serra, "musicnn: pre-trained convolutional neural networks for music audio
tagging", 2019), as its package defines it for TensorFlow 1, in torch.

Weight decay has left most filters of the trained network without significant weights: their output
is the same for any sound. Instead of computing them, the network uses these constants.
"""

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import conv2d, pad

EPSILON = 1e-3  # in batch norm, TensorFlow's default
WITHOUT_WEIGHT = 1e-6  # a filter is constant if the sum of its absolute weights is at most this
N_FRONT, N_MIDDLE = 5, 3  # layers


class MusicnnNetwork:
    """The network without its last sigmoid.

    Args:
        variables: variables of the checkpoint, by name.
    """

    def __init__(self, variables: Mapping[str, np.ndarray]):
        self.normalise = _BatchNorm(variables, 0)
        layers = [_Layer(variables, number) for number in range(N_FRONT + N_MIDDLE)]
        self.front, self.middle = layers[:N_FRONT], layers[N_FRONT:]
        self.pooled, self.hidden = (_BatchNorm(variables, len(layers) + 1 + n) for n in (0, 1))
        self.dense = _tensors(variables, "dense/kernel", "dense/bias")
        self.tags = _tensors(variables, "dense_1/kernel", "dense_1/bias")

    def __call__(self, patches: Tensor) -> tuple[Tensor, Tensor]:
        """Embeddings and tags of log-mel patches.

        Args:
            patches: (patches, frames, mel bands) float32.

        Returns:
            (patches, 200) the layer before the last; and (patches, 50) the logit of each tag.
        """
        image = self.normalise(patches)[:, None]
        front = torch.cat([layer(image) for layer in self.front], 1)
        first, second, third = self.middle
        low = first(front)
        middle = second(low) + low
        high = third(middle) + middle
        together = torch.cat([front, low, middle, high], 1)  # (patches, features, frames, 1)
        together = together.flatten(2)
        pooled = torch.stack([together.amax(2), together.mean(2)], 2).flatten(1)
        weight, bias = self.dense
        embedding = self.hidden(torch.relu(self.pooled(pooled) @ weight + bias))
        weight, bias = self.tags
        return embedding, embedding @ weight + bias


class _BatchNorm:
    """Batch norm over the last axis, with the moments of training."""

    def __init__(self, variables: Mapping[str, np.ndarray], number: int):
        moments = ("gamma", "beta", "moving_mean", "moving_variance")
        names = [f"{_name('batch_normalization', number)}/{moment}" for moment in moments]
        gamma, beta, mean, variance = _tensors(variables, *names)
        self.scale = gamma / torch.sqrt(variance + EPSILON)
        self.shift = beta - mean * self.scale

    def __call__(self, x: Tensor) -> Tensor:
        return x * self.scale + self.shift


class _Layer:
    """A convolution that keeps the number of frames, ReLU, batch norm, the maximum over bands.

    The input of the front end has a single channel, (patches, 1, frames, mel bands). The layers
    after it span all features, which are channels here: (patches, features, frames, 1).
    """

    def __init__(self, variables: Mapping[str, np.ndarray], number: int):
        name = _name("conv2d", number)
        kernel, bias = _tensors(variables, f"{name}/kernel", f"{name}/bias")
        norm = _BatchNorm(variables, number + 1)
        kernel = kernel.permute(3, 2, 0, 1)  # filters, channels, frames, bands
        if number >= N_FRONT:
            kernel = kernel.transpose(1, 3)
        self.has_weight = kernel.abs().sum((1, 2, 3)) > WITHOUT_WEIGHT
        self.kernel, self.bias = kernel[self.has_weight].contiguous(), bias[self.has_weight]
        self.scale, self.shift = (
            values[self.has_weight, None, None] for values in (norm.scale, norm.shift)
        )
        self.constant = norm(torch.relu(bias))[:, None, None]
        frames = kernel.shape[2]
        self.padding = (0, 0, (frames - 1) // 2, frames // 2)  # TensorFlow's "same"

    def __call__(self, x: Tensor) -> Tensor:
        activations = torch.relu(conv2d(pad(x, self.padding), self.kernel, self.bias))
        activations = (activations * self.scale + self.shift).amax(3, keepdim=True)
        output = self.constant.expand(len(x), -1, activations.shape[2], 1).clone()
        output[:, self.has_weight] = activations
        return output


def _name(kind: str, number: int) -> str:
    """TensorFlow's name of a layer."""
    return f"{kind}_{number}" if number else kind


def _tensors(variables: Mapping[str, np.ndarray], *names: str) -> list[Tensor]:
    return [torch.tensor(np.array(variables[name], np.float32)) for name in names]
