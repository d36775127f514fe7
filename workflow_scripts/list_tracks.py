"""Check a dataset as a whole; write its tracks, their lyrics, and which batch each is in."""

import logging
import os

from hbvae.datasets import DatasetConfig, list_tracks
from hbvae.manifest import assign_batches, read_tracks, write_batch, write_lyrics, write_tracks
from hbvae.tasks import run_task

logger = logging.getLogger("hbvae")


def main(rendered, tracks, lyrics, batches, dataset, description, tracks_per_job, on_disk):
    found = list_tracks(DatasetConfig.from_mapping(dataset, description))
    previous = {}
    if os.path.exists(tracks):
        previous = {track.track_id: track.batch for track in read_tracks(tracks)}
    of_track = assign_batches([track.track_id for track in found], tracks_per_job, previous)
    write_tracks(tracks, found, of_track)


if "snakemake" in globals():
    run_task(main, snakemake)
