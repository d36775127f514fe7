"""The settings of the audio features.

This package turns recordings and texts into arrays: decoding, log-mel slices, their statistics,
embeddings of lyrics. It trains nothing and writes no files.
"""

import math
from typing import Annotated, ClassVar, Self

import numpy as np
from pydantic import Field, model_validator

from hbvae.config import PositiveInt, Section

SAMPLE_RATES = (1_000, 1_000_000)  # Hz; a header with another rate is rejected as damaged

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class AudioConfig(Section):
    """How a track becomes log-mel slices."""

    section: ClassVar[str] = "audio"

    sample_rate: int = Field(
        22050,
        ge=SAMPLE_RATES[0],
        le=SAMPLE_RATES[1],
        description="Hz; every track is resampled to it",
    )
    duration: Positive = Field(
        30.0, description="s; length of the central part of a track, the only part that is used"
    )
    slice_duration: Positive = Field(3.0, description="s; length of a slice")
    n_mels: PositiveInt = Field(128, description="number of mel bands")
    n_frames: PositiveInt = Field(128, description="number of frames kept of each slice")
    n_fft: int = Field(2048, ge=2, description="length of a frame's Fourier transform, in samples")
    hop_length: PositiveInt = Field(512, description="hop from one frame to the next, in samples")
    top_db: Positive = Field(
        80.0,
        description="dynamic range, dB; levels further below a slice's loudest bin are clipped",
    )

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        slices = self.duration / self.slice_duration
        if round(slices) < 1 or abs(slices - round(slices)) > 1e-6:
            raise ValueError(
                f"duration {self.duration} s must be an integer multiple of slice_duration "
                f"{self.slice_duration} s, got {slices:.3f} times that"
            )
        if self.n_fft % 2 or not self.n_fft <= self.slice_samples:
            raise ValueError(
                f"n_fft must be even and at most the {self.slice_samples} samples of a slice "
                f"({self.slice_duration} s at {self.sample_rate} Hz), got {self.n_fft}"
            )
        if self.hop_length > self.n_fft:
            raise ValueError(
                f"hop_length {self.hop_length} must be at most n_fft {self.n_fft}, else samples "
                "between frames are skipped"
            )
        if self.n_frames > self.all_frames:
            raise ValueError(
                f"n_frames {self.n_frames}: a slice of {self.slice_samples} samples gives only "
                f"{self.all_frames} frames at hop_length {self.hop_length}; set n_frames to "
                f"{self.all_frames} or less"
            )
        if empty := self._empty_bands():
            raise ValueError(
                f"n_mels {self.n_mels} is too many for n_fft {self.n_fft} at {self.sample_rate} "
                f"Hz: {empty} mel bands would hold no frequency bin; lower n_mels or raise n_fft"
            )
        return self

    @property
    def n_slices(self) -> int:
        """Number of slices in a track that is long enough."""
        return round(self.duration / self.slice_duration)

    @property
    def slice_samples(self) -> int:
        """Number of samples in a slice."""
        return round(self.slice_duration * self.sample_rate)

    @property
    def all_frames(self) -> int:
        """Number of frames in a slice's centred STFT, before the crop to ``n_frames``."""
        return 1 + self.slice_samples // self.hop_length

    @property
    def band_edges(self) -> np.ndarray:
        """Edges of the mel bands, (n_mels + 2,) Hz; band i spans the edges i to i + 2.

        They are equally spaced on Slaney's mel scale (Auditory Toolbox, 1998), from 0 to half the
        sample rate: 200/3 Hz per mel up to 1 kHz, then 27 mels for each factor of 6.4.
        """
        nyquist = self.sample_rate / 2
        step = math.log(6.4) / 27
        top = nyquist * 3 / 200 if nyquist < 1000 else 15 + math.log(nyquist / 1000) / step
        mels = np.linspace(0, top, self.n_mels + 2)
        return np.where(mels < 15, mels * 200 / 3, 1000 * np.exp(step * (mels - 15)))

    def _empty_bands(self) -> int:
        """Number of mel bands that contain no bin of the FFT."""
        edges = self.band_edges
        edges *= self.n_fft / self.sample_rate  # Hz to bins
        return int(np.sum(np.floor(edges[:-2]) + 1 >= edges[2:]))
