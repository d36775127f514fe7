"""Generate slices of every label with a conditional model, and probe how they sound."""

from hbvae.clustering.sampling import sample_rows
from hbvae.generation.conditional import label_grid, score_labels
from hbvae.generation.probe import ACCURACY_COLUMNS
from hbvae.jobs.task import run_task
from hbvae.models.labels import Conditions
from hbvae.models.weights import load_model
from hbvae.storage.features import map_mel, read_features_index
from hbvae.storage.grids import write_grid
from hbvae.storage.slices import slice_labels
from hbvae.storage.tracks import read_tracks
from hbvae.storage.tsv import write_rows


def main(features, tracks, weights, grid, accuracy, seed, max_points):
    model = load_model(weights)
    index, listed = read_features_index(features), read_tracks(tracks)
    conditions = Conditions.from_labels([track.labels for track in listed])
    write_grid(grid, label_grid(model, conditions, seed))

    rows = sample_rows(len(index.track), max_points, "real slices", seed)
    track = index.track[rows]
    labels = {factor: slice_labels(listed, index, factor)[rows] for factor in conditions.labels}
    real = map_mel(features)[rows]
    write_rows(
        accuracy, ACCURACY_COLUMNS, score_labels(model, conditions, real, track, labels, seed)
    )


if "snakemake" in globals():
    run_task(main, snakemake)
