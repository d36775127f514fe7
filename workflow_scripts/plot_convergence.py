"""Plot figure 8: convergence of the paper's model."""

from hbvae.figures.style import COLUMN, figure, how_many
from hbvae.figures.training_curves import training_curves
from hbvae.jobs.task import run_task
from hbvae.storage.history import read_history
from hbvae.storage.latents import read_latents


def main(history, latents, png, pdf, title, model, seed):
    _, index = read_latents(latents)
    caption = (
        f"{model}: loss in each epoch. {title}: {how_many(index)}, seed {seed}. Squared "
        "error: summed over a slice, levels from 0 to 1; total: squared error and beta times the "
        "KL term, in nats. Solid: training slices; dashed: slices of held-out songs, after the "
        "epoch."
    )
    options = {"figsize": (COLUMN, 2.8), "title": f"{model}: convergence"}
    with figure((png, pdf), caption, **options) as (_, ax):
        training_curves(read_history(history), ax, "", ("loss", "reconstruction"))


if "snakemake" in globals():
    run_task(main, snakemake)
