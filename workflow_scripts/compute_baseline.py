"""Compute a representation without training."""

import numpy as np

from hbvae.jobs.task import run_task
from hbvae.representations.base import SliceFeatures, compute
from hbvae.storage.features import map_embedding, map_mel, read_features_index
from hbvae.storage.identities import read_fitted
from hbvae.storage.latents import read_latents, read_parts, write_latents
from hbvae.storage.lyrics import read_embeddings
from hbvae.storage.tracks import read_tracks, reference_labels


def main(
    features, lyrics, model_latents, tracks, matches, latents,
    module, baseline, factor, needs_encoder, settings, seed, max_points,
):  # fmt: skip
    index = read_features_index(features)
    latent, parts, labels = None, {}, None
    if model_latents:
        latent, index = read_latents(model_latents)
        parts = read_parts(model_latents)
    if tracks:
        labels = reference_labels(read_tracks(tracks), index.track_id, factor)
        labels = np.array(labels)[index.track]
    slices = SliceFeatures(
        map_mel(features),
        read_embeddings(lyrics, index.track_id)[0][index.track] if lyrics else None,
        latent,
        parts,
        index.track,
        labels,
        max_points,
        map_embedding(features) if needs_encoder else None,
        read_fitted(matches)[index.track] if matches else None,
    )
    points = compute(module, baseline, slices, seed, **settings)
    write_latents(latents, points, index, model=baseline, seed=seed, device="the CPU")


if "snakemake" in globals():
    run_task(main, snakemake)
