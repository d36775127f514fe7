"""Copy the batches into one file."""

import logging

from hbvae.store import merge_features
from hbvae.tasks import run_task

logger = logging.getLogger("hbvae")


def main(batches, rejected, features):
    logger.info("%d slices", merge_features(batches, features))


if "snakemake" in globals():
    run_task(main, snakemake)
