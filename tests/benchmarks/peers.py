"""Variational autoencoders of multivae and pythae, fitted to slices of sound and lyrics.

Each model keeps its library's settings. The spectrograms are from 0 to 1, which the decoders of
both libraries are made for, and the lyric embeddings are brought to 0 to 1. multivae weighs the
modalities by the number of their elements (``uses_likelihood_rescaling``). MMVAE+ and CMVAE draw
one sample of a latent (K), not ten, which would leave them a tenth of the epochs.
"""

import time

import numpy as np
import torch
from labelled_songs import Fitted, Songs, means
from multivae import models as multivae_models
from multivae.data.datasets.base import MultimodalBaseDataset
from multivae.models.nn.base_architectures import BaseMultilatentEncoder
from pythae import models as pythae_models
from pythae.models.base.base_utils import ModelOutput
from pythae.models.nn import BaseDecoder
from torch import Tensor, nn

from hbvae.models.convolutional import ConvDecoder, ConvEncoder

LATENT_DIM, PRIVATE_DIM = 64, 16  # the joint model has 64 axes, 16 of them of the lyrics
BATCH_SIZE, LEARNING_RATE = 64, 1e-3
CHANNELS, HIDDEN = (24, 48, 96, 128), 128  # of the joint model

MULTIMODAL = {  # and what their constructors need besides sizes
    "JMVAE": {},
    "MVTCAE": {},
    "MoPoE": {},
    "MMVAEPlus": {"modalities_specific_dim": PRIVATE_DIM, "K": 1},
    "DMVAE": {"modalities_specific_dim": {"sound": PRIVATE_DIM, "lyrics": PRIVATE_DIM}},
    "CMVAE": {"modalities_specific_dim": PRIVATE_DIM, "K": 1},
}
OF_SOUND = {"VAE": {}, "BetaVAE": {"beta": 4.0}}
NETWORKS = ("theirs", "ours")


class Encoder(BaseMultilatentEncoder):
    """A network with a head for the latent, and for a private one if ``style_dim`` is not 0."""

    def __init__(self, body: nn.Module, n_features: int, latent_dim: int, style_dim: int):
        super().__init__()
        self.latent_dim, self.style_dim = latent_dim, style_dim
        self.body, self.head = body, nn.Linear(n_features, 2 * (latent_dim + style_dim))

    def forward(self, x: Tensor) -> ModelOutput:
        """Means and log-variances, (batch, latent_dim) and (batch, style_dim)."""
        sizes = [self.latent_dim] * 2 + [self.style_dim] * 2
        fields = "embedding", "log_covariance", "style_embedding", "style_log_covariance"
        return ModelOutput(zip(fields, self.head(self.body(x)).split(sizes, dim=1), strict=True))


class Decoder(BaseDecoder):
    """A network that decodes points."""

    def __init__(self, body: nn.Module):
        super().__init__()
        self.body = body

    def forward(self, z: Tensor) -> ModelOutput:
        """The slices or embeddings of points, (batch, latent_dim)."""
        return ModelOutput(reconstruction=self.body(z))


