"""Copy the batches into one file; stop if too many tracks were rejected."""

import logging

from hbvae.errors import AudioError
from hbvae.manifest import read_rejected, write_rejected
from hbvae.store import merge_features, read_features_index
from hbvae.tasks import run_task

logger = logging.getLogger("hbvae")


def main(batches, batches_rejected, features, rejected, max_rejected):
    n_slices = merge_features(batches, features)
    n_tracks = len(read_features_index(features).track_id)
    reasons = sorted(row for path in batches_rejected for row in read_rejected(path))
    n_all = n_tracks + len(reasons)
    if len(reasons) > max_rejected * n_all:
        listed = "\n".join(f"  {track_id}: {reason}" for track_id, _, reason in reasons[:20])
        raise AudioError(
            f"{len(reasons)} of {n_all} tracks cannot be used, more than max_rejected = "
            f"{max_rejected:g} of them allows:\n{listed}\n"
            f"Mend or remove them, or raise max_rejected in the config."
        )
    write_rejected(rejected, reasons)
    logger.info("%d slices of %d tracks; %d tracks rejected", n_slices, n_tracks, len(reasons))


if "snakemake" in globals():
    run_task(main, snakemake)
