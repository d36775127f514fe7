"""Fitting a model to slices, and encoding slices with it, through Lightning Fabric."""

import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic
from typing import NamedTuple

import lightning_fabric
import numpy as np
import torch
from torch import Tensor, nn
from tqdm import tqdm

from hbvae.checkpoints import (
    Checkpoint,
    digest,
    load_checkpoint,
    save_checkpoint,
)
from hbvae.errors import ConfigError

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class TrainingConfig:
    """How a model is fitted."""

    epochs: int = 50
    batch_size: int = 64
    learning_rate: float = 1e-3
    held_out: float = 0.1  # share of the tracks that are not fitted, only scored after each epoch
    threads: int = 2
    checkpoint_interval: float = 60.0  # s, at least, from one checkpoint to the next

    def __post_init__(self):
        for name, least in (("epochs", 1), ("batch_size", 2), ("threads", 1)):
            if getattr(self, name) < least:
                raise ConfigError(
                    f"training.{name} must be at least {least}, got {getattr(self, name)}"
                )
        if not self.learning_rate > 0:
            raise ConfigError(f"training.learning_rate must be above 0, got {self.learning_rate}")
        if self.checkpoint_interval < 0:
            raise ConfigError(
                f"training.checkpoint_interval must not be negative, got {self.checkpoint_interval}"
            )
        if not 0 <= self.held_out < 1:
            raise ConfigError(f"training.held_out must be from 0 to below 1, got {self.held_out}")


class Epoch(NamedTuple):
    """Means over the slices of one epoch, each the sum over a slice's elements.

    Those of the held-out tracks are taken after it; NaN where no track is held out.
    """

    epoch: int
    loss: float
    reconstruction: float
    kl: float
    held_out_loss: float
    held_out_reconstruction: float
    held_out_kl: float


class Slices(NamedTuple):
    """What a model is fitted to. No label is among it."""

    x: np.ndarray  # (slices, *input_shape); spectrograms may be mapped from disk
    track: np.ndarray  # (slices,) row of `lyrics`
    lyrics: np.ndarray  # (tracks, lyrics_dim) float32; lyrics_dim may be 0

    def batch(self, rows: np.ndarray) -> tuple[Tensor, Tensor]:
        """(batch, *input_shape) float32 and (batch, lyrics_dim) float32."""
        x = torch.from_numpy(self.x[rows]).float()
        return x, torch.from_numpy(self.lyrics[self.track[rows]])


def start_fabric(threads: int) -> lightning_fabric.Fabric:
    """One device: a GPU with bfloat16 where there is one, else the CPU in float32.

    On the CPU the number of threads fixes the order of sums: with the same ``threads`` a fit is
    the same to the last bit on one core or on eight.
    """
    torch.set_num_threads(threads)
    on_gpu = torch.cuda.is_available()
    return lightning_fabric.Fabric(
        accelerator="gpu" if on_gpu else "cpu",
        devices=1,
        precision="bf16-mixed" if on_gpu else "32-true",
    )


def fit(
    model: nn.Module,
    slices: Slices,
    config: TrainingConfig,
    seed: int,
    checkpoint: str | None = None,
) -> Iterator[Epoch]:
    """Fit ``model`` in place with Adam, an epoch a step of the iterator.

    Args:
        model: one of `hbvae.models`; seed torch before it is built.
        slices: what it is fitted to.
        config: epochs, batch size, learning rate.
        seed: of the order of the slices and of the noise.
        checkpoint: a file to go on from, if it is of the same code, settings, seed and data, and
            to write every so often; its epochs are given again first.

    Raises:
        ConfigError: the loss is no longer finite.
    """
    fabric = start_fabric(config.threads)
    if fabric.device.type == "cuda":
        logger.info("training on %s", torch.cuda.get_device_name(fabric.device))
    else:
        logger.info("no GPU found: training on the CPU with %d threads", config.threads)
    model = model.to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(model.parameters(), config.learning_rate, fused=True)
    bare, (model, optimizer) = (model, optimizer), fabric.setup(model, optimizer)
    fitted, held_out = split_tracks(slices.track, config.held_out, seed)

    history: list[Epoch] = []
    if checkpoint:
        # More epochs than before go on from where it stopped.
        settings = asdict(config) | {"epochs": None, "checkpoint_interval": None, "seed": seed}
        of_model = [type(bare[0]).__name__, asdict(bare[0].config), _source()]
        made_for = digest([*of_model, settings], slices)
        found = load_checkpoint(checkpoint, made_for, fabric.device)
        if found and len(found.history) <= config.epochs:
            bare[0].load_state_dict(found.model)
            bare[1].load_state_dict(found.optimizer)
            history = [Epoch(*row) for row in found.history]
            logger.info("going on after epoch %d from %s", len(history), checkpoint)
    yield from history

    saved = monotonic()
    for epoch in range(len(history) + 1, config.epochs + 1):
        random = np.random.default_rng([seed, epoch])
        torch.manual_seed(int(random.integers(2**63)))
        progress = f"epoch {epoch}/{config.epochs}"
        rows = random.permutation(fitted)
        means = _one_epoch(model, optimizer, slices, rows, config.batch_size, fabric, progress)
        if not np.isfinite(means[0]):
            raise ConfigError(
                f"the loss is {means[0]} in epoch {epoch}: try a lower training.learning_rate "
                f"(now {config.learning_rate})"
            )
        scores = score(model, slices, held_out, config.batch_size, fabric)
        history.append(Epoch(epoch, *means, *scores))
        logger.info("epoch %d: loss %.2f = %.2f + beta x %.2f", epoch, *means)
        if checkpoint and monotonic() - saved >= config.checkpoint_interval:
            states = (one.state_dict() for one in bare)
            save_checkpoint(checkpoint, made_for, Checkpoint([*map(tuple, history)], *states))
            saved = monotonic()
        yield history[-1]


