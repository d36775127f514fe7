"""Convolutional halves of the spectrogram autoencoders: 3x3, stride 2, batch norm, ReLU."""

from collections.abc import Sequence

from torch import Tensor, nn

from hbvae.errors import ConfigError


class ConvEncoder(nn.Module):
    """Encoder from a log-mel slice to a flat vector; every layer halves both axes.

    Args:
        channels: filters of each layer, first to last.
        mel_shape: (n_mels, n_frames) of the slices.

    Raises:
        ConfigError: ``mel_shape`` cannot be halved once for each layer.
    """

    def __init__(self, channels: Sequence[int], mel_shape: tuple[int, int]):
        super().__init__()
        step = 2 ** len(channels)
        if any(size % step for size in mel_shape):
            raise ConfigError(
                f"{len(channels)} layers of stride 2 need n_mels and n_frames that are multiples "
                f"of {step}, got n_mels x n_frames = {mel_shape[0]} x {mel_shape[1]}"
            )
        layers = []
        for before, after in zip([1, *channels[:-1]], channels, strict=True):
            layers += [
                nn.Conv2d(before, after, 3, stride=2, padding=1, bias=False),
                nn.BatchNorm2d(after),
                nn.ReLU(inplace=True),
            ]
        self.layers = nn.Sequential(*layers)
        self.shape = (channels[-1], mel_shape[0] // step, mel_shape[1] // step)

    def forward(self, mel: Tensor) -> Tensor:
        """Encode (batch, n_mels, n_frames), 0 to 1, to (batch, prod(self.shape))."""
        return self.layers(mel.unsqueeze(1)).flatten(1)


class ConvDecoder(nn.Module):
    """Decoder from a latent to a slice: the mirror image of `ConvEncoder`, with a final sigmoid.

    Args:
        latent_dim: length of the latent.
        channels: filters of the *encoder's* layers, first to last.
        shape: the encoder's last feature map, (channels, n_mels / step, n_frames / step).
    """

    def __init__(self, latent_dim: int, channels: Sequence[int], shape: tuple[int, int, int]):
        super().__init__()
        self.shape = shape
        self.expand = nn.Linear(latent_dim, shape[0] * shape[1] * shape[2])
        layers = []
        for before, after in zip(channels[:0:-1], channels[-2::-1], strict=True):
            layers += [
                nn.ConvTranspose2d(
                    before, after, 3, stride=2, padding=1, output_padding=1, bias=False
                ),
                nn.BatchNorm2d(after),
                nn.ReLU(inplace=True),
            ]
        layers += [
            nn.ConvTranspose2d(channels[0], 1, 3, stride=2, padding=1, output_padding=1),
            nn.Sigmoid(),
        ]
        self.layers = nn.Sequential(*layers)

    def forward(self, latent: Tensor) -> Tensor:
        """Decode (batch, latent_dim) to (batch, n_mels, n_frames), 0 to 1."""
        return self.layers(self.expand(latent).unflatten(1, self.shape)).squeeze(1)
