"""Cluster slices, and tracks by the mean of their slices, once for each number of clusters."""

from hbvae.clustering.centres import track_means
from hbvae.clustering.clusterers import FINDS_K, cluster
from hbvae.evaluation.stability import most_stable_k, read_curve
from hbvae.jobs.task import run_task
from hbvae.storage.clusters import write_assignments
from hbvae.storage.latents import read_latents


def main(latents, stability, assignments, clusterer, settings, k, seed, max_points):
    if stability:
        stable = most_stable_k(read_curve(stability))
        k = {reference: stable if n == "auto" else n for reference, n in k.items()}
    latent, index = read_latents(latents)
    points = {"slice": latent, "track": track_means(latent, index.track, len(index.track_id))}
    clusters, found = {}, {}
    for reference, n in k.items():
        key = None if clusterer in FINDS_K else n
        if key not in found:
            found[key] = {
                level: cluster(clusterer, at_level, n, seed, max_points, **settings)
                for level, at_level in points.items()
            }
        clusters[reference] = found[key]
    write_assignments(assignments, clusters, clusterer=clusterer, k=k, seed=seed)


if "snakemake" in globals():
    run_task(main, snakemake)
