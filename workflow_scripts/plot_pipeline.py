"""Plot figure 3: the stages from songs to scores, with the sizes in this run."""

import numpy as np

from hbvae.features.audio_config import AudioConfig
from hbvae.figures.pipeline import pipeline
from hbvae.figures.stages import RunSizes, run_stages
from hbvae.figures.style import PAGE, figure
from hbvae.jobs.task import run_task
from hbvae.storage.clusters import read_assignments
from hbvae.storage.features import map_mel, read_features_index
from hbvae.storage.latents import read_latents
from hbvae.storage.lyrics import read_embeddings
from hbvae.storage.tracks import read_tracks


def main(tracks, features, lyrics, latents, assignments, png, pdf, title, audio, model, clusterer):
    index, mel = read_features_index(features), map_mel(features)
    n_lyrics = embedding_dim = 0
    if lyrics:
        embeddings, has_lyrics = read_embeddings(lyrics, index.track_id)
        n_lyrics, embedding_dim = int(has_lyrics.sum()), embeddings.shape[1]
    clusters = [levels["slice"] for levels in read_assignments(assignments).values()]
    sizes = RunSizes(
        len(read_tracks(tracks)), len(mel), mel.shape[1:], n_lyrics, embedding_dim,
        read_latents(latents)[0].shape[1], [len(np.unique(numbers)) for numbers in clusters],
    )  # fmt: skip
    caption = f"The stages from songs to scores, with the sizes in this run. {title}."
    options = {"figsize": (PAGE, 2.0 if lyrics else 1.2), "title": f"From songs to scores: {title}"}
    with figure((png, pdf), caption, **options) as (_, ax):
        pipeline(run_stages(sizes, AudioConfig(**audio), model, clusterer), ax)


if "snakemake" in globals():
    run_task(main, snakemake)
