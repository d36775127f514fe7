"""Figure 10: how far the dimensions of the latent go together."""

from hbvae.figures.correlation import correlation, ordered_correlation
from hbvae.figures.style import COLUMN, figure, how_many
from hbvae.jobs.task import run_task
from hbvae.storage.latents import read_latents


def main(latents, png, pdf, title, model, seed):
    latent, index = read_latents(latents)
    matrix, order, mean_absolute = ordered_correlation(latent)
    n_constant = latent.shape[1] - len(order)
    left_out = f" ({n_constant} constant ones left out)" if n_constant else ""
    caption = (
        f"{title}: correlation of the {len(order)} dimensions of the {model} latent, in the order "
        f"of their likeness{left_out}; mean absolute value off the "
        f"diagonal {mean_absolute:.3f}. {how_many(index)}, "
        f"seed {seed}."
    )
    with figure((png, pdf), caption, figsize=(COLUMN, 3.4)) as (_, ax):
        correlation(matrix, order, ax)


if "snakemake" in globals():
    run_task(main, snakemake)
