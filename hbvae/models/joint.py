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

    lyrics_dim: PositiveInt = Field(16, description="number of axes of the lyrics")
    timbre_dim: PositiveInt = Field(16, description="number of audio axes from MFCC statistics")
    texture_dim: PositiveInt = Field(32, description="number of audio axes of each texture network")
    networks: PositiveInt = Field(
        3,
        description="number of texture networks; in training the first changes the colour of its "
        "slices, the second colour and pitch, and so on in turn",
    )
    encoder_dim: PositiveInt = Field(
        80, description="number of axes from an encoder that was trained on other songs"
    )
    channels: Annotated[Sizes, Field(min_length=1)] = Field(
        (24, 48, 96, 128),
        description="number of filters of each 3x3 stride-2 convolution, one entry per layer",
    )
    hidden: PositiveInt = Field(128, description="number of units in each hidden dense layer")
    n_mfcc: PositiveInt = Field(
        20, description="number of cepstral coefficients in the MFCC statistics"
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
        50.0, description="weight of the term that draws slices of a track together (nats)"
    )
    temperature: float = Field(0.2, gt=0, description="temperature of that term's softmax")
    equaliser: Weight = Field(
        0.1,
        description="deviation of the random spectral envelopes in training, as a share of the "
        "range of the log-mel",
    )
    transposition: int = Field(
        6, ge=0, description="maximum random change of pitch in training, in mel bands"
    )


class JointOutput(NamedTuple):
    """The terms of the loss; the fields of the lyrics are None for a model without lyrics."""

    x: Tensor  # the decoded slices, (decoded, n_mels, n_frames)
    x_hat: Tensor  # their reconstructions, same shape, 0 to 1
    timbre_error: Tensor  # squared error of the standardised statistics, summed, (batch,)
    audio: Normal  # q(z_timbre, z_texture | x)
    projections: list[Tensor]  # projection of each network's axes, (batch, hidden)
    lyrics: Normal | None = None  # q(z_lyrics | lyrics)
    lyrics_prior: Normal | None = None  # p(z_lyrics | z_audio)
    lyrics_hat: Tensor | None = None  # (batch, embedding_dim)


