"""Score one clusterer's clusters of one representation against every factor, at both levels."""

import csv

import numpy as np

from hbvae.clustering import track_means
from hbvae.latents import read_assignments, read_latents
from hbvae.manifest import read_tracks
from hbvae.metrics import external_scores, internal_scores
from hbvae.tasks import run_task


def main(latents, assignments, tracks, scores, row, factors):
    latent, index = read_latents(latents)
    points = {"slice": latent, "track": track_means(latent, index.track, len(index.track_id))}
    clusters = read_assignments(assignments)
    labels_of = {track.track_id: track.labels for track in read_tracks(tracks)}
    with open(scores, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, "excel-tab", lineterminator="\n")
        table.writerow([*row, "level", "reference", "k", "n", "metric", "value"])
        for factor in factors:
            track_labels = np.array([labels_of[track_id][factor] for track_id in index.track_id])
            labels = {"slice": track_labels[index.track], "track": track_labels}
            for level, found in clusters[factor].items():
                values = external_scores(labels[level], found)
                values |= internal_scores(points[level], found)
                for metric, value in values.items():
                    k = len(np.unique(found))
                    table.writerow(
                        [*row.values(), level, factor, k, len(found), metric, f"{value:.6g}"]
                    )


if "snakemake" in globals():
    run_task(main, snakemake)
