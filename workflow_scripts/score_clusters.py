"""Score one clusterer's clusters of one representation against every factor, at both levels.

The clusterer called "reference" puts a point where its reference label says: its scores tell how
compact the labels themselves are.
"""

import numpy as np

from hbvae.clustering import FINDS_K, NOISE, track_means
from hbvae.evidence import Score, agreement, compactness, track_weights
from hbvae.latents import read_assignments, read_latents
from hbvae.manifest import read_tracks, reference_labels
from hbvae.metrics import shape_of
from hbvae.scores import write_scores
from hbvae.tasks import run_task


def main(latents, assignments, tracks, scores, row, references, n_resamples, n_shuffles):
    latent, index = read_latents(latents)
    clusters = read_assignments(assignments) if assignments else None
    listed = read_tracks(tracks)
    n_tracks = len(index.track_id)
    weights = track_weights(n_tracks, n_resamples, seed=0)
    levels = {
        "slice": (latent, index.track),
        "track": (track_means(latent, index.track, n_tracks), np.arange(n_tracks)),
    }
    rows = []
    for level, (points, track) in levels.items():
        shape = shape_of(points)
        for reference in references:
            labels = None
            if reference != "none":
                labels = np.array(reference_labels(listed, index.track_id, reference))
            if clusters is None:
                found = labels[track]
                scored = compactness(shape, found, track, weights, n_shuffles, dealt=track)
            else:
                found = clusters[reference][level]
                scored = compactness(shape, found, track, weights, n_shuffles)
                if labels is not None:
                    scored = agreement(labels, found, track, weights, n_shuffles) | scored
            of_noise = found == NOISE
            if row["clusterer"] in FINDS_K:
                scored["noise"] = Score(float(of_noise.mean()))
            k = len(np.unique(found[~of_noise]))
            where = row | {"level": level, "reference": reference, "k": k, "n": len(found)}
            rows += [where | {"metric": name} | one._asdict() for name, one in scored.items()]
    write_scores(scores, rows)


if "snakemake" in globals():
    run_task(main, snakemake)
