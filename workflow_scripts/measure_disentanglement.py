"""Measure what a representation's axes, and its parts, tell of each factor.

Labels are of tracks, so the probe is given a row a track; mutual information and forests, which
need many points, are given slices, and whole tracks are held out of them.
"""

import numpy as np

from hbvae.clustering.centres import track_means
from hbvae.clustering.sampling import sample_rows
from hbvae.evaluation.disentanglement import (
    dci,
    leakage,
    mean_absolute_correlation,
    modularity,
    mutual_information,
    mutual_information_gap,
    separated_attribute,
    total_correlation,
)
from hbvae.evaluation.score_table import PART_COLUMNS, write_scores
from hbvae.evaluation.uncertainty import Score, track_weights
from hbvae.jobs.task import run_task
from hbvae.storage.latents import read_latents, read_parts
from hbvae.storage.tracks import read_tracks, reference_labels

N_SLICES = 3000  # at most, that the forests and the single axes are measured on
N_SHUFFLES = 10  # of the labels, for the probe by chance


def main(latents, tracks, scores, where, has_axes, factors, n_resamples, max_points):
    latent, index = read_latents(latents)
    n_tracks = len(index.track_id)
    means = track_means(latent, index.track, n_tracks)
    listed = read_tracks(tracks)
    labels = {
        factor: np.unique(reference_labels(listed, index.track_id, factor), return_inverse=True)[1]
        for factor in factors
    }
    artist = labels.get("artist", np.arange(n_tracks))
    # One label tells nothing; one for each track cannot be told of another.
    labels = {
        factor: of_tracks
        for factor, of_tracks in labels.items()
        if len(np.unique(of_tracks)) > 1 and np.bincount(of_tracks).min() > 1
    }
    rows = []

    def add(part, level, reference, n, **found):
        cell = where | {"part": part, "level": level, "reference": reference, "n": n}
        cell["k"] = len(np.unique(labels[reference])) if reference in labels else 0
        for metric, score in found.items():
            score = score if isinstance(score, Score) else Score(score)
            rows.append(cell | {"metric": metric} | score._asdict())

    parts = {"whole": slice(None)} | read_parts(latents)
    if "timbre" in parts:
        parts["audio"] = slice(parts["timbre"].start, parts["texture"].stop)
    some = sample_rows(n_tracks, max_points, "probes")
    weights = track_weights(len(some), n_resamples, seed=0)
    for part, columns in parts.items():
        for factor, of_tracks in labels.items():
            of = means[some][:, columns], of_tracks[some], artist[some]
            add(part, "track", factor, len(some), probe=leakage(*of, weights, N_SHUFFLES))
    if has_axes:
        some = sample_rows(len(latent), max_points, "correlations of axes")
        for part, columns in parts.items():
            codes = latent[some][:, columns]
            add(part, "slice", "none", len(some),
                total_correlation=total_correlation(codes),
                mean_absolute_correlation=mean_absolute_correlation(codes))  # fmt: skip
    if has_axes and labels:
        some = sample_rows(len(latent), N_SLICES, "disentanglement")
        codes, track = latent[some], index.track[some]
        of_slices = {factor: of_tracks[track] for factor, of_tracks in labels.items()}
        known = {factor: mutual_information(codes, one) for factor, one in of_slices.items()}
        for factor, one in of_slices.items():
            add("whole", "slice", factor, len(some),
                mig=mutual_information_gap(known[factor], one),
                sap=separated_attribute(codes, one, track))  # fmt: skip
        together = dci(codes, np.array(list(of_slices.values())), track)._asdict()
        together["modularity"] = modularity(np.array(list(known.values())))
        add("whole", "slice", "none", len(some), **together)
    write_scores(scores, rows, PART_COLUMNS)


if "snakemake" in globals():
    run_task(main, snakemake)
