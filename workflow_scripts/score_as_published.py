"""Score a representation of a published corpus by the protocol of the published scores."""

import numpy as np

from hbvae.clustering.centres import track_means
from hbvae.evaluation.maeb import bootstrap_v_measure, write_sampled
from hbvae.jobs.task import run_task
from hbvae.storage.latents import read_latents
from hbvae.storage.tracks import read_tracks, reference_labels


def main(latents, tracks, scores, where, factor, n_shuffles):
    latent, index = read_latents(latents)
    labels = np.array(reference_labels(read_tracks(tracks), index.track_id, factor))
    points = track_means(latent, index.track, len(labels))[labels != ""]
    labels = labels[labels != ""]
    score = bootstrap_v_measure(points, labels, n_shuffles, where["seed"])
    size = {"k": len(np.unique(labels)), "n": len(labels)}
    write_sampled(scores, [where | size | score._asdict()])


if "snakemake" in globals():
    run_task(main, snakemake)
