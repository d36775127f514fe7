"""Lay a representation's slices out on a plane."""

from hbvae.clustering.projections import PROJECTIONS
from hbvae.clustering.sampling import sample_rows
from hbvae.jobs.task import run_task
from hbvae.storage.latents import read_latents, write_map


def main(latents, map, method, seed, max_points):
    latent, index = read_latents(latents)
    rows = sample_rows(len(latent), max_points, method, seed)
    xy = PROJECTIONS[method].function(latent[rows], seed)
    write_map(map, xy, rows, index, method=method, seed=seed)


if "snakemake" in globals():
    run_task(main, snakemake)
