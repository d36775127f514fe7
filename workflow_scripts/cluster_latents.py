"""Cluster slices, and tracks by the mean of their slices, once for each factor's k."""

from hbvae.clustering import cluster, track_means
from hbvae.latents import read_latents, write_assignments
from hbvae.tasks import run_task


def main(latents, assignments, clusterer, k, seed):
    latent, index = read_latents(latents)
    points = {"slice": latent, "track": track_means(latent, index.track, len(index.track_id))}
    clusters = {
        factor: {level: cluster(clusterer, at_level, n, seed) for level, at_level in points.items()}
        for factor, n in k.items()
    }
    write_assignments(assignments, clusters, clusterer=clusterer, k=k, seed=seed)


if "snakemake" in globals():
    run_task(main, snakemake)
