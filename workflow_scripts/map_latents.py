"""Map a representation's slices to a plane, continuing an earlier map if there is one."""

import numpy as np

from hbvae.clustering.growing import continue_map
from hbvae.clustering.projections import lay_out
from hbvae.jobs.task import run_task
from hbvae.storage.identities import read_earlier_rows
from hbvae.storage.latents import read_latents, read_map, write_map


def main(latents, earlier, matches, map, method, stays, with_lyrics, seed, max_points):
    latent, index = read_latents(latents)
    start = None
    if earlier:
        before, rows = read_map(earlier), read_earlier_rows(matches, with_lyrics).slice
        start = continue_map(latent, rows, before.xy)
    if stays and start is not None:
        xy, compared = start, np.flatnonzero(np.isin(rows, before.row))
    else:
        xy, compared = lay_out(latent, method, seed, max_points, start)
    write_map(map, xy, compared, index, method=method, seed=seed)


if "snakemake" in globals():
    run_task(main, snakemake)
