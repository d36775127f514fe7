"""Measure how stable k-means is for each number of clusters."""

import csv

from hbvae.latents import read_latents
from hbvae.stability import Stability, stability
from hbvae.tasks import run_task


def main(latents, curve, k_max, n_pairs, seed):
    latent, index = read_latents(latents)
    with open(curve, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, "excel-tab", lineterminator="\n")
        table.writerow(Stability._fields)
        table.writerows(stability(latent, index.track, k_max, n_pairs, seed))


if "snakemake" in globals():
    run_task(main, snakemake)