class JointVAE(Model):
    """A beta-VAE with an encoder for each part of the latent and three decoders.

    =========  ===============================  =============================================
    part       is inferred from                 is decoded to
    =========  ===============================  =============================================
    lyrics     the lyric embedding              the embedding and the spectrogram
    timbre     statistics of the slice's MFCCs  the statistics and the spectrogram
    texture    the randomly changed             the spectrogram; `contrast` draws slices of a
               spectrogram, by networks         track together
    encoder    the run's encoder's embedding    nothing
    =========  ===============================  =============================================

    Timbre and texture are the *audio axes*. They are inferred from the sound alone, and no gradient
    of the lyrics' terms reaches them. The spectrogram is decoded from lyrics, timbre and texture
    together. So the audio axes hold only what the sound reveals of the lyrics, and they need not
    hold even that. In training each texture network changes its slices at random
    (`hbvae.models.texture.changes`).

    For a track without lyrics, the axes of the lyrics are the mean of their prior: a linear
    function of the audio axes, learned from the tracks with lyrics. The encoder part is computed,
    not trained, and it does not change the other parts.

    Args:
        config: sizes and weights.
        sizes: (n_mels, n_frames) of the slices, and the lengths of a lyric embedding and of an
            embedding by the run's encoder; the latent has no part for a length of 0.
    """

    Config = JointConfig
    in_pairs = True

    def __init__(self, config: JointConfig, sizes: InputSizes):
        super().__init__(config, sizes)
        self.parts = {"lyrics": config.lyrics_dim} if sizes.embedding_dim else {}
        texture_dim = config.networks * config.texture_dim
        self.parts |= {"timbre": config.timbre_dim, "texture": texture_dim}
        learned_dim = sum(self.parts.values())
        if sizes.encoded_dim:
            self.ears = EncoderPCA(sizes.encoded_dim, config.encoder_dim)
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

    def calibrate(self, x: np.ndarray, encoded: np.ndarray | None = None) -> None:
        """Compute the timbre and encoder parts in closed form.

        Args:
            x: (slices, n_mels, n_frames), 0 to 1.
            encoded: (slices, encoded_dim); None for a model without an encoder part.
        """
        self.timbre.calibrate(some_slices(x))
        if "encoder" in self.parts:
            self.ears.calibrate(some_slices(encoded))

    def encode_audio(self, x: Tensor) -> tuple[Normal, Tensor]:
        """The posterior of the audio axes, and the standardised statistics.

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
            lyrics: (batch, embedding_dim); the posterior of a row of zeros has no meaning.
        """
        return capped_posterior(*self.lyrics_encoder(lyrics).chunk(2, dim=1))

    def latent(self, batch: Batch) -> Tensor:
        """Means of the posterior, with the parts in the order of ``parts``.

        After `align` they are in the aligned axes; the networks keep the axes of the fit.

        Returns:
            (batch, latent_dim).
        """
        learned = self.encode_audio(batch.x)[0].loc
        if "lyrics" in self.parts:
            has_lyrics = batch.lyrics.any(dim=1, keepdim=True)
            encoded = self.encode_lyrics(batch.lyrics).loc
            lyrics = torch.where(has_lyrics, encoded, self.lyrics_prior(learned))
            learned = torch.cat([lyrics, learned], dim=1)
        learned = learned @ self.axes
        if "encoder" not in self.parts:
            return learned
        return torch.cat([learned, self.ears(batch.encoded)], dim=1)

    def align(self, latent: Tensor) -> Tensor:
        """Transform each learned part of a fitted model to its principal axes.

        The texture gets `shared_axes` instead. The model stays the same, because the prior of the
        lyrics and the first layers of the decoders are linear. But the main variation of a part,
        such as the language, is now along a single axis.

        Args:
            latent: `latent` of the fitted slices, (slices, latent_dim), on the CPU.

        Returns:
            The same slices in the new axes.
        """
        turn = torch.eye(len(self.axes))
        for name, part in columns(self.parts).items():
            if name == "encoder":  # already in its principal axes
                continue
            points = latent[:, part].double()
            if name == "texture":
                turn[part, part] = shared_axes(points, self.config.networks).float()
            else:
                turn[part, part] = principal_axes(points)[1].float()
        self.axes.copy_(self.axes.cpu() @ turn)
        learned, encoded = latent.tensor_split([len(turn)], dim=1)
        return torch.cat([learned @ turn, encoded], dim=1)

    def decode(self, latent: Tensor) -> tuple[Tensor, Tensor | None]:
        """Decode points in the axes of `latent` to spectrograms and lyric embeddings.

        Args:
            latent: (batch, latent_dim).

        Returns:
            (batch, n_mels, n_frames), 0 to 1, and (batch, embedding_dim) or None.
        """
        z = torch.linalg.solve(self.axes, latent[:, : len(self.axes)], left=False)
        words = columns(self.parts).get("lyrics")
        return self.decoder(z), self.lyrics_decoder(z[:, words]) if words else None

    def reconstruct(self, batch: Batch) -> Tensor:
        """Decode the slices from `latent`, (batch, n_mels, n_frames), 0 to 1."""
        return self.decode(self.latent(batch))[0]

    def forward(self, batch: Batch) -> JointOutput:
        """Encode, draw once from each posterior and decode; in training every second slice.

        In training a batch consists of pairs of similar slices, and the decoder takes as long as a
        texture network.
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
        audio_terms = timbre_error, audio, projections
        decoded = slice(None, None, 2 if self.training else 1)
        if "lyrics" not in self.parts:
            return JointOutput(batch.x[decoded], self.decoder(z[decoded]), *audio_terms)
        posterior = self.encode_lyrics(batch.lyrics)
        # Detached, so that no gradient of the lyrics reaches the audio axes.
        mean = self.lyrics_prior(z.detach()).float()
        prior = Normal(mean, torch.ones_like(mean), validate_args=False)
        has_lyrics = batch.lyrics.any(dim=1, keepdim=True)
        z_lyrics = torch.where(has_lyrics, posterior.rsample(), prior.rsample())
        x_hat = self.decoder(torch.cat([z_lyrics, z], dim=1)[decoded])
        return JointOutput(
            batch.x[decoded], x_hat, *audio_terms, posterior, prior, self.lyrics_decoder(z_lyrics)
        )

    def loss(self, output: JointOutput, batch: Batch) -> ELBOTerms:
        """The negative beta-ELBO of both modalities, plus `contrast`.

        The reconstruction is the sum of the squared errors of spectrogram, statistics and lyric
        embedding, each weighted by half the inverse variance of its Gaussian likelihood. The KL
        term is the unweighted sum over all axes.
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
            has_lyrics = batch.lyrics.any(dim=1).float()
            errors = (output.lyrics_hat - batch.lyrics).square().sum(1)
            reconstruction += config.lyrics * (has_lyrics * errors).mean()
            divergence = kl_divergence(output.lyrics, output.lyrics_prior).sum(1)
            kl_lyrics = (has_lyrics * divergence).mean()
            kl = kl + kl_lyrics
            terms += config.beta_lyrics * kl_lyrics
        return ELBOTerms(reconstruction + terms, reconstruction, kl)


def _dense(before: int, hidden: int, after: int) -> nn.Module:
    return nn.Sequential(nn.Linear(before, hidden), nn.ReLU(inplace=True), nn.Linear(hidden, after))