class Pooled(nn.Module):
    """The convolutions of the joint model, pooled over time to mean and deviation."""

    def __init__(self, shape: tuple[int, int]):
        super().__init__()
        self.convolutions = ConvEncoder(CHANNELS, shape)
        self.n_features = 2 * self.convolutions.shape[0] * self.convolutions.shape[1]
        self.norm = nn.BatchNorm1d(self.n_features)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, n_mels, n_frames) to (batch, n_features)."""
        maps = self.convolutions(x).unflatten(1, self.convolutions.shape)
        variance, mean = torch.var_mean(maps, dim=3, correction=0)
        return self.norm(torch.cat([mean, (variance + 1e-4).sqrt()], dim=1).flatten(1))


def sound_networks(shape: tuple[int, int], private_dim: int) -> tuple[Encoder, Decoder]:
    """Encoder and decoder of spectrograms, as the joint model has them."""
    body = Pooled(shape)
    decoder = ConvDecoder(LATENT_DIM + private_dim, CHANNELS, body.convolutions.shape)
    return Encoder(body, body.n_features, LATENT_DIM, private_dim), Decoder(decoder)


def lyrics_networks(n_dim: int, private_dim: int) -> tuple[Encoder, Decoder]:
    """Encoder and decoder of lyric embeddings, as the joint model has them."""
    body = nn.Sequential(nn.Linear(n_dim, HIDDEN), nn.ReLU())
    decoder = nn.Sequential(
        nn.Linear(LATENT_DIM + private_dim, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, n_dim)
    )
    return Encoder(body, HIDDEN, LATENT_DIM, private_dim), Decoder(decoder)


def inputs_of(songs: Songs) -> dict[str, Tensor]:
    """Both modalities of the slices, each from 0 to 1."""
    lyrics = songs.slices.lyrics
    lyrics = (lyrics - lyrics.min()) / (lyrics.max() - lyrics.min())
    return {
        "sound": torch.from_numpy(songs.slices.x.astype(np.float32)),
        "lyrics": torch.from_numpy(lyrics[songs.slices.track].astype(np.float32)),
    }


def fit_multimodal(name: str, network: str, songs: Songs, seconds: float, seed: int) -> Fitted:
    """Fit a model of multivae for so many CPU seconds."""
    torch.manual_seed(seed)
    data = inputs_of(songs)
    sizes = {part: tuple(values.shape[1:]) for part, values in data.items()}
    settings = {"n_modalities": 2, "latent_dim": LATENT_DIM, "input_dims": sizes}
    settings |= {"uses_likelihood_rescaling": True, **MULTIMODAL[name]}
    networks = {}
    if network == "ours":
        private_dim = PRIVATE_DIM if MULTIMODAL[name] else 0
        halves = {
            "sound": sound_networks(sizes["sound"], private_dim),
            "lyrics": lyrics_networks(*sizes["lyrics"], private_dim),
        }
        networks["encoders"] = {part: encoder for part, (encoder, _) in halves.items()}
        networks["decoders"] = {part: decoder for part, (_, decoder) in halves.items()}
    config = getattr(multivae_models, f"{name}Config")(**settings)
    model = getattr(multivae_models, name)(config, **networks)

    def loss(rows: Tensor, epoch: int) -> Tensor:
        batch = MultimodalBaseDataset({part: values[rows] for part, values in data.items()})
        return model(batch, epoch=epoch).loss

    epochs, taken = train(model, loss, len(data["sound"]), seconds)
    latents = _multimodal_latents(model.eval(), MultimodalBaseDataset(data))
    return Fitted({view: means(z, songs.slices) for view, z in latents.items()}, epochs, taken)


def fit_of_sound(name: str, network: str, songs: Songs, seconds: float, seed: int) -> Fitted:
    """Fit a model of pythae, which has a single modality, to the sound for so many CPU seconds."""
    torch.manual_seed(seed)
    x = inputs_of(songs)["sound"]
    shape = tuple(x.shape[1:])
    networks = {}
    if network == "ours":
        networks = dict(zip(("encoder", "decoder"), sound_networks(shape, 0), strict=True))
    settings = {"input_dim": shape, "latent_dim": LATENT_DIM, **OF_SOUND[name]}
    model = getattr(pythae_models, name)(
        getattr(pythae_models, f"{name}Config")(**settings), **networks
    )

    def loss(rows: Tensor, epoch: int) -> Tensor:
        return model({"data": x[rows]}).loss

    epochs, taken = train(model, loss, len(x), seconds)
    with torch.no_grad():
        z = torch.cat([model.eval().encoder(part).embedding for part in x.split(256)]).numpy()
    return Fitted({"sound": means(z, songs.slices)}, epochs, taken)


def train(model: nn.Module, loss, n: int, seconds: float) -> tuple[float, float]:
    """Fit a model by Adam for so many CPU seconds; return its epochs and the seconds it took."""
    optimizer = torch.optim.Adam(model.parameters(), LEARNING_RATE)
    step, steps, start = 0, -(-n // BATCH_SIZE), time.process_time()
    while True:
        for rows in torch.randperm(n).tensor_split(steps):
            value = loss(rows, step // steps + 1)
            optimizer.zero_grad()
            value.backward()
            optimizer.step()
            step += 1
            if time.process_time() - start >= seconds:
                return step / steps, time.process_time() - start


@torch.no_grad()
def _multimodal_latents(model: nn.Module, dataset: MultimodalBaseDataset) -> dict[str, np.ndarray]:
    """The shared latent of both modalities and of each alone, and what is private to each."""
    latents = {}
    for view, given in {"both": "all", "sound": ["sound"], "lyrics": ["lyrics"]}.items():
        encoded = model.encode(dataset, cond_mod=given, return_mean=True)
        latents[view] = encoded.z.reshape(len(dataset), -1).numpy()
        if view == "both" and "modalities_z" in encoded:
            for part, private in encoded.modalities_z.items():
                latents[f"private to {part}"] = private.reshape(len(dataset), -1).numpy()
    return latents
