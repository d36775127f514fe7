"""Copy the batches into one file."""

import logging

from hbvae.jobs.task import run_task
from hbvae.storage.features import merge_features

logger = logging.getLogger("hbvae")


def main(batches, rejected, features, longer_than=None):
    logger.info("%d slices", merge_features(batches, features, longer_than))


if "snakemake" in globals():
    run_task(main, snakemake)
