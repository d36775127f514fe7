"""Figure 3: the stages from songs to scores, with the sizes that they have in this run."""

import numpy as np

from hbvae.figures.pipeline import Stage, pipeline
from hbvae.figures.style import PAGE, figure
from hbvae.jobs.task import run_task
from hbvae.storage.clusters import read_assignments
from hbvae.storage.features import map_mel, read_features_index
from hbvae.storage.latents import read_latents
from hbvae.storage.lyrics import read_embeddings
from hbvae.storage.tracks import read_tracks


def stages(n_tracks, n_slices, mel_shape, audio, lyrics, model, latent_dim, ks):
    """The stages, named after their rules; ``lyrics`` is (tracks with lyrics, dimensions)."""
    seconds = f"{audio['slice_duration']:g} s"
    found = [
        Stage("list_tracks", f"{n_tracks:,} tracks", ()),
        Stage(
            "extract_features",
            f"central {audio['duration']:g} s, slices of {seconds}, log-mel {mel_shape[0]} x "
            f"{mel_shape[1]}",
            ("list_tracks",),
        ),
        Stage("merge_features", f"{n_slices:,} slices", ("extract_features",)),
    ]
    if lyrics:
        detail = f"{lyrics[0]:,} tracks, {lyrics[1]} dimensions each"
        found.append(Stage("embed_lyrics", detail, ("list_tracks",)))
    before = ("merge_features", "embed_lyrics") if lyrics else ("merge_features",)
    k = ", ".join(map(str, sorted(set(ks))))
    return [
        *found,
        Stage("train_model", f"{model}, latent of {latent_dim} dimensions", before),
        Stage("cluster_latents", f"k-means, k = {k}", ("train_model",)),
        Stage("score_clusters", "against the labels, by slice and by track", ("cluster_latents",)),
    ]


def main(tracks, features, lyrics, latents, assignments, png, pdf, title, audio, model):
    index, mel = read_features_index(features), map_mel(features)
    of_lyrics = None
    if lyrics:
        embedding, has_lyrics = read_embeddings(lyrics, index.track_id)
        of_lyrics = int(has_lyrics.sum()), embedding.shape[1]
    ks = [len(np.unique(levels["slice"])) for levels in read_assignments(assignments).values()]
    drawn = stages(
        len(read_tracks(tracks)), len(mel), mel.shape[1:], audio, of_lyrics, model,
        read_latents(latents)[0].shape[1], ks,
    )  # fmt: skip
    caption = f"{title}: the stages of the workflow, by the names of their rules."
    with figure((png, pdf), caption, figsize=(PAGE, 2.1 if lyrics else 1.25)) as (_, ax):
        pipeline(drawn, ax)


if "snakemake" in globals():
    run_task(main, snakemake)
