"""Fit a model to a dataset's slices; write its weights, its history and the slices' latents.

A model from an earlier run that stays is not fitted again; it only encodes the slices.
"""

import csv
import logging
import shutil
from pathlib import Path

import numpy as np
import torch

from hbvae.errors import ConfigError
from hbvae.jobs.memory import keep_freed_memory
from hbvae.jobs.task import run_task
from hbvae.models.labels import Conditions
from hbvae.models.weights import build_model, load_model, save_model
from hbvae.storage.features import (
    map_embedding,
    map_mel,
    read_features_index,
    read_statistics,
)
from hbvae.storage.latents import write_latents
from hbvae.storage.lyrics import read_embeddings
from hbvae.storage.tracks import read_tracks
from hbvae.training.batches import Slices
from hbvae.training.devices import DeviceConfig, describe, start_fabric
from hbvae.training.fitting import Epoch, TrainingConfig, encode, fit

logger = logging.getLogger("hbvae")


def read_slices(features, lyrics, tracks, statistics, hears_encoder, shuffled, seed):
    """Read the input of the model and the index of the slices."""
    index = read_features_index(features)
    x = read_statistics(features) if statistics else map_mel(features)
    embeddings = codes = np.empty((len(index.track_id), 0), np.float32)
    if lyrics:
        embeddings, has_lyrics = read_embeddings(lyrics, index.track_id)
        logger.info("%d of %d tracks have lyrics", has_lyrics.sum(), len(has_lyrics))
    if tracks:
        labels = {track.track_id: track.labels for track in read_tracks(tracks)}
        track_labels = [labels[track_id] for track_id in index.track_id]
        codes = Conditions.from_labels(list(labels.values())).encode(track_labels)
    order = np.random.default_rng(seed).permutation(len(index.track_id))
    if shuffled == "lyrics":
        embeddings = embeddings[order]
    if shuffled == "audio":
        index = index._replace(track=order[index.track].astype(index.track.dtype))
    encoded = map_embedding(features) if hears_encoder else None
    return Slices.from_tracks(x, index.track, embeddings, codes, encoded), index


def take_model(earlier, weights, history, sizes):
    """Copy the model of an earlier run, and check that it fits the slices."""
    for path, copy in zip(earlier, (weights, history), strict=True):
        shutil.copyfile(path, copy)
    model = load_model(weights)
    if model.sizes != sizes:
        raise ConfigError(
            f"{earlier[0]}: expected a model of slices of {sizes}, got {model.sizes}; fit a new "
            "one: `hbvae map` with --refit, or earlier: {refit: true} in the config"
        )
    return model


def write_history(path, epochs):
    """Write a row after each epoch."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, "excel-tab", lineterminator="\n")
        rows.writerow(Epoch._fields)
        for epoch in epochs:
            rows.writerow(epoch)
            file.flush()


def main(
    features, lyrics, tracks, earlier, weights, history, latents,
    model, network, statistics, hears_encoder, shuffled,
    settings, training, devices, seed, checkpoint,
):  # fmt: skip
    keep_freed_memory()
    config = TrainingConfig(**training)
    fabric = start_fabric(DeviceConfig(**devices))
    slices, index = read_slices(features, lyrics, tracks, statistics, hears_encoder, shuffled, seed)
    epochs = []
    if not earlier:
        torch.manual_seed(seed)
        fitted = build_model(network, settings, slices.sizes)
        fitted.calibrate(slices.x, slices.encoded)
        epochs = fit(fabric, fitted, slices, config, seed, checkpoint)
    if not fabric.is_global_zero:  # only the first of several processes writes the files
        for _ in epochs:
            pass
        return
    if earlier:
        fitted = take_model(earlier, weights, history, slices.sizes)
        latent = encode(fabric, fitted, slices)
    else:
        write_history(history, epochs)
        latent = fitted.align(torch.from_numpy(encode(fabric, fitted, slices))).numpy()
        save_model(weights, fitted, network)
    by_track = np.argsort(index.track, kind="stable")  # the order in all files
    index = index._replace(track=index.track[by_track], start=index.start[by_track])
    made = {"model": model, "seed": seed, "device": describe(fabric)}
    write_latents(latents, latent[by_track], index, fitted.parts, **made)
    Path(checkpoint).unlink(missing_ok=True)


if "snakemake" in globals():
    run_task(main, snakemake)
