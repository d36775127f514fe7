"""The joint beta-VAE: one latent in parts, and both the sound and the lyrics decoded from it."""

from typing import Annotated, NamedTuple

import numpy as np
import torch
from pydantic import Field
from torch import Tensor, nn
from torch.distributions import Normal, kl_divergence

from hbvae.config import PositiveInt, Section, Sizes
from hbvae.models.base import Batch, InputSizes, Model, some_slices
from hbvae.models.convolutional import ConvDecoder, ConvEncoder
from hbvae.models.encoder_pca import EncoderPCA
from hbvae.models.losses import (
    ELBOTerms,
    capped_posterior,
    contrast,
    cross_covariance,
    squared_error,
)
from hbvae.models.timbre_pca import TimbrePCA
from hbvae.storage.latents import columns

Weight = Annotated[float, Field(ge=0)]


class JointConfig(Section):
    """Parts of the latent, network and objective of a joint beta-VAE."""

    lyrics_dim: PositiveInt = Field(16, description="axes of the lyrics")
    timbre_dim: PositiveInt = Field(16, description="audio axes of the MFCC statistics")
    texture_dim: PositiveInt = Field(32, description="audio axes that the convolutions find")
    encoder_dim: PositiveInt = Field(
        80, description="axes of what an encoder hears that was trained on other songs"
    )
    channels: Annotated[Sizes, Field(min_length=1)] = Field(
        (24, 48, 96, 128),
        description="filters of each 3x3 stride-2 convolution; the number of layers",
    )
    hidden: PositiveInt = Field(128, description="units of the dense layers")
    n_mfcc: PositiveInt = Field(
        20, description="cepstral coefficients whose statistics the timbre axes are of"
    )
    spectrogram: Weight = Field(
        0.01, description="weight of the spectrogram's summed squared error"
    )
    lyrics: Weight = Field(
        200.0, description="weight of the lyric embedding's summed squared error"
    )
    beta_audio: Weight = Field(1.0, description="weight of the audio axes' KL term (nats)")
    beta_lyrics: Weight = Field(1.0, description="weight of the lyrics' axes' KL term (nats)")
    contrast: Weight = Field(
        50.0, description="weight of the term that draws slices of one track together (nats)"
    )
    independence: Weight = Field(
        10.0,
        description="weight of the squared covariances between audio axes and axes of the lyrics",
    )
    temperature: float = Field(0.2, gt=0, description="temperature of the contrast")
    equaliser: Weight = Field(
        0.1,
        description="deviation of the random spectral envelopes in training (1 is the range of "
        "the log-mel)",
    )


class JointOutput(NamedTuple):
    """What the loss is made of; the fields of the lyrics are None for a model without lyrics."""

    x_hat: Tensor  # (batch, n_mels, n_frames), 0 to 1
    timbre_error: Tensor  # of the standardised statistics, squared and summed, (batch,)
    audio: Normal  # q(z_timbre, z_texture | x)
    projection: Tensor  # of the texture axes, (batch, hidden)
    lyrics: Normal | None = None  # q(z_lyrics | lyrics)
    lyrics_prior: Normal | None = None  # p(z_lyrics | z_audio)
    lyrics_hat: Tensor | None = None  # (batch, embedding_dim)


