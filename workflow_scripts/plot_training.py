"""Figure 5: how the beta-VAE and the plain autoencoder were fitted."""

from hbvae.figures.style import PAGE, figure, how_many
from hbvae.figures.training_curves import training_curves
from hbvae.jobs.task import run_task
from hbvae.storage.history import read_history
from hbvae.storage.latents import read_latents


def main(history, latents, plain, png, pdf, title, model, plain_model, seed):
    _, index = read_latents(latents)
    caption = (
        f"{title}: loss in each epoch, {how_many(index)}, seed {seed}: squared error summed over a "
        "slice, KL term in nats, total with the KL term times beta. Solid: slices that are fitted; "
        "dashed: those of held-out tracks, after the epoch."
    )
    with figure((png, pdf), caption, ncols=2, figsize=(PAGE, 2.6)) as (_, (left, right)):
        training_curves(read_history(history), left, model)
        training_curves(read_history(plain), right, plain_model, ("reconstruction",))


if "snakemake" in globals():
    run_task(main, snakemake)
