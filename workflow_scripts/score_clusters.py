"""Score the clusters of a representation by all clusterers, and their names, by every factor."""

import numpy as np

from hbvae.evaluation.cluster_scores import (
    Assignment,
    both_levels,
    clustering_columns,
    score_level,
    score_rows,
)
from hbvae.evaluation.name_scores import SYNONYM_COLUMNS, read_synonyms, score_names
from hbvae.evaluation.score_table import write_scores
from hbvae.evaluation.uncertainty import track_weights
from hbvae.jobs.task import run_task
from hbvae.storage.clusters import read_assignments
from hbvae.storage.latents import read_latents
from hbvae.storage.names import NamedClustering, read_names
from hbvae.storage.tracks import read_tracks, reference_labels
from hbvae.storage.traits import read_traits
from hbvae.storage.tsv import read_rows


def main(
    latents, assignments, names, traits, synonyms, tracks, scores,
    where, clusterers, finds_k, references, n_resamples, n_shuffles, max_points,
):  # fmt: skip
    latent, index = read_latents(latents)
    listed = read_tracks(tracks)
    labels = {
        reference: np.array(reference_labels(listed, index.track_id, reference))
        for reference in references
        if reference != "none"
    }
    weights = track_weights(len(index.track_id), n_resamples, seed=0)
    clusters = {
        clusterer: read_assignments(path)
        for clusterer, path in zip(clusterers, assignments, strict=True)
    }
    rows = []
    for level in both_levels(latent, index.track, len(index.track_id)):
        at_level = [
            Assignment(clusterer, reference, levels[level.name], clusterer in finds_k)
            for clusterer, references in clusters.items()
            for reference, levels in references.items()
        ]
        rows += score_level(level, at_level, labels, weights, n_shuffles, max_points)
    named, described = read_names([names]), read_traits(traits)
    also = read_synonyms(read_rows(synonyms, SYNONYM_COLUMNS))
    for clusterer, by_reference in clusters.items():
        for reference, levels in by_reference.items():
            which = where["representation"], clusterer, where["seed"], reference
            called = named.get(NamedClustering(*which), [])
            track_values = levels["track"], described, labels.get(reference)
            scored = score_names(called, *track_values, also, weights)
            place = clustering_columns(clusterer, "track", reference, levels["track"])
            rows += score_rows(place, len(levels["track"]), scored.items())
    write_scores(scores, [where | row for row in rows])


if "snakemake" in globals():
    run_task(main, snakemake)
