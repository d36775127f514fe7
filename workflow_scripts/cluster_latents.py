"""Cluster tracks (means of their slices) and slices, once for each number of clusters.

After an earlier run, its songs keep their clusters, or clusters keep their numbers.
"""

from hbvae.clustering.base import load_clusterer
from hbvae.clustering.centres import track_means
from hbvae.clustering.choice_of_k import most_stable_k, read_curve
from hbvae.clustering.growing import continue_clusters, number_as_before
from hbvae.clustering.numbering import number_by_size, number_like
from hbvae.jobs.task import run_task
from hbvae.storage.clusters import read_assignments, read_compared, write_assignments
from hbvae.storage.identities import NEW, read_earlier_rows
from hbvae.storage.latents import read_latents


def keep_clusters(points, rows, before, by_centre):
    """Add new songs to the clusters of the earlier run; None if these cannot stay."""
    kept = {
        level: continue_clusters(points[level], rows[level], before[level], by_centre)
        for level in points
    }
    return None if any(clusters is None for clusters in kept.values()) else kept


def main(
    latents, stability, earlier, matches, assignments,
    module, clusterer, settings, k, stays, with_lyrics, seed, max_points,
):  # fmt: skip
    if stability:
        stable = most_stable_k(read_curve(stability))
        k = {reference: stable if n == "auto" else n for reference, n in k.items()}
    latent, index = read_latents(latents)
    points = {"slice": latent, "track": track_means(latent, index.track, len(index.track_id))}
    method = load_clusterer(module, clusterer)
    before = read_assignments(earlier) if earlier else {}
    rows = read_earlier_rows(matches, with_lyrics)._asdict() if earlier else {}
    by_k, clusters, continued = {}, {}, []
    for reference, n in k.items():
        if stays and reference in before:
            kept = keep_clusters(points, rows, before[reference], method.compares_all)
            if kept:
                clusters[reference] = kept
                continued.append(reference)
                continue
        key = None if method.finds_k else n
        if key not in by_k:
            by_k[key] = {
                level: method.cluster(level_points, n, seed, max_points, **settings)
                for level, level_points in points.items()
            }
        tracks = number_by_size(by_k[key]["track"])
        if reference in before:
            tracks = number_as_before(tracks, rows["track"], before[reference]["track"])
        slices = number_like(by_k[key]["slice"], tracks[index.track])
        clusters[reference] = {"slice": slices, "track": tracks}
    compared = {level: method.count_compared(len(points[level]), max_points) for level in points}
    if continued:
        then = read_compared(earlier)
        compared = {level: min(then[level], int((rows[level] != NEW).sum())) for level in points}
    write_assignments(
        assignments, clusters, compared, continued, clusterer=clusterer, k=k, seed=seed
    )


if "snakemake" in globals():
    run_task(main, snakemake)
