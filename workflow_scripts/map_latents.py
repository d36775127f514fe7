"""Lay a representation's slices out on a plane."""

from hbvae.latents import read_latents, write_latents
from hbvae.projections import PROJECTIONS
from hbvae.tasks import run_task


def main(latents, map, method, seed):
    latent, index = read_latents(latents)
    write_latents(map, PROJECTIONS[method](latent, seed), index, method=method, seed=seed)


if "snakemake" in globals():
    run_task(main, snakemake)
