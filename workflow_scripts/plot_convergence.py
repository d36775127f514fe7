"""Figure 8: how the main model was fitted."""

from hbvae.figures.style import COLUMN, figure, how_many
from hbvae.figures.training_curves import training_curves
from hbvae.jobs.task import run_task
from hbvae.storage.history import read_history
from hbvae.storage.latents import read_latents


def main(history, latents, png, pdf, title, model, seed):
    _, index = read_latents(latents)
    caption = (
        f"{title}: {model}, {how_many(index)}, seed {seed}: squared error summed over a slice, "
        "and with the KL term times beta. Solid: slices that are fitted; dashed: those of held-out "
        "tracks, after the epoch."
    )
    with figure((png, pdf), caption, figsize=(COLUMN, 2.8)) as (_, ax):
        training_curves(read_history(history), ax, "", ("loss", "reconstruction"))


if "snakemake" in globals():
    run_task(main, snakemake)
