"""Measure what the axes and parts of a representation reveal of each factor."""

import numpy as np

from hbvae.evaluation.part_scores import (
    Measured,
    all_parts,
    keep_labelled,
    measurable,
    measure_axes,
    measure_forests,
    measure_parts,
    probe_parts,
)
from hbvae.evaluation.score_table import PART_COLUMNS, write_scores
from hbvae.jobs.task import run_task
from hbvae.storage.latents import read_latents, read_parts
from hbvae.storage.tracks import read_tracks, reference_labels


def main(latents, tracks, scores, where, has_axes, factors, n_resamples, max_points, dci):
    latent, index = read_latents(latents)
    listed = read_tracks(tracks)
    labels = {factor: reference_labels(listed, index.track_id, factor) for factor in factors}
    labels, latent, track = keep_labelled(labels, latent, index.track)
    artist = labels.get("artist", np.arange(track.max() + 1))
    parts = all_parts(read_parts(latents))
    measured = Measured(latent, track, measurable(labels), artist, parts)
    rows = probe_parts(measured, n_resamples, max_points)
    if has_axes:
        rows += measure_parts(measured, max_points) + measure_axes(measured)
        rows += measure_forests(measured, dci)
    write_scores(scores, [where | row for row in rows], PART_COLUMNS)


if "snakemake" in globals():
    run_task(main, snakemake)
