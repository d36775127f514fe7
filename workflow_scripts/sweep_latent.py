"""The collection's most central slice, moved along axes of the joint model's latent."""

import numpy as np

from hbvae.clustering.sampling import sample_rows
from hbvae.generation.sweep import SWEPT, central_slice, descriptors, in_words, sweep
from hbvae.jobs.task import run_task
from hbvae.models.registry import load_model
from hbvae.storage.features import map_mel
from hbvae.storage.grids import Grid, write_grid
from hbvae.storage.latents import columns, read_latents

N_AXES = {"lyrics": 1, "timbre": 3, "texture": 2}  # of each part, those that vary most


def main(features, latents, weights, grid, max_points):
    latent, _ = read_latents(latents)
    model, _ = load_model(weights)
    rows = sample_rows(len(latent), max_points, "axes in words")
    mel = map_mel(features)
    known = descriptors(mel[rows])
    central = central_slice(latent)
    names, mels = [], []
    for part, where in columns(model.parts).items():
        for number in range(min(N_AXES[part], where.stop - where.start)):
            axis = where.start + number
            words = in_words(latent[rows, axis], known)
            names.append(f"{part} {number + 1}" + (f"\n{words}" if words else ""))
            mels.append(sweep(model, latent, mel[central], central, axis))
    steps = [f"{percentile:g}th percentile" for percentile in SWEPT]
    write_grid(grid, Grid(np.stack(mels), names, steps))


if "snakemake" in globals():
    run_task(main, snakemake)
