"""The map of a collection as a page for the browser, and as a table for embedding-atlas."""

from itertools import product
from pathlib import Path

import numpy as np

from hbvae.clustering.centres import nearest_tracks, track_means
from hbvae.clustering.registry import all_clusterers
from hbvae.jobs.task import run_task
from hbvae.reporting.explorer_data import (
    Content,
    SongMap,
    clusterings_shown,
    page_data,
    songs_shown,
)
from hbvae.reporting.explorer_page import write_atlas, write_page
from hbvae.reporting.recordings import sound_addresses
from hbvae.storage.clusters import read_assignments
from hbvae.storage.latents import read_latents, read_map
from hbvae.storage.tracks import read_lyrics, read_tracks


def main(
    maps, latents, assignments, tracks, lyrics, template, style, programs,
    page, atlas, sounds,
    title, audio_folder, slice_duration, mapped, representations, clusterers,
):  # fmt: skip
    _, rows, index = read_map(maps[0])  # all maps are of the same slices
    numbers, track = np.unique(index.track[rows], return_inverse=True)
    by_id = {track.track_id: track for track in read_tracks(tracks)}
    listed = [by_id[index.track_id[number]] for number in numbers]
    addresses = sound_addresses([Path(audio_folder, track.path) for track in listed], sounds)
    points = {
        name: track_means(read_latents(path)[0], index.track, len(index.track_id))[numbers]
        for name, path in zip(representations, latents, strict=True)
    }
    places = [
        SongMap(name, read_map(path).xy, nearest_tracks(points[name]))
        for name, path in zip(mapped, maps, strict=True)
    ]
    clusterings = []
    pairs = product(representations, clusterers)
    for (name, clusterer), path in zip(pairs, assignments, strict=True):
        found = read_assignments(path)
        shown = all_clusterers()[clusterer].finds_k, found, rows, numbers, points[name]
        clusterings += clusterings_shown(name, clusterer, *shown)
    songs = songs_shown(listed, addresses, read_lyrics(lyrics))
    shown = Content(songs, track, index.start[rows], places, clusterings)
    write_page(page, template, style, programs, page_data(title, slice_duration, *shown))
    write_atlas(atlas, *shown)


if "snakemake" in globals():
    run_task(main, snakemake)
