"""Lay a representation's slices out on a plane."""

from hbvae.clustering.projections import lay_out
from hbvae.jobs.task import run_task
from hbvae.storage.latents import read_latents, write_map


def main(latents, map, method, seed, max_points):
    latent, index = read_latents(latents)
    xy, rows = lay_out(latent, method, seed, max_points)
    write_map(map, xy, rows, index, method=method, seed=seed)


if "snakemake" in globals():
    run_task(main, snakemake)