class JointVAE(Model):
    """An encoder for each part of the latent; three decoders, of the parts or of the whole.

    =========  ===============================  =============================================
    part       is inferred from                 is decoded to
    =========  ===============================  =============================================
    lyrics     the lyric embedding              the embedding, and the spectrogram
    timbre     statistics of the slice's MFCC   the statistics, and the spectrogram
    texture    the spectrogram, its colour      the spectrogram; `contrast` draws together
               changed at random                slices of one track
    encoder    what the run's encoder hears     nothing else
    =========  ===============================  =============================================

    Timbre and texture are the *audio axes*. The spectrogram is decoded from the whole latent, so
    the audio axes need not hold what the axes of the lyrics hold, and `cross_covariance` keeps it
    out of them. The random equaliser keeps what the timbre axes hold out of the texture axes.
    Without lyrics, a track's axes of the lyrics are the mean of their prior: a linear function of
    the audio axes, learned from the tracks with lyrics. The part of the encoder is computed, not
    trained, and apart from all others: these are the same with it and without.

    Args:
        config: sizes and weights.
        sizes: (n_mels, n_frames) of the slices, the length of a lyric embedding and of what the
            encoder hears; without lyrics or encoder the latent has no part for them.
    """

    Config = JointConfig
    in_pairs = True

    def __init__(self, config: JointConfig, sizes: InputSizes):
        super().__init__(config, sizes)
        self.parts = {"lyrics": config.lyrics_dim} if sizes.embedding_dim else {}
        self.parts |= {"timbre": config.timbre_dim, "texture": config.texture_dim}
        learned_dim = sum(self.parts.values())
        if sizes.heard_dim:
            self.ears = EncoderPCA(sizes.heard_dim, config.encoder_dim)
            self.parts["encoder"] = config.encoder_dim
        self.timbre = TimbrePCA(config.n_mfcc, config.timbre_dim, sizes.shape[0])
        self.encoder = ConvEncoder(config.channels, sizes.shape)
        n_pooled = 2 * self.encoder.shape[0] * self.encoder.shape[1]
        self.texture = nn.Sequential(
            nn.BatchNorm1d(n_pooled), nn.Linear(n_pooled, 2 * config.texture_dim)
        )
        self.project = nn.Sequential(nn.ReLU(), nn.Linear(config.texture_dim, config.hidden))
        self.decoder = ConvDecoder(learned_dim, config.channels, self.encoder.shape)
        if sizes.embedding_dim:
            self.lyrics_encoder = _dense(sizes.embedding_dim, config.hidden, 2 * config.lyrics_dim)
            self.lyrics_decoder = _dense(config.lyrics_dim, config.hidden, sizes.embedding_dim)
            audio_dim = config.timbre_dim + config.texture_dim
            self.lyrics_prior = nn.Linear(audio_dim, config.lyrics_dim)
        self.register_buffer("rotation", torch.eye(learned_dim))

    def calibrate(self, x: np.ndarray, heard: np.ndarray | None = None) -> None:
        """Fit the parts of timbre and encoder, in closed form.

        Args:
            x: (slices, n_mels, n_frames), 0 to 1.
            heard: (slices, heard_dim); None for a model without that part.
        """
        self.timbre.calibrate(some_slices(x))
        if "encoder" in self.parts:
            self.ears.calibrate(some_slices(heard))

    def encode_audio(self, x: Tensor) -> tuple[Normal, Tensor]:
        """The posterior of the audio axes and the standardised statistics.

        Args:
            x: log-mel slices, (batch, n_mels, n_frames), 0 to 1.
        """
        statistics = self.timbre.standardised(x)
        timbre = self.timbre.encode(statistics)
        seen = _equalise(x, self.config.equaliser) if self.training else x
        maps = self.encoder(seen).unflatten(1, self.encoder.shape).float()
        variance, mean = torch.var_mean(maps, dim=3, correction=0)
        # The gradient of a root is infinite at 0, where a map is constant.
        pooled = torch.cat([mean, (variance + 1e-4).sqrt()], dim=1).flatten(1)
        texture = capped_posterior(*self.texture(pooled).chunk(2, dim=1))
        pairs = ((timbre.loc, texture.loc), (timbre.scale, texture.scale))
        return Normal(*(torch.cat(pair, dim=1) for pair in pairs), validate_args=False), statistics

    def encode_lyrics(self, lyrics: Tensor) -> Normal:
        """The posterior of the lyrics' axes.

        Args:
            lyrics: (batch, embedding_dim); the posterior of a row of zeros means nothing.
        """
        return capped_posterior(*self.lyrics_encoder(lyrics).chunk(2, dim=1))

    def latent(self, batch: Batch) -> Tensor:
        """Means of the posterior, the parts side by side in the order of ``parts``.

        After `align` each part is in its principal axes; the networks keep the axes of the fit.

        Returns:
            (batch, latent_dim).
        """
        learned = self.encode_audio(batch.x)[0].loc
        if "lyrics" in self.parts:
            known = batch.lyrics.any(dim=1, keepdim=True)
            encoded = self.encode_lyrics(batch.lyrics).loc
            lyrics = torch.where(known, encoded, self.lyrics_prior(learned))
            learned = torch.cat([lyrics, learned], dim=1)
        learned = learned @ self.rotation
        if "encoder" not in self.parts:
            return learned
        return torch.cat([learned, self.ears(batch.heard)], dim=1)

    def align(self, latent: Tensor) -> Tensor:
        """Turn the axes of each learned part of a fitted model to its principal axes.

        The model stays the same: the prior is alike in all directions, and the first layers of the
        decoders are linear. But what a part varies in most, the language for example, now lies on
        a single axis.

        Args:
            latent: (slices, latent_dim) on the CPU, from `latent` of the fitted slices.

        Returns:
            The same slices in the new axes.
        """
        turn = torch.eye(len(self.rotation))
        for name, part in columns(self.parts).items():
            if name == "encoder":  # has them
                continue
            points = latent[:, part].double()
            _, directions = torch.linalg.eigh((points - points.mean(0)).T.cov(correction=0))
            directions = directions.flip(1)  # greatest variance first
            largest = directions.gather(0, directions.abs().argmax(0, keepdim=True))
            turn[part, part] = (directions * largest.sign()).float()
        self.rotation.copy_(self.rotation.cpu() @ turn)
        learned, heard = latent.tensor_split([len(turn)], dim=1)
        return torch.cat([learned @ turn, heard], dim=1)

    def decode(self, latent: Tensor) -> tuple[Tensor, Tensor | None]:
        """Spectrogram and lyric embedding of points in the axes of `latent`.

        Args:
            latent: (batch, latent_dim).

        Returns:
            (batch, n_mels, n_frames), 0 to 1, and (batch, embedding_dim) or None.
        """
        z = latent[:, : len(self.rotation)] @ self.rotation.T
        words = columns(self.parts).get("lyrics")
        return self.decoder(z), self.lyrics_decoder(z[:, words]) if words else None

    def reconstruct(self, batch: Batch) -> Tensor:
        """The slices as decoded from `latent`, (batch, n_mels, n_frames), 0 to 1."""
        return self.decode(self.latent(batch))[0]

    def forward(self, batch: Batch) -> JointOutput:
        """Encode, draw once from each posterior, decode."""
        audio, statistics = self.encode_audio(batch.x)
        z = audio.rsample()
        timbre, texture = z.split([self.config.timbre_dim, self.config.texture_dim], dim=1)
        timbre_error = (self.timbre.decode(timbre) - statistics).square().sum(1)
        heard = timbre_error, audio, self.project(texture)
        if "lyrics" not in self.parts:
            return JointOutput(self.decoder(z), *heard)
        posterior = self.encode_lyrics(batch.lyrics)
        # Detached: nothing of the lyrics may find its way into the audio axes.
        mean = self.lyrics_prior(z.detach()).float()
        prior = Normal(mean, torch.ones_like(mean), validate_args=False)
        known = batch.lyrics.any(dim=1, keepdim=True)
        z_lyrics = torch.where(known, posterior.rsample(), prior.rsample())
        x_hat = self.decoder(torch.cat([z_lyrics, z], dim=1))
        return JointOutput(x_hat, *heard, posterior, prior, self.lyrics_decoder(z_lyrics))

    def loss(self, output: JointOutput, batch: Batch) -> ELBOTerms:
        """The negative beta-ELBO of both modalities, with `contrast` and `cross_covariance`.

        The reconstruction is the sum of the squared errors of spectrogram, statistics and lyric
        embedding, each weighted with half the inverse variance of its Gaussian likelihood; the KL
        term is that of all axes, unweighted.
        """
        config, audio = self.config, output.audio
        errors = output.timbre_error.mean() / (2 * self.timbre.noise)
        reconstruction = errors + config.spectrogram * squared_error(batch.x, output.x_hat)
        prior = Normal(audio.loc.new_zeros(()), audio.scale.new_ones(()), validate_args=False)
        kl = kl_divergence(audio, prior).sum(1).mean()
        terms = config.beta_audio * kl
        terms += config.contrast * contrast(output.projection, batch.track, config.temperature)
        if output.lyrics is not None:
            known = batch.lyrics.any(dim=1).float()
            errors = (output.lyrics_hat - batch.lyrics).square().sum(1)
            reconstruction += config.lyrics * (known * errors).mean()
            kl_lyrics = (known * kl_divergence(output.lyrics, output.lyrics_prior).sum(1)).mean()
            kl = kl + kl_lyrics
            terms += config.beta_lyrics * kl_lyrics
            terms += config.independence * cross_covariance(audio.loc, output.lyrics.loc, known)
        return ELBOTerms(reconstruction + terms, reconstruction, kl)


def _dense(before: int, hidden: int, after: int) -> nn.Module:
    return nn.Sequential(nn.Linear(before, hidden), nn.ReLU(inplace=True), nn.Linear(hidden, after))


def _equalise(x: Tensor, deviation: float) -> Tensor:
    """Add a smooth random envelope over the bands to each slice: four cosines of random height.

    Args:
        x: (batch, n_mels, n_frames), 0 to 1.
        deviation: standard deviation of each height.
    """
    band = torch.linspace(0, torch.pi, x.shape[1], device=x.device)
    cosines = torch.cos(torch.arange(4, device=x.device)[:, None] * band)
    envelope = deviation * torch.randn(len(x), 4, device=x.device) @ cosines
    return (x + envelope[:, :, None]).clamp(0, 1)
