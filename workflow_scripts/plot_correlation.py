"""Plot figure 10: correlation of the latent dimensions."""

from hbvae.figures.correlation import chance_correlation, correlation, ordered_correlation
from hbvae.figures.style import COLUMN, figure, how_many, written
from hbvae.jobs.task import run_task
from hbvae.storage.latents import read_latents


def main(latents, png, pdf, title, model, seed):
    latent, index = read_latents(latents)
    matrix, order, mean_absolute = ordered_correlation(latent)
    n_constant = latent.shape[1] - len(order)
    left_out = f"; {n_constant} constant dimensions are left out" if n_constant else ""
    chance = chance_correlation(len(index.track_id))
    caption = (
        f"{model}: correlation of the {len(order)} dimensions of the latent space{left_out}. "
        f"{title}: {how_many(index)}, seed {seed}. Mean absolute correlation off the diagonal: "
        f"{written(mean_absolute, 3)}; with independent dimensions and as many tracks, it would be "
        f"{written(chance, 3)}."
    )
    about = f"{model}: mean |r| {written(mean_absolute)} (chance {written(chance)})"
    with figure((png, pdf), caption, title=about, figsize=(COLUMN, 3.1)) as (_, ax):
        correlation(matrix, ax)


if "snakemake" in globals():
    run_task(main, snakemake)
