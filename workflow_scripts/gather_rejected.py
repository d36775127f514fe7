"""List the tracks that cannot be used; stop if they are too many, or too few are left."""

import logging

from hbvae.datasets.usable import check_usable
from hbvae.jobs.task import run_task
from hbvae.storage.tracks import read_batch, read_rejected, write_rejected

logger = logging.getLogger("hbvae")


def main(unusable, batches, batches_rejected, rejected, max_rejected, k):
    listed = read_rejected(unusable)
    n_tracks = len(listed) + sum(len(read_batch(path)) for path in batches)
    reasons = sorted([*listed, *(row for path in batches_rejected for row in read_rejected(path))])
    check_usable(reasons, n_tracks, max_rejected, k)
    write_rejected(rejected, reasons)
    logger.info("%d of %d tracks are rejected", len(reasons), n_tracks)


if "snakemake" in globals():
    run_task(main, snakemake)
