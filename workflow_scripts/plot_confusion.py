"""Plot figure 14: labels and clusters, matched by the Hungarian method."""

import numpy as np

from hbvae.evaluation.external import contingency, external_scores, match_pairs
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
    rows, columns = match_pairs(table)
    accuracy = external_scores(table)["accuracy"]
    names, numbers = np.unique(labels)[rows], np.unique(clusters)[columns]
    caption = (
        f"{model}: share of each {factor} in each {clusterer} cluster of slices. Outlined: pairs "
        f"matched by the Hungarian method, which hold for {accuracy:.0%} of the slices. {title}: "
        f"{how_many(index)}, seed {seed}."
    )
    options = {"figsize": (COLUMN, 3.2), "title": f"{model}: {factor} and clusters"}
    with figure((png, pdf), caption, **options) as (_, ax):
        confusion(table[np.ix_(rows, columns)], names, numbers, ax)


if "snakemake" in globals():
    run_task(main, snakemake)
