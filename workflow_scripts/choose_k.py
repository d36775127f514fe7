"""Measure how stable k-means is for each number of clusters."""

import numpy as np

from hbvae.latents import read_latents
from hbvae.sampling import sample_rows
from hbvae.stability import stability, write_curve
from hbvae.tasks import run_task


def main(latents, curve, k_max, n_pairs, seed, max_points):
    latent, index = read_latents(latents)
    rows = sample_rows(len(latent), max_points, "stability", seed)
    track = np.unique(index.track[rows], return_inverse=True)[1]
    write_curve(curve, stability(latent[rows], track, k_max, n_pairs, seed))


if "snakemake" in globals():
    run_task(main, snakemake)
