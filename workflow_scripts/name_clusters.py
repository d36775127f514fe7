"""Name the clusters of songs that each clusterer makes of one representation."""

from hbvae.clustering.naming import name_clusters
from hbvae.jobs.task import run_task
from hbvae.storage.clusters import read_assignments
from hbvae.storage.names import NamedClustering, write_names
from hbvae.storage.traits import read_traits


def main(traits, assignments, names, representation, seed, clusterers, hears):
    tracks, named = read_traits(traits), {}
    for clusterer, path in zip(clusterers, assignments, strict=True):
        for reference, levels in read_assignments(path).items():
            clustering = NamedClustering(representation, clusterer, seed, reference)
            named[clustering] = name_clusters(tracks, levels["track"], hears)
    write_names(names, named)


if "snakemake" in globals():
    run_task(main, snakemake)
