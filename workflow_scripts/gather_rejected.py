"""List the tracks that cannot be used; stop if they are too many, or too few are left."""

import logging

from hbvae.datasets.usable import check_usable
from hbvae.jobs.task import run_task
from hbvae.storage.tracks import read_batch, read_rejected, write_rejected

logger = logging.getLogger("hbvae")


def main(unusable, batches, batches_rejected, rejected, max_rejected, k):
    listed = read_rejected(unusable)
    paths = [path for _, path, _ in listed]
    paths += [track.path for batch in batches for track in read_batch(batch)]
    reasons = sorted([*listed, *(row for path in batches_rejected for row in read_rejected(path))])
    check_usable(reasons, paths, max_rejected, k)
    write_rejected(rejected, reasons)
    logger.info("%d of %d tracks are rejected", len(reasons), len(paths))


if "snakemake" in globals():
    run_task(main, snakemake)
