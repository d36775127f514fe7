"""List the tracks that cannot be used; stop if they are too many, or too few are left."""

import logging

from hbvae.errors import AudioError, ConfigError
from hbvae.jobs.task import run_task
from hbvae.storage.tracks import read_batch, read_rejected, too_many_rejected, write_rejected

logger = logging.getLogger("hbvae")
LEAST = 4  # tracks: two groups of two


def main(unusable, batches, batches_rejected, rejected, max_rejected, k):
    unread = read_rejected(unusable)
    n_tracks = len(unread) + sum(len(read_batch(path)) for path in batches)
    reasons = sorted([*unread, *(row for path in batches_rejected for row in read_rejected(path))])
    if too_many_rejected(len(reasons), n_tracks, max_rejected):
        listed = "\n".join(f"  {track_id}: {reason}" for track_id, _, reason in reasons[:20])
        raise AudioError(
            f"{len(reasons)} of {n_tracks} tracks cannot be used, more than max_rejected = "
            f"{max_rejected:g} of them allows:\n{listed}\n"
            f"Mend or remove them, or raise max_rejected in the config."
        )
    if n_tracks - len(reasons) < LEAST:
        raise AudioError(
            f"{n_tracks - len(reasons)} of {n_tracks} tracks can be used, expected at least "
            f"{LEAST}: fewer have no groups to be found. Add songs to the collection."
        )
    for reference, n_clusters in k.items():
        if n_clusters != "auto" and n_clusters > n_tracks - len(reasons):
            raise ConfigError(
                f"{n_clusters} clusters are to be looked for ({reference}), and only "
                f"{n_tracks - len(reasons)} of {n_tracks} tracks can be used. Add songs, or give "
                f"a smaller k in the dataset's description."
            )
    write_rejected(rejected, reasons)
    logger.info("%d of %d tracks are rejected", len(reasons), n_tracks)


if "snakemake" in globals():
    run_task(main, snakemake)
