"""Name the clusters of songs by each clusterer in a representation.

Clusters of an earlier run keep their names.
"""

from hbvae.clustering.naming import name_clusters
from hbvae.jobs.task import run_task
from hbvae.storage.clusters import read_assignments, read_continued
from hbvae.storage.names import NamedClustering, read_names, write_names
from hbvae.storage.traits import read_traits


def main(traits, assignments, earlier, names, representation, seed, clusterers, hears):
    tracks, named = read_traits(traits), {}
    before = read_names([earlier] if earlier else [])
    for clusterer, path in zip(clusterers, assignments, strict=True):
        continued = read_continued(path)
        for reference, levels in read_assignments(path).items():
            clustering = NamedClustering(representation, clusterer, seed, reference)
            if reference in continued and clustering in before:
                named[clustering] = before[clustering]
            else:
                named[clustering] = name_clusters(tracks, levels["track"], hears)
    write_names(names, named)


if "snakemake" in globals():
    run_task(main, snakemake)
