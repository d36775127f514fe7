"""Plot figure 5: training of the beta-VAE and the plain autoencoder."""

from hbvae.figures.style import PAGE, figure, how_many
from hbvae.figures.training_curves import training_curves
from hbvae.jobs.task import run_task
from hbvae.storage.history import read_history
from hbvae.storage.latents import read_latents


def main(history, latents, plain, png, pdf, title, model, plain_model, seed):
    _, index = read_latents(latents)
    caption = (
        f"{model} and {plain_model}: loss in each epoch. {title}: {how_many(index)}, seed {seed}. "
        "Squared error: summed over a slice, levels from 0 to 1; KL term: in nats; total: "
        "squared error and beta times the KL term. Solid: training slices; dashed: slices of "
        "held-out songs, after the epoch."
    )
    about = f"Training of {model} and {plain_model}"
    options = {"ncols": 2, "figsize": (PAGE, 2.8), "title": about}
    with figure((png, pdf), caption, **options) as (_, (left, right)):
        training_curves(read_history(history), left, model)
        training_curves(read_history(plain), right, plain_model, ("reconstruction",))


if "snakemake" in globals():
    run_task(main, snakemake)
