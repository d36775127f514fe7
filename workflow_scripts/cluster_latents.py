"""Cluster tracks by the mean of their slices, and slices, once for each number of clusters."""

from hbvae.clustering.base import load_clusterer
from hbvae.clustering.centres import track_means
from hbvae.clustering.choice_of_k import most_stable_k, read_curve
from hbvae.clustering.numbering import number_by_size, number_like
from hbvae.jobs.task import run_task
from hbvae.storage.clusters import write_assignments
from hbvae.storage.latents import read_latents


def main(latents, stability, assignments, module, clusterer, settings, k, seed, max_points):
    if stability:
        stable = most_stable_k(read_curve(stability))
        k = {reference: stable if n == "auto" else n for reference, n in k.items()}
    latent, index = read_latents(latents)
    means = track_means(latent, index.track, len(index.track_id))
    method = load_clusterer(module, clusterer)
    by_k, clusters = {}, {}
    for reference, n in k.items():
        key = None if method.finds_k else n
        if key not in by_k:
            slices, tracks = (
                method.cluster(points, n, seed, max_points, **settings)
                for points in (latent, means)
            )
            tracks = number_by_size(tracks)
            by_k[key] = {"slice": number_like(slices, tracks[index.track]), "track": tracks}
        clusters[reference] = by_k[key]
    n_points = {"slice": len(latent), "track": len(means)}
    compared = {level: method.count_compared(n, max_points) for level, n in n_points.items()}
    write_assignments(assignments, clusters, compared, clusterer=clusterer, k=k, seed=seed)


if "snakemake" in globals():
    run_task(main, snakemake)
