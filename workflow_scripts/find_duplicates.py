"""List the duplicate recordings of a dataset."""

import logging

import numpy as np

from hbvae.clustering.duplicates import find_duplicates
from hbvae.jobs.task import run_task
from hbvae.storage.duplicates import Copy, write_duplicates
from hbvae.storage.features import (
    map_mel,
    read_durations,
    read_features_index,
    read_statistics,
)
from hbvae.storage.tracks import read_tracks

logger = logging.getLogger("hbvae")
NAMED = 10


def main(features, tracks, duplicates, frame):
    ids, track, start = read_features_index(features)
    paths = {track.track_id: track.path for track in read_tracks(tracks)}
    lasting = read_durations([features])
    durations = np.array([lasting[track_id] for track_id in ids])
    sound = map_mel(features), read_statistics(features)
    copies = []
    for pair in find_duplicates(*sound, track, start, durations, frame):
        both = ids[pair.track], ids[pair.other]
        numbers = pair.confidence, pair.likeness, pair.shift, pair.speed
        copies.append(Copy(*both, pair.kind, *numbers, *map(paths.get, both)))
    write_duplicates(duplicates, copies)
    logger.info("%d pairs of %d recordings", len(copies), len(ids))
    if copies:
        first = {copy.track_id: copy for copy in reversed(copies)}
        named = [f"{copy.track_id} like {copy.same_as} ({copy.kind})" for copy in first.values()]
        more = f"; and {len(named) - NAMED} more" if len(named) > NAMED else ""
        logger.warning(
            "%d duplicate songs (%s%s); see %s",
            len(named), "; ".join(named[::-1][:NAMED]), more, duplicates,
        )  # fmt: skip


if "snakemake" in globals():
    run_task(main, snakemake)
