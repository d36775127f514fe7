"""Figure 13: the latent in three dimensions."""

from hbvae.clustering.projections import principal_components
from hbvae.clustering.sampling import sample_rows
from hbvae.figures.latent_space import latent_space
from hbvae.figures.style import COLUMN, figure, how_many
from hbvae.jobs.task import run_task
from hbvae.storage.latents import read_latents
from hbvae.storage.slices import slice_labels
from hbvae.storage.tracks import read_tracks


def main(latents, tracks, png, pdf, title, factor, model, seed, max_points):
    latent, index = read_latents(latents)
    rows = sample_rows(len(latent), max_points, "components")
    labels, by = None, ""
    if factor:
        labels = slice_labels(read_tracks(tracks), index, factor)[rows]
        by = f", by {factor}"
    xyz, share = principal_components(latent[rows], 3)
    caption = (
        f"{title}{by}: three principal components of the {model} latent, {share.sum():.0%} of its "
        f"variance; {how_many(index, len(rows))}, seed {seed}."
    )
    kind = {"projection": "3d"}
    with figure((png, pdf), caption, figsize=(COLUMN, 3.9), subplot_kw=kind) as (_, ax):
        latent_space(xyz, labels, ax, "")


if "snakemake" in globals():
    run_task(main, snakemake)
