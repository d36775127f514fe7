"""List the unused tracks; stop if too many are unusable, or too few are left."""

import logging

from hbvae.datasets.usable import check_usable
from hbvae.jobs.task import run_task
from hbvae.storage.features import read_durations
from hbvae.storage.tracks import read_batch, read_rejected, write_rejected

logger = logging.getLogger("hbvae")


def main(
    unusable, batches, batches_rejected, features, rejected, max_rejected, k, longer_than=None
):  # fmt: skip
    listed = read_rejected(unusable)
    tracks = [track for batch in batches for track in read_batch(batch)]
    paths = [path for _, path, _ in listed] + [track.path for track in tracks]
    reasons = sorted([*listed, *(row for path in batches_rejected for row in read_rejected(path))])
    too_long = []
    if longer_than is not None:
        lasting = read_durations(features)
        reason = f"it lasts %.0f s: recordings longer than {longer_than:g} s are left out"
        too_long = [
            (track.track_id, track.path, reason % lasting[track.track_id])
            for track in tracks
            if lasting.get(track.track_id, 0) > longer_than
        ]
    check_usable(reasons, paths, max_rejected, k, [path for _, path, _ in too_long])
    write_rejected(rejected, sorted([*reasons, *too_long]))
    logger.info("%d of %d tracks are rejected", len(reasons), len(paths))
    if too_long:
        text = "%d of %d tracks are longer than %g s and left out"
        logger.warning(text, len(too_long), len(paths), longer_than)


if "snakemake" in globals():
    run_task(main, snakemake)
