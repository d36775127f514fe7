"""Figure 5: how the beta-VAE and the plain autoencoder were fitted."""

from hbvae.figures.style import PAGE, figure
from hbvae.figures.training_curves import read_history, training_curves
from hbvae.tasks import run_task


def main(history, autoencoder, png, pdf, title, model, seed):
    caption = (
        f"{title}: loss in each epoch, seed {seed}: squared error summed over a slice, KL term in "
        "nats, total with the KL term times beta. Solid: slices that are fitted; "
        "dashed: those of held-out tracks, after the epoch."
    )
    with figure((png, pdf), caption, ncols=2, figsize=(PAGE, 2.6)) as (_, (left, right)):
        training_curves(read_history(history), left, model)
        training_curves(read_history(autoencoder), right, "autoencoder", ("reconstruction",))


if "snakemake" in globals():
    run_task(main, snakemake)
