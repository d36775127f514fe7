"""Copy the batches into one file."""

import logging

from hbvae.jobs.task import run_task
from hbvae.storage.features import merge_features

logger = logging.getLogger("hbvae")


def main(batches, rejected, features, longer_than=None):
    n_slices, same = merge_features(batches, features, longer_than)
    logger.info("%d slices", n_slices)
    if same:
        pairs = "; ".join(f"{one} as {other}" for one, other in same[:10])
        more = f"; and {len(same) - 10} more" if len(same) > 10 else ""
        logger.warning("%d tracks sound exactly as another one: %s%s", len(same), pairs, more)


if "snakemake" in globals():
    run_task(main, snakemake)
