"""Plot the agreement of clusterings of resampled tracks, by number of clusters."""

import numpy as np

from hbvae.clustering.choice_of_k import most_stable_k, read_curve
from hbvae.figures.stability import stability_curve
from hbvae.figures.style import COLUMN, figure, how_many
from hbvae.jobs.task import run_task
from hbvae.storage.latents import read_latents


def main(curve, latents, png, pdf, title, representation, used, seed):
    points = read_curve(curve)
    columns = np.array(points).T
    _, index = read_latents(latents)
    caption = (
        f"{representation}: mean adjusted Rand index of pairs of k-means clusterings of different "
        "resamples of the songs, with 95 % interval. Marked: the largest k whose interval reaches "
        f"the best mean. {title}: {how_many(index)}, seed {seed}."
    )
    options = {"figsize": (COLUMN, 2.5), "title": f"{representation}: stability"}
    with figure((png, pdf), caption, **options) as (_, ax):
        stability_curve(*columns, most_stable_k(points), ax, used)


if "snakemake" in globals():
    run_task(main, snakemake)
