"""Move the collection's most central slice along latent axes of a model."""

from hbvae.clustering.sampling import sample_rows
from hbvae.generation.sweep import sweep_axes
from hbvae.jobs.task import run_task
from hbvae.models.weights import load_model
from hbvae.storage.features import map_mel
from hbvae.storage.grids import write_grid
from hbvae.storage.latents import read_latents


def main(features, latents, weights, grid, max_points):
    latent, _ = read_latents(latents)
    model = load_model(weights)
    described = sample_rows(len(latent), max_points, "axes in words")
    write_grid(grid, sweep_axes(model, latent, map_mel(features), described))


if "snakemake" in globals():
    run_task(main, snakemake)
