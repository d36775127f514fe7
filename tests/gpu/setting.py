"""What the measurements share: the device, the slices and models, and where rows are kept."""

import json
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from lightning_fabric import Fabric
from lightning_fabric.plugins.environments import LightningEnvironment

from hbvae.models.base import Model
from hbvae.models.registry import MODELS, model_class
from hbvae.models.weights import build_model
from hbvae.storage.features import N_STATISTICS
from hbvae.training.batches import Slices
from hbvae.training.devices import DeviceConfig, start_fabric
from hbvae.training.fitting import Epoch, TrainingConfig, fit

CPU = torch.device("cpu")
SMALL = {"latent_dim": 4, "channels": (4, 8), "hidden": (16,), "n_mfcc": 6}
SMALL |= {"lyrics_dim": 2, "timbre_dim": 3, "texture_dim": 4}
SLICES_A_TRACK = 10  # as the central 30 s of a song give


class Setting(NamedTuple):
    """How a measurement is made, and where its rows go."""

    part: str
    small: bool  # tiny networks and slices: shows that everything runs, measures nothing
    folder: Path

    @property
    def scratch(self) -> Path:
        """A folder for large files, which is removed when the part ends."""
        return self.folder / "scratch"

    def keep(self, **row) -> None:
        """Add a row to the part's table; it stays if the part is cut off later."""
        with open(self.folder / "rows.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps({"part": self.part, **row}) + "\n")

    def size(self, large: int, small: int) -> int:
        """One of two numbers."""
        return small if self.small else large


def device() -> torch.device:
    """The first GPU, or the CPU where there is none."""
    return torch.device("cuda", 0) if torch.cuda.is_available() else CPU


def fabric_on(place: torch.device, precision: str = "auto") -> Fabric:
    """What the project trains with on this machine, or the CPU of a machine with a GPU."""
    if place == device():
        return start_fabric(DeviceConfig(threads=torch.get_num_threads(), precision=precision))
    plugins = [LightningEnvironment()]
    return Fabric(accelerator="cpu", devices=1, precision=precision, plugins=plugins)


@cache
def pictures(n: int, side: int) -> np.ndarray:
    """Smooth random pictures, as spectrograms are: (n, side, side) float16, 0 to 1."""
    random = np.random.default_rng(0)
    pictures = np.empty((n, side, side), np.float16)
    for first in range(0, n, 1000):
        some = pictures[first : first + 1000]
        coarse = random.random((len(some), side // 8, side // 8), np.float32)
        noise = random.random(some.shape, np.float32)
        some[:] = 0.8 * coarse.repeat(8, axis=1).repeat(8, axis=2) + 0.2 * noise
    return pictures


def slices_for(name: str, n: int, small: bool) -> Slices:
    """Slices with all that a model uses.

    Args:
        name: a key of `hbvae.models.registry.MODELS`.
        n: number of slices.
        small: 16 x 16 pixels instead of 128 x 128, lyric embeddings of 6 numbers instead of 384.
    """
    random = np.random.default_rng(1)
    inputs = MODELS[name].inputs | MODELS[name].optional
    track = np.arange(n) // SLICES_A_TRACK
    n_tracks = track[-1] + 1
    x = pictures(n, 16 if small else 128)
    if "statistics" in inputs:
        x = random.normal(size=(n, N_STATISTICS)).astype(np.float32)
    lyrics = random.normal(size=(n_tracks, 6 if small else 384)).astype(np.float32)
    lyrics /= np.linalg.norm(lyrics, axis=1, keepdims=True)
    labels = np.eye(10, dtype=np.float32)[np.arange(n_tracks) % 10]
    encoded = random.normal(size=(n, 8 if small else 200)).astype(np.float32)
    known = {"lyrics": lyrics, "labels": labels}
    known = {key: known[key] for key in known if key in inputs}
    return Slices.from_tracks(x, track, **known, encoded=encoded if "encoder" in inputs else None)


def new_model(name: str, slices: Slices, small: bool) -> Model:
    """A model with the project's default sizes, or a tiny one; its weights come from one seed."""
    torch.manual_seed(0)
    keys = model_class(name).Config.model_fields
    sizes = {key: SMALL[key] for key in SMALL if small and key in keys}
    if name == "joint_vae":
        sizes.pop("hidden", None)  # a number there
    model = build_model(name, sizes, slices.sizes)
    model.calibrate(slices.x, slices.encoded)
    return model


def read_epochs(
    fabric: Fabric,
    model: Model,
    slices: Slices,
    checkpoint: str | None = None,
    **training,
) -> Iterator[Epoch]:
    """`fit` with a checkpoint after every epoch, if there is a path for it."""
    config = TrainingConfig(**{"held_out": 0.0, "checkpoint_interval": 0.0, **training})
    return fit(fabric, model, slices, config, 0, checkpoint)


def timed(epochs: Iterator[Epoch], at_least: float) -> list[float]:
    """Seconds of each epoch after the first, which warms up: two or more, until ``at_least`` s."""
    next(epochs)
    seconds = []
    while len(seconds) < 2 or sum(seconds) < at_least:
        start = time.perf_counter()
        next(epochs)
        seconds.append(time.perf_counter() - start)
    return seconds
