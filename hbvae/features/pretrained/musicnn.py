"""MusiCNN, trained on the tags of the Million Song Dataset, with the weights of its package.

The package cannot be imported: it needs TensorFlow 1 and a numpy from 2019. It is installed without
its dependencies, and only its files are read.
"""

from functools import cache
from hashlib import file_digest
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import numpy as np

from hbvae.errors import ConfigError
from hbvae.features.audio_config import AudioConfig
from hbvae.features.log_mel import mel_filterbank
from hbvae.features.pretrained.base import EncodedSlices, Encoder, EncoderCard, EncoderNotInstalled
from hbvae.features.pretrained.checkpoint import read_checkpoint

INSTALL = "pip install --no-deps musicnn==0.1.0"
FOLDER = "musicnn/MSD_musicnn"
FILES = {  # of the checkpoint, with their SHA-256
    ".index": "87f3e0f3550c8d3bafc840374003e5c8af5eeb5ecf6add61af09a7822d3282c8",
    ".data-00000-of-00001": "8579734ee6388f799ed0def4bbd0d1fdcbeaf213ef2a9dc860917bd76a303de6",
}
SPECTROGRAM = AudioConfig(
    sample_rate=16_000,
    duration=3.0,
    slice_duration=3.0,
    n_mels=96,
    n_frames=187,
    n_fft=512,
    hop_length=256,
)
AT_ONCE = 10  # patches in a batch; limits memory
TAGS = (
    *("rock", "pop", "alternative", "indie", "electronic", "female vocalists", "dance", "00s"),
    *("alternative rock", "jazz", "beautiful", "metal", "chillout", "male vocalists"),
    *("classic rock", "soul", "indie rock", "Mellow", "electronica", "80s", "folk", "90s"),
    *("chill", "instrumental", "punk", "oldies", "blues", "hard rock", "ambient", "acoustic"),
    *("experimental", "female vocalist", "guitar", "Hip-Hop", "70s", "party", "country"),
    *("easy listening", "sexy", "catchy", "funk", "electro", "heavy metal"),
    *("Progressive rock", "60s", "rnb", "indie pop", "sad", "House", "happy"),
)


CARD = EncoderCard(
    name="musicnn",
    version="0.1.0",
    licence="ISC",
    source="Pons & Serra 2019, MSD_musicnn: 50 tags of the Million Song Dataset",
    learned_from="tags of other songs",
    sample_rate=SPECTROGRAM.sample_rate,
    window=SPECTROGRAM.slice_duration,
    dim=200,
    tags=TAGS,
)


class Musicnn(Encoder):
    """MusiCNN gives an embedding of 200 numbers and 50 tags for each slice."""

    def __init__(self, name: str = CARD.name):
        from hbvae.features.pretrained.musicnn_network import MusicnnNetwork

        super().__init__(name)
        self.network = MusicnnNetwork(read_checkpoint(*weights_files()))

    @classmethod
    def describe(cls, name: str) -> EncoderCard:
        """Return the card if the package is installed."""
        _package()
        return CARD

    def embed(self, slices: np.ndarray) -> EncodedSlices:
        """Embed slices independently. The network was trained on 3 s of sound."""
        import torch

        patches, outputs = torch.from_numpy(log_mel_patches(slices)), []
        with torch.inference_mode():
            for first in range(0, len(patches), AT_ONCE):
                embedding, logits = self.network(patches[first : first + AT_ONCE])
                outputs.append(EncodedSlices(embedding.numpy(), torch.sigmoid(logits).numpy()))
        return EncodedSlices(*map(np.concatenate, zip(*outputs, strict=True)))


def weights_files() -> list[Path]:
    """Paths of the checkpoint's index and data in the installed package.

    Raises:
        ConfigError: the package is not installed, or its files differ from its release.
    """
    package = _package()
    paths = [Path(package.locate_file(f"{FOLDER}/{name}")) for name in FILES]
    for path, expected in zip(paths, FILES.values(), strict=True):
        try:
            with path.open("rb") as file:
                digest = file_digest(file, "sha256").hexdigest()
        except OSError as problem:
            digest = problem.strerror
        if digest != expected:
            raise ConfigError(
                f"pretrained.encoder: expected {path} from the package musicnn 0.1.0, got another "
                f"file ({digest[:16]}); reinstall it: {INSTALL} --force-reinstall"
            )
    return paths


def log_mel_patches(slices: np.ndarray) -> np.ndarray:
    """Log-mel patches as in the package, but in float32 and independently for each slice.

    They are log10(10,000 power + 1) of librosa's mel spectrogram.

    Args:
        slices: (slices, samples) float32 at 16 kHz.

    Returns:
        (slices, frames, 96) float32, 187 frames for 3 s.
    """
    from scipy.fft import rfft

    n_fft, hop = SPECTROGRAM.n_fft, SPECTROGRAM.hop_length
    n_frames = (slices.shape[1] - n_fft // 2) // hop + 1  # as in the package
    patches = np.empty((len(slices), n_frames, SPECTROGRAM.n_mels), np.float32)
    window, filterbank = _constants()
    for y, patch in zip(slices, patches, strict=True):
        padded = np.pad(y.astype(np.float64), n_fft // 2)
        frames = np.lib.stride_tricks.sliding_window_view(padded, n_fft)[::hop][:n_frames]
        parts = rfft(frames * window).view(np.float64) ** 2
        np.matmul((parts[:, ::2] + parts[:, 1::2]).astype(np.float32), filterbank, out=patch)
    return np.log10(10_000 * patches + 1)


@cache
def _constants() -> tuple[np.ndarray, np.ndarray]:
    """The Hann window, and the mel filters, (257, 96) float32."""
    n_fft = SPECTROGRAM.n_fft
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(n_fft) / n_fft)
    return window, np.ascontiguousarray(mel_filterbank(SPECTROGRAM).T)


def _package() -> Distribution:
    try:
        return distribution("musicnn")
    except PackageNotFoundError:
        raise EncoderNotInstalled(
            f"pretrained.encoder: the weights of musicnn are not installed; install them: {INSTALL}"
        ) from None
