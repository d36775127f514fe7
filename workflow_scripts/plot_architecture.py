"""Figure 4: the network, read from the trained model."""

from hbvae.figures.architecture import architecture
from hbvae.figures.style import PAGE, figure
from hbvae.jobs.task import run_task
from hbvae.models.registry import load_model
from hbvae.models.summary import layers


def main(weights, png, pdf, title, model):
    network, recipe = load_model(weights)
    n_weights = sum(weight.numel() for weight in network.parameters())
    beta = f", beta {network.config.beta:g}" if hasattr(network.config, "beta") else ""
    caption = (
        f"{title}: {model}{beta}, {n_weights:,} weights. Shapes are channels x bands x frames."
    )
    with figure((png, pdf), caption, figsize=(PAGE, 3.0)) as (_, ax):
        architecture(layers(network, recipe["input_shape"], recipe["lyrics_dim"]), ax)


if "snakemake" in globals():
    run_task(main, snakemake)
