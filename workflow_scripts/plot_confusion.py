"""Figure 14: which clusters the labels fell into, matched by the Hungarian method."""

import numpy as np

from hbvae.evaluation.external import contingency, external_scores, match_clusters
from hbvae.figures.confusion import confusion
from hbvae.figures.style import COLUMN, figure, how_many
from hbvae.jobs.task import run_task
from hbvae.storage.clusters import read_assignments
from hbvae.storage.latents import read_latents
from hbvae.storage.slices import slice_labels
from hbvae.storage.tracks import NO_LABEL, read_tracks


def main(assignments, latents, tracks, png, pdf, title, factor, model, clusterer, seed):
    _, index = read_latents(latents)
    labels = slice_labels(read_tracks(tracks), index, factor)
    has_label = labels != NO_LABEL
    clusters = read_assignments(assignments)[factor]["slice"][has_label]
    labels = labels[has_label]
    table = contingency(labels, clusters)
    order = match_clusters(table)
    accuracy = external_scores(table)["accuracy"]
    names, numbers = np.unique(labels), np.unique(clusters)
    caption = (
        f"{title}: {factor} against {clusterer} clusters of slices in the {model} latent (seed "
        f"{seed}), in percent of each row; clusters in the order of the labels matched, which "
        f"holds for {accuracy:.0%} of {how_many(index)}."
    )
    with figure((png, pdf), caption, figsize=(COLUMN, 3.5)) as (_, ax):
        confusion(table[:, order], names, numbers[order], ax)


if "snakemake" in globals():
    run_task(main, snakemake)
