"""Figure 7: the latent map by each factor, with how well k-means finds that factor."""

import csv

import numpy as np

from hbvae.figures.latent_map import latent_map, legend_rows
from hbvae.figures.style import PAGE, figure
from hbvae.latents import read_latents
from hbvae.manifest import read_tracks
from hbvae.tasks import run_task


def main(map, scores, tracks, png, pdf, title, factors, model, seed, epochs):
    xy, index = read_latents(map)
    labels_of = {track.track_id: track.labels for track in read_tracks(tracks)}
    with open(scores, encoding="utf-8", newline="") as file:
        ari = {
            row["reference"]: float(row["value"])
            for row in csv.DictReader(file, dialect="excel-tab")
            if (row["level"], row["metric"]) == ("slice", "ari")
        }
    caption = (
        f"{title}: t-SNE of the {model} latent (seed {seed}, {epochs} epochs), "
        f"{len(xy):,} slices of {len(index.track_id):,} tracks. ARI: k-means on the latent."
    )
    by_factor = {
        factor: np.array([labels_of[track_id][factor] for track_id in index.track_id])[index.track]
        for factor in factors
    }
    rows = max(legend_rows(labels) for labels in by_factor.values())
    size = (PAGE / 2 * len(factors), 2.9 + 0.17 * rows)
    with figure((png, pdf), caption, ncols=len(factors), figsize=size, squeeze=False) as (_, axes):
        for (factor, labels), ax in zip(by_factor.items(), axes[0], strict=True):
            latent_map(xy, labels, ax, f"by {factor} (ARI {ari[factor]:.2f})")


if "snakemake" in globals():
    run_task(main, snakemake)
