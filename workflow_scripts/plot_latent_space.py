"""Plot figure 13: the latent space in three dimensions."""

import numpy as np

from hbvae.clustering.projections import principal_components
from hbvae.clustering.sampling import sample_rows
from hbvae.figures.latent_space import VIEWS, latent_space, song_means
from hbvae.figures.points import legend_rows, shared_legend
from hbvae.figures.style import PAGE, figure, how_many
from hbvae.jobs.task import run_task
from hbvae.storage.latents import read_latents
from hbvae.storage.tracks import NO_LABEL, read_tracks, reference_labels


def main(latents, tracks, png, pdf, title, factor, model, seed, max_points):
    latent, index = read_latents(latents)
    rows = sample_rows(len(latent), max_points, "components")
    xyz, share = principal_components(latent[rows], 3)
    songs = song_means(xyz, index.track[rows], len(index.track_id))
    has_point = np.isfinite(songs).all(axis=1)
    labels, by = None, ""
    if factor:
        track_labels = reference_labels(read_tracks(tracks), index.track_id, factor)
        labels = np.array([label or NO_LABEL for label in track_labels])[has_point]
        by = f", by {factor}"
    caption = (
        f"{model}: first three principal components of the latent space, {share.sum():.0%} of its "
        f"variance; a point is the mean of a song's slices. {title}: "
        f"{how_many(index, len(rows))}, seed {seed}."
    )
    options = {
        "figsize": (PAGE, 3.1 + 0.17 * legend_rows(labels, PAGE)),
        "title": f"{model}: three principal components{by}",
        "subplot_kw": {"projection": "3d"},
    }
    with figure((png, pdf), caption, ncols=2, **options) as (fig, axes):
        for ax, azimuth in zip(axes, VIEWS, strict=True):
            latent_space(songs[has_point], labels, ax, share, azimuth)
        if labels is not None:
            shared_legend(labels, fig)


if "snakemake" in globals():
    run_task(main, snakemake)
