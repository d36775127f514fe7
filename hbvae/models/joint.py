"""The joint beta-VAE: one latent in parts, and both the sound and the lyrics decoded from it."""

from itertools import cycle, islice
from typing import Annotated, NamedTuple

import numpy as np
import torch
from pydantic import Field
from torch import Tensor, nn
from torch.distributions import Normal, kl_divergence

from hbvae.config import PositiveInt, Section, Sizes
from hbvae.models.base import Batch, InputSizes, Model, some_slices
from hbvae.models.convolutional import ConvDecoder
from hbvae.models.encoder_pca import EncoderPCA
from hbvae.models.losses import ELBOTerms, capped_posterior, contrast, squared_error
from hbvae.models.texture import TextureNetwork, changes, principal_axes, shared_axes
from hbvae.models.timbre_pca import TimbrePCA
from hbvae.storage.latents import columns

Weight = Annotated[float, Field(ge=0)]


class JointConfig(Section):
    """Parts of the latent, network and objective of a joint beta-VAE."""

    lyrics_dim: PositiveInt = Field(16, description="axes of the lyrics")
    timbre_dim: PositiveInt = Field(16, description="audio axes of the MFCC statistics")
    texture_dim: PositiveInt = Field(
        32, description="audio axes that the convolutions of each network find"
    )
    networks: PositiveInt = Field(
        3,
        description="number of texture networks; in training the first changes the colour of its "
        "slices, the second colour and pitch, and so on in turn",
    )
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
    temperature: float = Field(0.2, gt=0, description="temperature of the contrast")
    equaliser: Weight = Field(
        0.1,
        description="deviation of the random spectral envelopes in training (1 is the range of "
        "the log-mel)",
    )
    transposition: int = Field(
        6, ge=0, description="mel bands, at most, by which pitches are moved in training"
    )


