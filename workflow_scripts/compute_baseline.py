"""Compute a representation that is not trained."""

from hbvae.representations import BASELINES
from hbvae.store import map_mel, read_features_index, write_latents
from hbvae.tasks import run_task


def main(features, latents, baseline, settings, seed):
    points = BASELINES[baseline](map_mel(features), seed, **settings)
    write_latents(latents, points, read_features_index(features), model=baseline, seed=seed)


if "snakemake" in globals():
    run_task(main, snakemake)
