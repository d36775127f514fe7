"""Fitting models to slices and encoding slices with them, on Lightning Fabric."""

import logging
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import ClassVar, Literal, NamedTuple

import numpy as np
import torch
from lightning_fabric import Fabric
from pydantic import Field
from torch.optim import Adam
from torch.optim.lr_scheduler import ConstantLR, LRScheduler, OneCycleLR
from tqdm import tqdm

from hbvae.config import PositiveInt, Section
from hbvae.errors import ConfigError
from hbvae.jobs.imports import module_file, reached
from hbvae.models.base import Model
from hbvae.training.batches import Batches, Slices
from hbvae.training.checkpoints import Checkpoint, digest, load_checkpoint, save_checkpoint
from hbvae.training.devices import describe, precision

logger = logging.getLogger(__name__)


class TrainingConfig(Section):
    """How a model is fitted."""

    section: ClassVar[str] = "training"

    epochs: PositiveInt = Field(50, description="number of passes over the fitted slices")
    max_slices: PositiveInt | None = Field(
        None,
        description="maximum number of slices to fit over all epochs: a large collection has fewer "
        "epochs, but at least one",
    )
    batch_size: int = Field(64, ge=2, description="maximum number of slices in a batch")
    learning_rate: float = Field(
        1e-3, gt=0, description="learning rate of Adam; with one_cycle, its maximum"
    )
    schedule: Literal["constant", "one_cycle"] = Field(
        "constant",
        description="schedule of the learning rate: constant, or a cycle that rises to "
        "learning_rate and falls to almost 0, which needs half as many epochs",
    )
    held_out: float = Field(
        0.1,
        ge=0,
        lt=1,
        description="share of the tracks that are held out: scored after each epoch, not fitted",
    )
    checkpoint_interval: float = Field(
        60.0, ge=0, description="minimum time between checkpoints, s"
    )

    def n_epochs(self, n_slices: int) -> int:
        """Number of epochs for ``n_slices``: `epochs`, or as many as `max_slices` allows."""
        if self.max_slices is None:
            return self.epochs
        return max(1, min(self.epochs, self.max_slices // max(1, n_slices)))


class Epoch(NamedTuple):
    """Means over the slices of an epoch; each value is summed over a slice's elements.

    Held-out tracks are scored after the epoch; their values are NaN if no track is held out.
    """

    epoch: int
    loss: float
    reconstruction: float
    kl: float
    held_out_loss: float
    held_out_reconstruction: float
    held_out_kl: float


def fit(
    fabric: Fabric,
    model: Model,
    slices: Slices,
    config: TrainingConfig,
    seed: int,
    checkpoint: str | None = None,
) -> Iterator[Epoch]:
    """Fit ``model`` in place with Adam; each step of the iterator is an epoch.

    If there are several processes, each calls this function and computes a part of every batch;
    batch norm uses that part only.

    Args:
        fabric: from `hbvae.training.devices.start_fabric`.
        model: a new model, built after seeding torch.
        slices: the data to fit the model to.
        config: epochs, batch size, learning rate.
        seed: random seed of the order of the slices and of the noise.
        checkpoint: file to write every ``config.checkpoint_interval`` seconds. If it exists and
            belongs to the same code, settings, seed and data, the fit yields the epochs in it and
            resumes after them.

    Yields:
        The means of each epoch.

    Raises:
        ConfigError: the loss is not finite, or batches are too small for the number of processes.
    """
    logger.info("training on %s", describe(fabric))
    if fabric.world_size > 1 and config.batch_size < 4 * fabric.world_size:
        # In the smallest batch, half this size, each process needs two slices for a variance.
        raise ConfigError(
            f"training.batch_size must be at least 4 for each of {fabric.world_size} processes, "
            f"got {config.batch_size}"
        )
    network = model.to(memory_format=torch.channels_last)
    adam = Adam(network.parameters(), config.learning_rate, fused=True)
    model, optimizer = fabric.setup(network, adam)
    fitted, held_out = split_tracks(slices.track, config.held_out, seed)
    n_epochs = config.n_epochs(len(fitted))
    schedule = _schedule(config, adam, len(fitted))
    batches = Batches(slices, fabric.device)

    history: list[Epoch] = []
    if checkpoint:
        made_for = _made_for(fabric, network, slices, config, n_epochs, seed)
        saved = load_checkpoint(checkpoint, made_for, fabric.device)
        if saved and len(saved.history) <= n_epochs:
            network.load_state_dict(saved.model)
            adam.load_state_dict(saved.optimizer)
            schedule.load_state_dict(saved.schedule)
            history = [Epoch(*row) for row in saved.history]
            logger.info("resuming after epoch %d from %s", len(history), checkpoint)
    yield from history

    saved_at = monotonic()
    for epoch in range(len(history) + 1, n_epochs + 1):
        random = np.random.default_rng([seed, epoch])
        torch.manual_seed(int(random.integers(2**62)) + fabric.global_rank)
        progress = f"epoch {epoch}/{n_epochs}"
        order = random.permutation(fitted)
        if network.in_pairs:
            order = in_pairs(order, slices.track, random)
        groups = _split_batches(order, config.batch_size)
        means = _fit_epoch(fabric, model, optimizer, schedule, batches, groups, progress)
        if not np.isfinite(means[0]):
            raise ConfigError(
                f"the loss is {means[0]} in epoch {epoch}: try a lower training.learning_rate "
                f"(now {config.learning_rate})"
            )
        scores = score(fabric, network, batches, held_out, config.batch_size)
        history.append(Epoch(epoch, *means, *scores))
        text = "epoch %d of %d: loss %.2f = %.2f + beta x %.2f"
        logger.info(text, epoch, config.epochs, *means)
        is_due = checkpoint and monotonic() - saved_at >= config.checkpoint_interval
        if is_due and fabric.is_global_zero:
            rows = [*map(tuple, history)]
            states = (part.state_dict() for part in (network, adam, schedule))
            state = Checkpoint(rows, *states)
            save_checkpoint(checkpoint, made_for, state)
            saved_at = monotonic()
        yield history[-1]


def _made_for(
    fabric: Fabric, model: Model, slices: Slices, config: TrainingConfig, n_epochs: int, seed: int
) -> str:
    """Digest of everything that determines the first epochs of a fit.

    With a constant learning rate this does not include the number of epochs, so a fit with more
    epochs resumes from one with fewer.
    """
    settings = config.model_dump(exclude={"epochs", "max_slices", "checkpoint_interval"})
    if config.schedule == "one_cycle":
        settings["epochs"] = n_epochs
    settings |= {"precision": precision(fabric), "processes": fabric.world_size}
    settings |= {"threads": torch.get_num_threads(), "seed": seed}
    family = type(model)
    return digest([family.__name__, model.config.model_dump(), source(family), settings], slices)


def _schedule(config: TrainingConfig, adam: Adam, n_fitted: int) -> LRScheduler:
    """The learning rate of each step in a fit to ``n_fitted`` slices.

    The cycle of Smith & Topin (2018), as in torch: over the first 30 % of all steps the rate rises
    from a tenth of ``config.learning_rate`` to its full value, then it falls along a cosine.
    """
    if config.schedule == "constant":
        return ConstantLR(adam, factor=1)
    n_steps = config.n_epochs(n_fitted) * -(-n_fitted // config.batch_size)
    return OneCycleLR(adam, config.learning_rate, n_steps, div_factor=10, cycle_momentum=False)


def _split_batches(order: np.ndarray, size: int) -> list[np.ndarray]:
    """Cut rows into batches whose sizes differ by at most one.

    A last batch with a single slice would have no variance to normalise.
    """
    return np.array_split(order, -(-len(order) // size))


def _fit_epoch(
    fabric: Fabric,
    model,
    optimizer,
    schedule: LRScheduler,
    batches: Batches,
    groups: list[np.ndarray],
    progress: str,
) -> list[float]:
    """Fit to batches of rows and return the means of the three terms of the loss."""
    model.train()
    totals = torch.zeros(3, device=fabric.device)
    # Keep neighbours together, because they may be a pair.
    own_rows = [np.array_split(rows, fabric.world_size)[fabric.global_rank] for rows in groups]
    shown = None if fabric.is_global_zero else True  # None: where there is a terminal
    steps = tqdm(groups, progress, leave=False, disable=shown)
    for rows, batch in zip(steps, batches(own_rows), strict=True):
        terms = model.loss(model(batch), batch)
        optimizer.zero_grad()
        # DDP averages over the processes, whose parts may differ by a slice.
        fabric.backward(terms.loss * (len(batch.x) * fabric.world_size / len(rows)))
        optimizer.step()
        schedule.step()
        totals += torch.stack(terms).detach() * len(batch.x)
    return (fabric.all_reduce(totals, reduce_op="sum") / sum(map(len, groups))).tolist()


@torch.no_grad()
def score(
    fabric: Fabric, model: Model, batches: Batches, rows: np.ndarray, size: int
) -> list[float]:
    """The three terms of the loss on ``rows``, without fitting; NaN without rows."""
    if not len(rows):
        return [float("nan")] * 3
    model.eval()
    totals = torch.zeros(3, device=fabric.device)
    own_rows = rows[fabric.global_rank :: fabric.world_size]
    for batch in batches(
        [own_rows[first : first + size] for first in range(0, len(own_rows), size)]
    ):
        with fabric.autocast():
            output = model(batch)
        totals += torch.stack(model.loss(output, batch)) * len(batch.x)
    return (fabric.all_reduce(totals, reduce_op="sum") / len(rows)).tolist()


@torch.inference_mode()
def encode(fabric: Fabric, model: Model, slices: Slices, batch_size: int = 256) -> np.ndarray:
    """Encode every slice; for a VAE the latent is the posterior mean.

    Args:
        fabric: from `hbvae.training.devices.start_fabric`.
        model: a fitted model; the function sets it to evaluation mode.
        slices: the slices to encode.
        batch_size: number of slices in a batch.

    Returns:
        (slices, latent_dim) float32.
    """
    model = fabric.to_device(model.eval().to(memory_format=torch.channels_last))
    latents = []
    starts = range(0, len(slices.x), batch_size)
    groups = [np.arange(first, min(first + batch_size, len(slices.x))) for first in starts]
    for batch in Batches(slices, fabric.device)(groups):
        latents.append(model.latent(batch).float().cpu().numpy())
    return np.concatenate(latents)


def source(family: type[Model]) -> str:
    """The code that fits a model, which a checkpoint is bound to.

    Code of other families is not part of it.
    """
    own = [Path(__file__), Path(__file__).with_name("batches.py")]
    files = [*own, *reached([module_file(family.__module__)])]
    return "".join(file.read_text(encoding="utf-8") for file in files)


def in_pairs(rows: np.ndarray, track: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Order ``rows`` in pairs of the same track; an odd number leaves a slice of it alone.

    Args:
        rows: shuffled rows of the slices.
        track: (slices,) number of each slice's track.
        random: random generator for the order of the pairs.
    """
    by_track = rows[np.argsort(track[rows], kind="stable")]
    _, first, count = np.unique(track[by_track], return_index=True, return_counts=True)
    place = np.arange(len(rows)) - np.repeat(first, count)
    pair = np.cumsum(place % 2 == 0) - 1
    key = random.permutation(pair.max(initial=-1) + 1)[pair]
    return by_track[np.argsort(key, kind="stable")]


def split_tracks(track: np.ndarray, share: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Split slices into fitted and held-out slices by track.

    Args:
        track: (slices,) number of each slice's track.
        share: share of the tracks to hold out, 0 to 1; rounded to a number of tracks, maybe none.
        seed: random seed of the choice.

    Returns:
        (fitted slices,) and (held-out slices,) ascending rows.
    """
    tracks = np.unique(track)
    n_held_out = round(share * len(tracks))
    held_out = np.random.default_rng(seed).permutation(tracks)[:n_held_out]
    is_held_out = np.isin(track, held_out)
    return np.flatnonzero(~is_held_out), np.flatnonzero(is_held_out)
