"""Plot the map of a collection, with a colour for each group of songs."""

from hbvae.clustering.projections import PROJECTIONS
from hbvae.figures.latent_map import (
    TITLES,
    latent_map,
    legend_height,
    map_size,
    mark_groups,
    stands_beside,
)
from hbvae.figures.style import figure, how_many
from hbvae.jobs.task import run_task
from hbvae.storage.clusters import NOISE, read_assignments
from hbvae.storage.latents import read_map
from hbvae.storage.names import NamedClustering, numbered_names, read_names


def main(
    map, assignments, names, png, pdf,
    dataset, representation, title, reference, clusterer, clusterer_title, seed, method,
):  # fmt: skip
    xy, row, index = read_map(map)
    clusters = read_assignments(assignments)[reference]["track"][index.track[row]]
    named = read_names([names]).get(NamedClustering(representation, clusterer, seed, reference), [])
    groups = numbered_names(clusters, named)
    name = PROJECTIONS[method].title
    caption = (
        f"{title}: {name}. {dataset}: {how_many(index, len(row))}, each slice in the colour of its "
        f"song's group; groups of songs by {clusterer_title}, seed {seed}. In brackets: slices."
    )
    beside = stands_beside(1, groups)
    marked = {str(number): clusters == number for number in sorted({*clusters} - {NOISE})}
    width, (height,) = map_size([groups], [xy], beside)
    height += TITLES + (0 if beside else legend_height([groups]))
    options = {"figsize": (width, height), "title": f"{title}: groups of songs"}
    with figure((png, pdf), caption, **options) as (_, ax):
        latent_map(xy[row], groups, ax, "", is_beside=beside)
        mark_groups(xy[row], marked, ax)


if "snakemake" in globals():
    run_task(main, snakemake)