class JointOutput(NamedTuple):
    """What the loss is made of; the fields of the lyrics are None for a model without lyrics."""

    x: Tensor  # the slices that are decoded, (decoded, n_mels, n_frames)
    x_hat: Tensor  # as they are decoded, 0 to 1
    timbre_error: Tensor  # of the standardised statistics, squared and summed, (batch,)
    audio: Normal  # q(z_timbre, z_texture | x)
    projections: list[Tensor]  # of each network's texture axes, (batch, hidden)
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
    texture    the spectrogram, by networks     the spectrogram; `contrast` draws together
               that hear it changed at random   slices of one track
    encoder    what the run's encoder hears     nothing else
    =========  ===============================  =============================================

    Timbre and texture are the *audio axes*. They are inferred from the sound alone, no gradient of
    the lyrics' terms reaches them, and the spectrogram is decoded from the whole latent: so they
    hold of the lyrics only what can be heard, and need not hold that. Each network of the texture
    hears the slices in its own way (`hbvae.models.texture.changes`).
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
        texture_dim = config.networks * config.texture_dim
        self.parts |= {"timbre": config.timbre_dim, "texture": texture_dim}
        learned_dim = sum(self.parts.values())
        if sizes.heard_dim:
            self.ears = EncoderPCA(sizes.heard_dim, config.encoder_dim)
            self.parts["encoder"] = config.encoder_dim
        self.timbre = TimbrePCA(config.n_mfcc, config.timbre_dim, sizes.shape[0])
        in_turn = cycle(changes(config.equaliser, config.transposition))
        self.networks = nn.ModuleList(
            TextureNetwork(config.channels, sizes.shape, config.texture_dim, config.hidden, change)
            for change in islice(in_turn, config.networks)
        )
        maps = self.networks[0].convolutions.shape
        self.decoder = ConvDecoder(learned_dim, config.channels, maps)
        if sizes.embedding_dim:
            self.lyrics_encoder = _dense(sizes.embedding_dim, config.hidden, 2 * config.lyrics_dim)
            self.lyrics_decoder = _dense(config.lyrics_dim, config.hidden, sizes.embedding_dim)
            self.lyrics_prior = nn.Linear(config.timbre_dim + texture_dim, config.lyrics_dim)
        self.register_buffer("axes", torch.eye(learned_dim))

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
        means, log_variances = zip(*(network(x) for network in self.networks), strict=True)
        texture = capped_posterior(torch.cat(means, dim=1), torch.cat(log_variances, dim=1))
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
        learned = learned @ self.axes
        if "encoder" not in self.parts:
            return learned
        return torch.cat([learned, self.ears(batch.heard)], dim=1)

    def align(self, latent: Tensor) -> Tensor:
        """Turn the axes of each learned part of a fitted model to its principal axes.

        The model stays the same: the prior of the lyrics and the first layers of the decoders are
        linear. But what a part varies in most, the language for example, now lies on a single axis,
        and the texture has `shared_axes`.

        Args:
            latent: (slices, latent_dim) on the CPU, from `latent` of the fitted slices.

        Returns:
            The same slices in the new axes.
        """
        turn = torch.eye(len(self.axes))
        for name, part in columns(self.parts).items():
            if name == "encoder":  # has them
                continue
            points = latent[:, part].double()
            if name == "texture":
                turn[part, part] = shared_axes(points, self.config.networks).float()
            else:
                turn[part, part] = principal_axes(points)[1].float()
        self.axes.copy_(self.axes.cpu() @ turn)
        learned, heard = latent.tensor_split([len(turn)], dim=1)
        return torch.cat([learned @ turn, heard], dim=1)

    def decode(self, latent: Tensor) -> tuple[Tensor, Tensor | None]:
        """Spectrogram and lyric embedding of points in the axes of `latent`.

        Args:
            latent: (batch, latent_dim).

        Returns:
            (batch, n_mels, n_frames), 0 to 1, and (batch, embedding_dim) or None.
        """
        z = torch.linalg.solve(self.axes, latent[:, : len(self.axes)], left=False)
        words = columns(self.parts).get("lyrics")
        return self.decoder(z), self.lyrics_decoder(z[:, words]) if words else None

    def reconstruct(self, batch: Batch) -> Tensor:
        """The slices as decoded from `latent`, (batch, n_mels, n_frames), 0 to 1."""
        return self.decode(self.latent(batch))[0]

    def forward(self, batch: Batch) -> JointOutput:
        """Encode, draw once from each posterior, decode; in training one slice of each pair.

        The decoder takes as long as a network of the texture, and the slices of a pair are alike.
        """
        audio, statistics = self.encode_audio(batch.x)
        z = audio.rsample()
        timbre, *textures = z.split_with_sizes(
            [self.config.timbre_dim, *[self.config.texture_dim] * self.config.networks], dim=1
        )
        timbre_error = (self.timbre.decode(timbre) - statistics).square().sum(1)
        projections = [
            network.project(texture)
            for network, texture in zip(self.networks, textures, strict=True)
        ]
        heard = timbre_error, audio, projections
        decoded = slice(None, None, 2 if self.training else 1)
        if "lyrics" not in self.parts:
            return JointOutput(batch.x[decoded], self.decoder(z[decoded]), *heard)
        posterior = self.encode_lyrics(batch.lyrics)
        # Detached: nothing of the lyrics may find its way into the audio axes.
        mean = self.lyrics_prior(z.detach()).float()
        prior = Normal(mean, torch.ones_like(mean), validate_args=False)
        known = batch.lyrics.any(dim=1, keepdim=True)
        z_lyrics = torch.where(known, posterior.rsample(), prior.rsample())
        x_hat = self.decoder(torch.cat([z_lyrics, z], dim=1)[decoded])
        return JointOutput(
            batch.x[decoded], x_hat, *heard, posterior, prior, self.lyrics_decoder(z_lyrics)
        )

    def loss(self, output: JointOutput, batch: Batch) -> ELBOTerms:
        """The negative beta-ELBO of both modalities, with `contrast`.

        The reconstruction is the sum of the squared errors of spectrogram, statistics and lyric
        embedding, each weighted with half the inverse variance of its Gaussian likelihood; the KL
        term is that of all axes, unweighted.
        """
        config, audio = self.config, output.audio
        errors = output.timbre_error.mean() / (2 * self.timbre.noise)
        reconstruction = errors + config.spectrogram * squared_error(output.x, output.x_hat)
        prior = Normal(audio.loc.new_zeros(()), audio.scale.new_ones(()), validate_args=False)
        kl = kl_divergence(audio, prior).sum(1).mean()
        terms = config.beta_audio * kl
        terms += config.contrast * sum(
            contrast(projection, batch.track, config.temperature)
            for projection in output.projections
        )
        if output.lyrics is not None:
            known = batch.lyrics.any(dim=1).float()
            errors = (output.lyrics_hat - batch.lyrics).square().sum(1)
            reconstruction += config.lyrics * (known * errors).mean()
            kl_lyrics = (known * kl_divergence(output.lyrics, output.lyrics_prior).sum(1)).mean()
            kl = kl + kl_lyrics
            terms += config.beta_lyrics * kl_lyrics
        return ELBOTerms(reconstruction + terms, reconstruction, kl)


def _dense(before: int, hidden: int, after: int) -> nn.Module:
    return nn.Sequential(nn.Linear(before, hidden), nn.ReLU(inplace=True), nn.Linear(hidden, after))
