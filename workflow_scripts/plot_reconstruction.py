"""Plot figure 6: slices and their reconstructions."""

from pathlib import PurePosixPath

import numpy as np
import torch

from hbvae.features.audio_config import AudioConfig
from hbvae.figures.reconstruction import reconstructions
from hbvae.figures.style import PAGE, figure
from hbvae.jobs.task import run_task
from hbvae.models.base import Batch
from hbvae.models.weights import load_model
from hbvae.storage.features import map_mel, read_features_index
from hbvae.storage.lyrics import read_embeddings
from hbvae.storage.tracks import read_tracks

N_SHOWN = 5


def main(features, tracks, lyrics, weights, png, pdf, title, audio, model, seed):
    index, mel = read_features_index(features), map_mel(features)
    rows = np.linspace(0, len(mel) - 1, min(N_SHOWN, len(mel))).round().astype(int)
    x = torch.from_numpy(mel[rows]).float()
    slice_tracks = index.track[rows]
    embedding = np.empty((len(rows), 0), np.float32)
    if lyrics:
        embedding = read_embeddings(lyrics, index.track_id)[0][slice_tracks]
    network = load_model(weights)
    with torch.inference_mode():
        x_hat = network.reconstruct(Batch.from_slices(x, torch.from_numpy(embedding))).numpy()
    caption = (
        f"{model}: slices and their reconstructions from the mean of the posterior. {title}: "
        f"{len(rows)} of {len(mel):,} slices, evenly spaced; seed {seed}. Error: root mean square "
        "over the bins of the slice."
    )
    labels = {track.track_id: track.labels for track in read_tracks(tracks)}
    names = [_called(index.track_id[track], labels) for track in slice_tracks]
    hertz = AudioConfig(**audio).band_edges[1:-1]
    sizes = audio["sample_rate"], audio["hop_length"], hertz, audio["top_db"]
    options = {"figsize": (PAGE, 3.1), "squeeze": False, "title": f"{model}: reconstructions"}
    with figure((png, pdf), caption, 2, len(rows), **options) as (_, axes):
        reconstructions(x.numpy(), x_hat, axes, names, *sizes)


def _called(track_id: str, labels: dict) -> str:
    """Name of a track without folders, and its labels below."""
    return f"{PurePosixPath(track_id).name}\n{', '.join(filter(None, labels[track_id].values()))}"


if "snakemake" in globals():
    run_task(main, snakemake)
