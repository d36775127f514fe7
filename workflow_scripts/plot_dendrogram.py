"""Plot figure 11: hierarchy of labels in the latent space."""

import numpy as np

from hbvae.figures.dendrogram import dendrogram
from hbvae.figures.style import COLUMN, figure, how_many
from hbvae.jobs.task import run_task
from hbvae.storage.latents import read_latents
from hbvae.storage.slices import slice_labels
from hbvae.storage.tracks import NO_LABEL, read_tracks


def main(latents, tracks, png, pdf, title, factor, model, seed):
    latent, index = read_latents(latents)
    labels = slice_labels(read_tracks(tracks), index, factor)
    names = np.unique(labels[labels != NO_LABEL])
    centroids = np.stack([latent[labels == name].mean(axis=0) for name in names])
    caption = (
        f"{model}: the mean latent of each {factor}, joined by Ward's linkage. {title}: "
        f"{how_many(index)}, seed {seed}."
    )
    options = {"figsize": (COLUMN, 1.0 + 0.2 * len(names)), "title": f"{model}: {factor} hierarchy"}
    with figure((png, pdf), caption, **options) as (_, ax):
        dendrogram(centroids, names, ax)


if "snakemake" in globals():
    run_task(main, snakemake)
