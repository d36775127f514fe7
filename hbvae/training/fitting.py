"""Fitting a model to slices, and encoding slices with it, through Lightning Fabric."""

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

    epochs: PositiveInt = Field(50, description="passes over the slices that are fitted")
    max_slices: PositiveInt | None = Field(
        None,
        description="slices that are fitted at most, over all epochs: a large collection has fewer "
        "epochs, one at least",
    )
    batch_size: int = Field(64, ge=2, description="slices of a batch, at most")
    learning_rate: float = Field(
        1e-3, gt=0, description="learning rate of Adam, the largest of a cycle"
    )
    schedule: Literal["constant", "one_cycle"] = Field(
        "constant",
        description="how the learning rate changes: not at all, or in one cycle, up to "
        "learning_rate and down to almost nothing, which needs half the epochs",
    )
    held_out: float = Field(
        0.1,
        ge=0,
        lt=1,
        description="share of the tracks that are not fitted but only scored after each epoch",
    )
    checkpoint_interval: float = Field(
        60.0, ge=0, description="s, at least, from one checkpoint to the next"
    )

    def n_epochs(self, n_slices: int) -> int:
        """How often ``n_slices`` are fitted: `epochs`, fewer where `max_slices` allows no more."""
        if self.max_slices is None:
            return self.epochs
        return max(1, min(self.epochs, self.max_slices // max(1, n_slices)))


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


def fit(
    fabric: Fabric,
    model: Model,
    slices: Slices,
    config: TrainingConfig,
    seed: int,
    checkpoint: str | None = None,
) -> Iterator[Epoch]:
    """Fit ``model`` in place with Adam; each step of the iterator is an epoch.

    With several processes, each of them calls this function and takes a part of every batch; batch
    norm sees that part alone.

    Args:
        fabric: from `hbvae.training.devices.start_fabric`.
        model: a new model, built after torch was seeded.
        slices: what the model is fitted to.
        config: epochs, batch size, learning rate.
        seed: of the order of the slices and of the noise.
        checkpoint: a file that is written every ``config.checkpoint_interval``. If it is there and
            of the same code, settings, seed and data, the fit goes on from it and yields its
            epochs again first.

    Yields:
        The means of each epoch.

    Raises:
        ConfigError: the loss is no longer finite, or batches are too small for the processes.
    """
    logger.info("training on %s", describe(fabric))
    if fabric.world_size > 1 and config.batch_size < 4 * fabric.world_size:
        # Of the smallest batch, half the size, each needs two: one alone has no variance.
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
            logger.info("going on after epoch %d from %s", len(history), checkpoint)
    yield from history

    saved_at = monotonic()
    for epoch in range(len(history) + 1, n_epochs + 1):
        random = np.random.default_rng([seed, epoch])
        torch.manual_seed(int(random.integers(2**62)) + fabric.global_rank)
        progress = f"epoch {epoch}/{n_epochs}"
        order = random.permutation(fitted)
        if network.in_pairs:
            order = in_pairs(order, slices.track, random)
        groups = _batches_of(order, config.batch_size)
        means = _one_epoch(fabric, model, optimizer, schedule, batches, groups, progress)
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
    """Digest of what fixes the first epochs of a fit.

    Their number does not where the learning rate is constant: more of them go on from fewer.
    """
    settings = config.model_dump(exclude={"epochs", "max_slices", "checkpoint_interval"})
    if config.schedule == "one_cycle":
        settings["epochs"] = n_epochs
    settings |= {"precision": precision(fabric), "processes": fabric.world_size}
    settings |= {"threads": torch.get_num_threads(), "seed": seed}
    family = type(model)
    return digest([family.__name__, model.config.model_dump(), source(family), settings], slices)


def _schedule(config: TrainingConfig, adam: Adam, n_fitted: int) -> LRScheduler:
    """The learning rate of each step, of a fit to ``n_fitted`` slices.

    The cycle of Smith & Topin (2018), as torch has it: over the first 30 % of all steps it rises
    from a tenth of ``config.learning_rate`` to the whole, then falls along a cosine.
    """
    if config.schedule == "constant":
        return ConstantLR(adam, factor=1)
    n_steps = config.n_epochs(n_fitted) * -(-n_fitted // config.batch_size)
    return OneCycleLR(adam, config.learning_rate, n_steps, div_factor=10, cycle_momentum=False)


def _batches_of(order: np.ndarray, size: int) -> list[np.ndarray]:
    """Cut rows into batches of one size, but for one slice.

    A last batch of a single slice would have no variance to normalise.
    """
    return np.array_split(order, -(-len(order) // size))


def _one_epoch(
    fabric: Fabric,
    model,
    optimizer,
    schedule: LRScheduler,
    batches: Batches,
    whole: list[np.ndarray],
    progress: str,
) -> list[float]:
    """Fit to batches of rows; return the means of the loss's three terms."""
    model.train()
    totals = torch.zeros(3, device=fabric.device)
    # Neighbours stay together: they may be a pair.
    own_rows = [np.array_split(rows, fabric.world_size)[fabric.global_rank] for rows in whole]
    shown = None if fabric.is_global_zero else True  # None: where there is a terminal
    steps = tqdm(whole, progress, leave=False, disable=shown)
    for rows, batch in zip(steps, batches(own_rows), strict=True):
        terms = model.loss(model(batch), batch)
        optimizer.zero_grad()
        # DDP takes the mean over the processes, whose parts may differ by one slice.
        fabric.backward(terms.loss * (len(batch.x) * fabric.world_size / len(rows)))
        optimizer.step()
        schedule.step()
        totals += torch.stack(terms).detach() * len(batch.x)
    return (fabric.all_reduce(totals, reduce_op="sum") / sum(map(len, whole))).tolist()


@torch.no_grad()
def score(
    fabric: Fabric, model: Model, batches: Batches, rows: np.ndarray, size: int
) -> list[float]:
    """The three terms of the loss on ``rows``, without fitting; NaN if there are none."""
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
    """Latent of every slice, in float32; of a VAE the posterior mean.

    Args:
        fabric: from `hbvae.training.devices.start_fabric`.
        model: a fitted model; put into evaluation mode here.
        slices: what is encoded.
        batch_size: slices at a time.

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
    """The code that fits a model: a checkpoint of other code is not taken up.

    Code of other families is not part of it.
    """
    own = [Path(__file__), Path(__file__).with_name("batches.py")]
    files = [*own, *reached([module_file(family.__module__)])]
    return "".join(file.read_text(encoding="utf-8") for file in files)


def in_pairs(rows: np.ndarray, track: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """The ``rows`` with two slices of one track side by side; of an odd number, one is alone.

    Args:
        rows: of the slices, shuffled.
        track: (slices,) number of the track of each.
        random: of the order of the pairs.
    """
    by_track = rows[np.argsort(track[rows], kind="stable")]
    _, first, count = np.unique(track[by_track], return_index=True, return_counts=True)
    place = np.arange(len(rows)) - np.repeat(first, count)
    pair = np.cumsum(place % 2 == 0) - 1
    key = random.permutation(pair.max(initial=-1) + 1)[pair]
    return by_track[np.argsort(key, kind="stable")]


def split_tracks(track: np.ndarray, share: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the slices that are fitted, and of those of the ``share`` of tracks held out.

    Args:
        track: (slices,) number of the track of each.
        share: 0 to 1; rounded to a whole number of tracks, which may be none.
        seed: of the choice.

    Returns:
        (fitted slices,) and (held-out slices,) ascending rows.
    """
    tracks = np.unique(track)
    n_held_out = round(share * len(tracks))
    held_out = np.random.default_rng(seed).permutation(tracks)[:n_held_out]
    is_held_out = np.isin(track, held_out)
    return np.flatnonzero(~is_held_out), np.flatnonzero(is_held_out)
