"""Figure 12: the plain baseline beside the latent, each on a plane."""

from hbvae.clustering.projections import PROJECTIONS
from hbvae.figures.latent_map import latent_map
from hbvae.figures.points import legend_rows
from hbvae.figures.style import PAGE, figure, how_many
from hbvae.jobs.task import run_task
from hbvae.storage.latents import read_latents, read_map
from hbvae.storage.slices import slice_labels
from hbvae.storage.tracks import read_tracks


def main(pca, map, tracks, png, pdf, title, factor, model, seed, method):
    components, _ = read_latents(pca)
    xy, row, index = read_map(map)
    labels, by = None, ""
    if factor:
        labels = slice_labels(read_tracks(tracks), index, factor)[row]
        by = f", by {factor}"
    name = PROJECTIONS[method].title
    caption = (
        f"{title}{by}: two principal components of the log-mel slices, and {name} of the "
        f"{model} latent (seed {seed}); {how_many(index, len(row))}."
    )
    size = (PAGE, 2.6 + 0.17 * legend_rows(labels))
    with figure((png, pdf), caption, ncols=2, figsize=size) as (_, (left, right)):
        latent_map(components[row, :2], labels, left, "PCA of the sound")
        latent_map(xy[row], labels, right, f"{name} of the latent")


if "snakemake" in globals():
    run_task(main, snakemake)
