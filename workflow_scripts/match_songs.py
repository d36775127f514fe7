"""Find the songs of a collection in an earlier run of it."""

from hbvae.jobs.task import run_task
from hbvae.storage.identities import (
    SOUND,
    WITH_LYRICS,
    identify,
    match_songs,
    read_identities,
    write_known,
)


def main(features, lyrics, earlier, known):
    songs, before = identify(features, lyrics), read_identities(earlier)
    by = {SOUND: False, WITH_LYRICS: True}
    rows = {name: match_songs(songs, before, with_lyrics) for name, with_lyrics in by.items()}
    write_known(known, rows)


if "snakemake" in globals():
    run_task(main, snakemake)
