"""The map of a collection, each group of songs in a colour of its own."""

from hbvae.clustering.projections import PROJECTIONS
from hbvae.figures.latent_map import groups_size, latent_map
from hbvae.figures.style import figure, how_many
from hbvae.jobs.task import run_task
from hbvae.reporting.groups import group_name
from hbvae.storage.clusters import read_assignments
from hbvae.storage.latents import read_map


def main(
    map, assignments, png, pdf, title, representation, reference, clusterer, seed, method
):  # fmt: skip
    xy, row, index = read_map(map)
    clusters = read_assignments(assignments)[reference]["track"]
    names = [group_name(cluster) for cluster in clusters[index.track[row]]]
    caption = (
        f"{title}. {representation}, by {PROJECTIONS[method].title}; clusters of songs by "
        f"{clusterer} (seed {seed}), a slice in the colour of its song; "
        f"{how_many(index, len(row))}."
    )
    with figure((png, pdf), caption, figsize=groups_size(names)) as (_, ax):
        latent_map(xy[row], names, ax, "")


if "snakemake" in globals():
    run_task(main, snakemake)
