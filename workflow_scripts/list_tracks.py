"""Check a dataset as a whole; write its tracks, their lyrics, and which batch each is in."""

import os
from collections import defaultdict

from hbvae.datasets.listing import DatasetConfig, list_tracks
from hbvae.jobs.task import run_task
from hbvae.storage.tracks import (
    assign_batches,
    read_excluded,
    read_tracks,
    write_batch,
    write_lyrics,
    write_rejected,
    write_tracks,
)


def main(
    rendered, exclude,
    tracks, lyrics, unusable, batches,
    dataset, description, tracks_per_job, max_rejected, on_disk,
):  # fmt: skip
    excluded = read_excluded(exclude) if exclude else ()
    config = DatasetConfig.from_mapping(dataset, description)
    found, rejected = list_tracks(config, excluded, max_rejected)
    known = read_tracks(tracks) if os.path.exists(tracks) else []
    previous = {track.track_id: track.batch for track in known}
    numbers = assign_batches([track.track_id for track in found], tracks_per_job, previous)

    write_lyrics(lyrics, found)
    write_rejected(unusable, ((one.track_id, one.path, one.problem.text) for one in rejected))
    os.makedirs(batches, exist_ok=True)
    members = defaultdict(list)
    for track, number in zip(found, numbers, strict=True):
        members[number].append(track)
    for number, of_batch in members.items():
        of_batch.sort()  # by id, so that a table in a new order changes no batch
        write_batch(f"{batches}/{number:05d}.tsv", of_batch)
    write_tracks(tracks, found, numbers)


if "snakemake" in globals():
    run_task(main, snakemake)
