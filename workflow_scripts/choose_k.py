"""Measure how stable k-means is for each number of clusters."""

import shutil

import numpy as np

from hbvae.clustering.choice_of_k import write_curve
from hbvae.clustering.sampling import sample_rows
from hbvae.evaluation.stability import stability
from hbvae.jobs.task import run_task
from hbvae.storage.latents import read_latents


def main(latents, earlier, curve, k_max, n_pairs, n_slices, seed):
    if earlier:  # the model stays, and so does the number of clusters
        shutil.copyfile(earlier, curve)
        return
    latent, index = read_latents(latents)
    rows = sample_rows(len(latent), n_slices, "stability", seed, "stability.n_slices")
    track = np.unique(index.track[rows], return_inverse=True)[1]
    write_curve(curve, stability(latent[rows], track, k_max, n_pairs, seed))


if "snakemake" in globals():
    run_task(main, snakemake)