def _one_epoch(
    model, optimizer, slices: Slices, rows: np.ndarray, batch_size: int, fabric, progress: str
) -> list[float]:
    """Fit to ``rows`` in their order; the means of the loss's three terms."""
    model.train()
    totals = torch.zeros(3, device=fabric.device)
    # Of one size, but for one slice: a last batch of a single one has no variance to normalise.
    batches = np.array_split(rows, -(-len(rows) // batch_size))
    for batch in tqdm(batches, progress, leave=False, disable=None):
        x, lyrics = slices.batch(batch)
        x = fabric.to_device(x)
        terms = model.loss(model(x, fabric.to_device(lyrics)), x)
        optimizer.zero_grad()
        fabric.backward(terms.loss)
        optimizer.step()
        totals += torch.stack(terms).detach() * len(x)
    return (totals / len(rows)).tolist()


def _source() -> str:
    """The code that a fit runs: what was begun with other code is not gone on with."""
    files = [Path(__file__), *sorted(Path(__file__).with_name("models").glob("*.py"))]
    return "".join(file.read_text(encoding="utf-8") for file in files)


def split_tracks(track: np.ndarray, share: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the slices that are fitted, and of those of the ``share`` of tracks held out.

    Args:
        track: (slices,) number of the track of each.
        share: 0 to 1; of so few tracks that it makes less than half a one, none is held out.
        seed: of the choice.
    """
    tracks = np.unique(track)
    n_held_out = round(share * len(tracks))
    held_out = np.random.default_rng(seed).permutation(tracks)[:n_held_out]
    is_held_out = np.isin(track, held_out)
    return np.flatnonzero(~is_held_out), np.flatnonzero(is_held_out)


@torch.no_grad()
def score(model, slices: Slices, rows: np.ndarray, batch_size: int, fabric) -> list[float]:
    """The three terms of the loss on ``rows``, without fitting; NaN if there are none."""
    if not len(rows):
        return [float("nan")] * 3
    model.eval()
    totals = torch.zeros(3, device=fabric.device)
    for first in range(0, len(rows), batch_size):
        x, lyrics = slices.batch(rows[first : first + batch_size])
        x = fabric.to_device(x)
        terms = model.loss(model(x, fabric.to_device(lyrics)), x)
        totals += torch.stack(terms) * len(x)
    return (totals / len(rows)).tolist()


@torch.inference_mode()
def encode(model: nn.Module, slices: Slices, batch_size: int = 256, threads: int = 2) -> np.ndarray:
    """Latent of every slice; of a VAE the posterior mean.

    Args:
        model: a fitted model; put into evaluation mode here.
        slices: what is encoded.
        batch_size: slices at a time.
        threads: CPU threads, see `start_fabric`.

    Returns:
        (slices, latent_dim) float32.
    """
    fabric = start_fabric(threads)
    model = fabric.to_device(model.eval().to(memory_format=torch.channels_last))
    latents = []
    for first in range(0, len(slices.x), batch_size):
        x, lyrics = slices.batch(np.arange(first, min(first + batch_size, len(slices.x))))
        latent = model.latent(fabric.to_device(x), fabric.to_device(lyrics))
        latents.append(latent.float().cpu().numpy())
    return np.concatenate(latents)
