"""Plot figure 4: the network, read from the trained model."""

from hbvae.figures.architecture import architecture
from hbvae.figures.style import PAGE, figure
from hbvae.jobs.task import run_task
from hbvae.models.summary import layers
from hbvae.models.weights import load_model


def main(weights, png, pdf, title, model):
    network = load_model(weights)
    n_weights = sum(weight.numel() for weight in network.parameters())
    settings = network.config.model_dump()
    beta = f"beta = {settings['beta']:g}, " if "beta" in settings else ""
    caption = (
        f"{model}: layers with the shapes that they give, channels \N{MULTIPLICATION SIGN} bands "
        f"\N{MULTIPLICATION SIGN} frames. {title}: {beta}{n_weights:,} weights."
    )
    options = {"figsize": (PAGE, 2.8), "title": f"{model}: {beta}{n_weights:,} weights"}
    with figure((png, pdf), caption, **options) as (_, ax):
        architecture(layers(network), ax)


if "snakemake" in globals():
    run_task(main, snakemake)
