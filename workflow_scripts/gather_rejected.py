"""List the tracks that cannot be used; stop if they are too many."""

import logging

from hbvae.errors import AudioError
from hbvae.manifest import read_batch, read_rejected, write_rejected
from hbvae.tasks import run_task

logger = logging.getLogger("hbvae")


def main(batches, batches_rejected, rejected, max_rejected):
    n_tracks = sum(len(read_batch(path)) for path in batches)
    reasons = sorted(row for path in batches_rejected for row in read_rejected(path))
    if len(reasons) > max_rejected * n_tracks:
        listed = "\n".join(f"  {track_id}: {reason}" for track_id, _, reason in reasons[:20])
        raise AudioError(
            f"{len(reasons)} of {n_tracks} tracks cannot be used, more than max_rejected = "
            f"{max_rejected:g} of them allows:\n{listed}\n"
            f"Mend or remove them, or raise max_rejected in the config."
        )
    write_rejected(rejected, reasons)
    logger.info("%d of %d tracks are rejected", len(reasons), n_tracks)


if "snakemake" in globals():
    run_task(main, snakemake)
