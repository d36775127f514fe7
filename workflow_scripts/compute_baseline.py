"""Compute a representation that is not trained."""

from hbvae.latents import read_latents, read_lyrics, write_latents
from hbvae.representations import BASELINES, SliceFeatures
from hbvae.store import map_mel, read_features_index
from hbvae.tasks import run_task


def main(features, lyrics, model_latents, latents, baseline, settings, seed, max_points):
    index = read_features_index(features)
    slices = SliceFeatures(
        map_mel(features),
        read_lyrics(lyrics, index.track_id)[0][index.track] if lyrics else None,
        read_latents(model_latents)[0] if model_latents else None,
        max_points,
    )
    points = BASELINES[baseline](slices, seed, **settings)
    write_latents(latents, points, index, model=baseline, seed=seed)


if "snakemake" in globals():
    run_task(main, snakemake)
