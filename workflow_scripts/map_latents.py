"""Lay a representation's slices out on a plane."""

from hbvae.latents import read_latents, write_latents
from hbvae.projections import tsne
from hbvae.tasks import run_task


def main(latents, map, seed):
    latent, index = read_latents(latents)
    write_latents(map, tsne(latent, seed), index, method="t-SNE", seed=seed)


if "snakemake" in globals():
    run_task(main, snakemake)
