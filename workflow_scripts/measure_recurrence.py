"""Cluster random parts of a collection again, to measure how stable each group is."""

from collections.abc import Callable

import numpy as np

from hbvae.clustering.base import load_clusterer
from hbvae.clustering.centres import track_means
from hbvae.evaluation.recurrence import (
    N_CLOUDS,
    best_overlaps,
    highest_by_chance,
    mean_overlaps,
    recurrence,
    remove_groups,
    sample_cloud,
)
from hbvae.jobs.task import run_task
from hbvae.representations.base import SliceFeatures, compute
from hbvae.storage.clusters import read_assignments
from hbvae.storage.latents import read_latents, read_parts
from hbvae.storage.recurrence import Recurrence, write_recurrence


def main(
    latents, model_latents, assignments, others,
    groups,
    made_again, module, clusterer, settings, reference, seed, n_repeats, max_points,
):  # fmt: skip
    """If a representation is derived from a model's latents, each repeat derives it again.

    Args:
        made_again: module, name and settings of that representation; None to keep its points.
    """
    latent, index = read_latents(model_latents or latents)
    parts = read_parts(model_latents) if model_latents else {}
    clusters, *seed_clusters = (
        read_assignments(path)[reference]["track"] for path in [assignments, *others]
    )
    k, method = len(np.unique(clusters[clusters >= 0])), load_clusterer(module, clusterer)
    if k == 0:
        return write_recurrence(groups, [])

    def grouping(values: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
        def group(rows: np.ndarray) -> np.ndarray:
            is_kept = np.isin(index.track, rows)
            track, points = np.searchsorted(rows, index.track[is_kept]), values[is_kept]
            if made_again:
                slices = SliceFeatures(None, None, points, parts, track, max_points=max_points)
                points = compute(*made_again[:2], slices, seed, **made_again[2])
            means = track_means(points, track, len(rows))
            return method.cluster(means, min(k, len(rows)), seed, max_points, **settings)

        return group

    overlaps = recurrence(clusters, grouping(latent), n_repeats, seed)
    some = sample_cloud(len(clusters), seed)

    def by_chance(number: int) -> np.ndarray:
        group = grouping(remove_groups(latent, index.track, seed + number))
        repeats = max(2, n_repeats // N_CLOUDS)
        return recurrence(group(some), lambda rows: group(some[rows]), repeats, seed)

    clouds = [by_chance(number) for number in range(N_CLOUDS)]
    highest = highest_by_chance(clouds)
    again = mean_overlaps(
        [best_overlaps(clusters, other) for other in seed_clusters], len(overlaps)
    )
    rows = zip(overlaps, again, strict=True)
    write_recurrence(groups, [Recurrence(overlap, highest, seeds) for overlap, seeds in rows])


if "snakemake" in globals():
    run_task(main, snakemake)
