"""The settings of the audio features."""

import math
from dataclasses import dataclass

import numpy as np

from hbvae.errors import ConfigError

SAMPLE_RATES = (1_000, 1_000_000)  # Hz; a header outside of them is not believed,


@dataclass(frozen=True)
class AudioConfig:
    """How a track becomes log-mel slices; the section ``audio`` of the config.

    Raises:
        ConfigError: a value has the wrong type or is out of range, or two do not fit together.
    """

    sample_rate: int = 22050  # Hz
    duration: float = 30.0  # s, the central part of a track
    slice_duration: float = 3.0  # s
    n_mels: int = 128
    n_frames: int = 128  # kept of each slice
    n_fft: int = 2048  # samples
    hop_length: int = 512  # samples
    top_db: float = 80.0  # dB below a slice's loudest bin at which it is floored

    def __post_init__(self):
        for name in ("sample_rate", "n_mels", "n_frames", "n_fft", "hop_length"):
            value = getattr(self, name)
            if type(value) is not int or value < 1:
                raise ConfigError(f"audio.{name} must be a whole number above 0, got {value!r}")
        for name in ("duration", "slice_duration", "top_db"):
            value = getattr(self, name)
            if type(value) not in (int, float) or not 0 < value < math.inf:
                raise ConfigError(f"audio.{name} must be a number above 0, got {value!r}")
        low, high = SAMPLE_RATES
        if not low <= self.sample_rate <= high:
            raise ConfigError(
                f"audio.sample_rate must be from {low} to {high} Hz, got {self.sample_rate}"
            )

        slices = self.duration / self.slice_duration
        if round(slices) < 1 or abs(slices - round(slices)) > 1e-6:
            raise ConfigError(
                f"audio.duration {self.duration} s must be a whole number of slices of "
                f"audio.slice_duration {self.slice_duration} s, but it is {slices:.3f} of them"
            )
        if self.n_fft % 2 or not self.n_fft <= self.slice_samples:
            raise ConfigError(
                f"audio.n_fft must be even and at most the {self.slice_samples} samples of a "
                f"slice ({self.slice_duration} s at {self.sample_rate} Hz), got {self.n_fft}"
            )
        if self.hop_length > self.n_fft:
            raise ConfigError(
                f"audio.hop_length {self.hop_length} must be at most audio.n_fft {self.n_fft}, "
                "or frames leave samples out"
            )
        if self.n_frames > self.all_frames:
            raise ConfigError(
                f"audio.n_frames {self.n_frames}: a slice of {self.slice_samples} samples gives "
                f"only {self.all_frames} frames at audio.hop_length {self.hop_length}; set "
                f"n_frames to {self.all_frames} or less"
            )
        if empty := self._empty_bands():
            raise ConfigError(
                f"audio.n_mels {self.n_mels} is too many for audio.n_fft {self.n_fft} at "
                f"{self.sample_rate} Hz: {empty} mel bands would hold no frequency bin; lower "
                "n_mels or raise n_fft"
            )

    @property
    def n_slices(self) -> int:
        """Slices of a track that is long enough."""
        return round(self.duration / self.slice_duration)

    @property
    def slice_samples(self) -> int:
        return round(self.slice_duration * self.sample_rate)

    @property
    def all_frames(self) -> int:
        """Frames of a slice's centred STFT, before the crop to ``n_frames``."""
        return 1 + self.slice_samples // self.hop_length

    @property
    def band_edges(self) -> np.ndarray:
        """Where the mel bands begin, peak and end: (n_mels + 2,) Hz, band i from i to i + 2.

        At equal distances on Slaney's mel scale (Auditory Toolbox, 1998), from 0 to half the sample
        rate: 200/3 Hz a mel up to 1 kHz, then 27 mels for each factor of 6.4.
        """
        nyquist = self.sample_rate / 2
        step = math.log(6.4) / 27
        top = nyquist * 3 / 200 if nyquist < 1000 else 15 + math.log(nyquist / 1000) / step
        mels = np.linspace(0, top, self.n_mels + 2)
        return np.where(mels < 15, mels * 200 / 3, 1000 * np.exp(step * (mels - 15)))

    def _empty_bands(self) -> int:
        """Mel bands between whose edges no bin of the FFT lies."""
        edges = self.band_edges
        edges *= self.n_fft / self.sample_rate  # Hz to bins
        return int(np.sum(np.floor(edges[:-2]) + 1 >= edges[2:]))
