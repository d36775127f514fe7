"""Slices of every genre and language by the conditional VAE, and whether they sound like it."""

import csv

import numpy as np

from hbvae.clustering.sampling import sample_rows
from hbvae.generation.conditional import Conditions, condition_accuracy, generate
from hbvae.jobs.task import run_task
from hbvae.models.registry import load_model
from hbvae.storage.features import map_mel, read_features_index
from hbvae.storage.grids import Grid, write_grid
from hbvae.storage.tracks import read_tracks, reference_labels

N_EACH = 50  # slices of each label that are measured
N_DRAWS = 3  # rows of the grid, where there is one factor


def main(features, tracks, weights, grid, accuracy, seed, max_points):
    model, _ = load_model(weights)
    index, listed = read_features_index(features), read_tracks(tracks)
    conditions = Conditions.of([track.labels for track in listed])

    *others, shown = conditions.labels
    columns = conditions.labels[shown]
    if others:
        rows = conditions.labels[others[0]]
        fixed = conditions.complete({}, seed)
        wanted = [[fixed | {others[0]: row, shown: column} for column in columns] for row in rows]
        seeds = [seed] * len(rows)
    else:
        rows = [f"draw {number + 1}" for number in range(N_DRAWS)]
        wanted = [[{shown: column} for column in columns]] * N_DRAWS
        seeds = [seed + number for number in range(N_DRAWS)]
    mels = [
        generate(model, conditions.encode(of_row), of_draw, alike=True)
        for of_row, of_draw in zip(wanted, seeds, strict=True)
    ]
    write_grid(grid, Grid(np.stack(mels), rows, columns))

    some = sample_rows(len(index.track), max_points, "real slices", seed)
    real = map_mel(features)[some]
    random = np.random.default_rng(seed)
    with open(accuracy, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, "excel-tab", lineterminator="\n")
        table.writerow(["factor", "labels", "slices", "generated", "real", "chance"])
        for factor, names in conditions.labels.items():
            asked = np.repeat(names, N_EACH)
            all_labels = [
                conditions.complete({factor: one}, int(random.integers(2**31))) for one in asked
            ]
            made = generate(model, conditions.encode(all_labels), seed)
            labels = np.array(reference_labels(listed, index.track_id, factor))[index.track][some]
            found = condition_accuracy(real, index.track[some], labels, made, asked, seed)
            table.writerow([factor, len(names), len(made), *(f"{one:.3f}" for one in found)])


if "snakemake" in globals():
    run_task(main, snakemake)
