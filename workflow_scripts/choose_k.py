"""Measure how stable k-means is for each number of clusters."""

from hbvae.latents import read_latents
from hbvae.stability import stability, write_curve
from hbvae.tasks import run_task


def main(latents, curve, k_max, n_pairs, seed):
    latent, index = read_latents(latents)
    write_curve(curve, stability(latent, index.track, k_max, n_pairs, seed))


if "snakemake" in globals():
    run_task(main, snakemake)
