"""Match the songs of a collection with those of an earlier run."""

import numpy as np

from hbvae.jobs.task import run_task
from hbvae.storage.identities import (
    NEW,
    SOUND,
    WITH_LYRICS,
    identify,
    match_songs,
    read_identities,
    write_earlier_rows,
)


def main(features, lyrics, earlier, matches):
    songs, before = identify(features, lyrics), read_identities(earlier)
    by = {SOUND: False, WITH_LYRICS: True}
    rows = {name: match_songs(songs, before, with_lyrics) for name, with_lyrics in by.items()}
    tracks_by_sound = rows[SOUND].track
    were_fitted = np.array([song.is_fitted for song in before])
    write_earlier_rows(matches, rows, (tracks_by_sound != NEW) & were_fitted[tracks_by_sound])


if "snakemake" in globals():
    run_task(main, snakemake)
