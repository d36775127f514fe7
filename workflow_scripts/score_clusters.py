"""Score all clusterers' clusters of one representation against every factor, at both levels.

The clusterer called "reference" puts a point where its reference label says: its scores tell how
compact the labels themselves are.
"""

import numpy as np

from hbvae.clustering.centres import track_means
from hbvae.clustering.sampling import sample_rows
from hbvae.evaluation.metrics import shape_of
from hbvae.evaluation.score_table import write_scores
from hbvae.evaluation.uncertainty import Score, agreement, compactness, track_weights
from hbvae.jobs.task import run_task
from hbvae.storage.clusters import NOISE, read_assignments
from hbvae.storage.latents import read_latents
from hbvae.storage.tracks import read_tracks, reference_labels


def main(
    latents, assignments, tracks, scores,
    where, clusterers, finds_k, references, n_resamples, n_shuffles, max_points,
):  # fmt: skip
    latent, index = read_latents(latents)
    n_tracks = len(index.track_id)
    levels = {
        "slice": (latent, index.track),
        "track": (track_means(latent, index.track, n_tracks), np.arange(n_tracks)),
    }
    listed = read_tracks(tracks)
    labels = {
        reference: np.array(reference_labels(listed, index.track_id, reference))
        for reference in references
        if reference != "none"
    }
    weights = track_weights(n_tracks, n_resamples, seed=0)
    rows = []

    for level, (points, track) in levels.items():
        some = sample_rows(len(points), max_points, f"distances, by {level}")
        shape, of_some, known = shape_of(points[some]), track[some], {}

        def add(clusterer, reference, clusters, scored, n, level=level):
            cell = where | {"clusterer": clusterer, "level": level, "reference": reference}
            cell |= {"k": len(np.unique(clusters[clusters != NOISE])), "n": n}
            rows.extend(cell | {"metric": name} | one._asdict() for name, one in scored.items())

        for clusterer, path in zip(clusterers, assignments, strict=True):
            for reference, of_level in read_assignments(path).items():
                clusters = of_level[level]
                key = clusters.tobytes()  # some are the same for every reference
                if key not in known:
                    known[key] = compactness(shape, clusters[some], of_some, weights, n_shuffles)
                add(clusterer, reference, clusters, known[key], len(some))
                scored = {}
                if reference in labels:
                    scored = agreement(labels[reference], clusters, track, weights, n_shuffles)
                if clusterer in finds_k:
                    scored["noise"] = Score(float((clusters == NOISE).mean()))
                add(clusterer, reference, clusters, scored, len(clusters))
        dealt = np.unique(of_some, return_inverse=True)[1]
        for reference, of_tracks in labels.items():
            groups = np.unique(of_tracks, return_inverse=True)[1][of_some]
            scored = compactness(shape, groups, of_some, weights, n_shuffles, dealt)
            add("reference", reference, groups, scored, len(some))
    write_scores(scores, rows)


if "snakemake" in globals():
    run_task(main, snakemake)
