"""Plot figure 9: compactness of the labels in the features and in latent spaces."""

import numpy as np

from hbvae.clustering.sampling import sample_rows
from hbvae.evaluation.internal import compactness, compute_geometry
from hbvae.evaluation.uncertainty import track_weights
from hbvae.figures.silhouettes import Bar, silhouette_bars
from hbvae.figures.style import COLUMN, figure, how_many
from hbvae.jobs.task import run_task
from hbvae.storage.latents import read_latents
from hbvae.storage.slices import slice_labels
from hbvae.storage.tracks import NO_LABEL, read_tracks


def main(
    latents, tracks, png, pdf,
    title, names, factor, n_resamples, n_shuffles, seed, max_points,
):  # fmt: skip
    listed = read_tracks(tracks)
    bars = []
    for name, path in zip(names, latents, strict=True):
        latent, index = read_latents(path)
        weights = track_weights(len(index.track_id), n_resamples, seed=0)
        labels = slice_labels(listed, index, factor)
        labelled = np.flatnonzero(labels != NO_LABEL)
        rows = labelled[sample_rows(len(labelled), max_points, "distances")]
        track, labels = index.track[rows], labels[rows]
        labelled_track = np.unique(track, return_inverse=True)[1]
        scores = compactness(
            compute_geometry(latent[rows]), labels, track, weights, n_shuffles, labelled_track
        )
        bars.append(Bar(name, *scores["silhouette"]))
    caption = (
        f"Silhouette of the {factor} labels in each representation. {title}: "
        f"{how_many(index, len(rows))}, seed {seed}. Whiskers: 95 % interval over tracks. Dashed: "
        f"chance, the mean of {n_shuffles} shuffles of the labels among the tracks."
    )
    options = {"figsize": (COLUMN, 0.9 + 0.34 * len(bars)), "title": f"Compactness by {factor}"}
    with figure((png, pdf), caption, **options) as (_, ax):
        silhouette_bars(bars, ax, "")


if "snakemake" in globals():
    run_task(main, snakemake)
