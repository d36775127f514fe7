"""Fit one model to a dataset's slices; write its weights, its history and the slices' latents."""

import csv
import logging
from pathlib import Path

import numpy as np
import torch

from hbvae.generation.conditional import Conditions
from hbvae.jobs.task import run_task
from hbvae.models.registry import build_model, save_model
from hbvae.storage.features import map_mel, read_features_index, read_timbre
from hbvae.storage.latents import write_latents
from hbvae.storage.lyrics import read_lyrics
from hbvae.storage.tracks import read_tracks
from hbvae.training.batches import Slices
from hbvae.training.devices import DeviceConfig, describe, start_fabric
from hbvae.training.fitting import Epoch, TrainingConfig, encode, fit

logger = logging.getLogger("hbvae")
N_CALIBRATED = 10_000  # slices at most, at even distances, that a model is calibrated to


def main(
    features, lyrics, tracks, weights, history, latents,
    model, network, timbre, shuffled, settings, training, devices, seed, checkpoint,
):  # fmt: skip
    config = TrainingConfig(**training)
    fabric = start_fabric(DeviceConfig(**devices))
    index = read_features_index(features)
    if lyrics:
        embeddings, has_lyrics = read_lyrics(lyrics, index.track_id)
        logger.info("%d of %d tracks have lyrics", has_lyrics.sum(), len(has_lyrics))
    else:
        embeddings = np.empty((len(index.track_id), 0), np.float32)
    if tracks:
        labels = {track.track_id: track.labels for track in read_tracks(tracks)}
        of_tracks = [labels[track_id] for track_id in index.track_id]
        embeddings = Conditions.of(list(labels.values())).encode(of_tracks)
    x = read_timbre(features) if timbre else map_mel(features)
    dealt = np.random.default_rng(seed).permutation(len(index.track_id))
    if shuffled == "lyrics":
        embeddings = embeddings[dealt]
    if shuffled == "audio":
        index = index._replace(track=dealt[index.track].astype(index.track.dtype))
    slices = Slices(x, index.track, embeddings)

    torch.manual_seed(seed)
    fitted = build_model(network, settings, x.shape[1:], embeddings.shape[1])
    if hasattr(fitted, "calibrate"):
        some = np.unique(np.linspace(0, len(x) - 1, N_CALIBRATED).astype(int))
        fitted.calibrate(torch.from_numpy(x[some].astype(np.float32)))
    epochs = fit(fabric, fitted, slices, config, seed, checkpoint)
    if not fabric.is_global_zero:  # one of several processes: the first writes the files
        for _ in epochs:
            pass
        return
    with open(history, "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, "excel-tab", lineterminator="\n")
        rows.writerow(Epoch._fields)
        for epoch in epochs:
            rows.writerow(epoch)
            file.flush()
    latent = encode(fabric, fitted, slices)
    if hasattr(fitted, "align"):
        latent = fitted.align(torch.from_numpy(latent)).numpy()
    save_model(weights, fitted, network, x.shape[1:], embeddings.shape[1])
    by_track = np.argsort(index.track, kind="stable")  # as every file has them
    index = index._replace(track=index.track[by_track], start=index.start[by_track])
    parts = getattr(fitted, "parts", None)
    made = {"model": model, "seed": seed, "device": describe(fabric)}
    write_latents(latents, latent[by_track], index, parts, **made)
    Path(checkpoint).unlink(missing_ok=True)


if "snakemake" in globals():
    run_task(main, snakemake)
