"""The map of a collection as a page for the browser, and as a table for embedding-atlas."""

import logging
from pathlib import Path

from hbvae.clustering.centres import centre_distances, nearest_tracks, track_means
from hbvae.clustering.clusterers import FINDS_K
from hbvae.datasets.tags import all_titles
from hbvae.jobs.sandbox import guarded
from hbvae.jobs.task import run_task
from hbvae.reporting.explorer_page import (
    PLAYED,
    Clustering,
    Place,
    Songs,
    copy_as_flac,
    page_data,
    shown_tracks,
    sound_address,
    write_atlas,
    write_page,
)
from hbvae.storage.clusters import read_assignments
from hbvae.storage.latents import read_latents, read_map
from hbvae.storage.tracks import read_lyrics, read_tracks

logger = logging.getLogger("hbvae")


def main(
    maps, latents, assignments, tracks, lyrics, template, style, programs,
    page, atlas, sounds,
    title, audio_folder, slice_duration, mapped, representations, clusterers,
):  # fmt: skip
    _, row, index = read_map(maps[0])  # all maps are of the same slices
    shown, track = shown_tracks(index.track[row])
    start = index.start[row]
    ids = [index.track_id[one] for one in shown]
    known = {one.track_id: one for one in read_tracks(tracks)}
    audio_folder, sounds = Path(audio_folder), Path(sounds)
    sounds.mkdir()
    shown_songs = _songs([known[one] for one in ids], read_lyrics(lyrics), audio_folder, sounds)

    places, clusterings = [], []
    files = iter(assignments)
    for representation, path in zip(representations, latents, strict=True):
        points = track_means(read_latents(path)[0], index.track, len(index.track_id))[shown]
        if representation in mapped:
            xy = read_map(maps[mapped.index(representation)]).xy
            places.append(Place(representation, xy, nearest_tracks(points)))
        for clusterer, of_clusterer in zip(clusterers, files, strict=False):
            for reference, levels in read_assignments(of_clusterer).items():
                of_tracks = levels["track"][shown]
                clusterings.append(
                    Clustering(
                        representation,
                        clusterer,
                        None if clusterer in FINDS_K else reference,
                        levels["slice"][row],
                        of_tracks,
                        centre_distances(points, of_tracks),
                    )
                )
                if clusterer in FINDS_K:  # the same for every reference
                    break
    places.sort(key=lambda place: mapped.index(place.representation))
    shown_in = shown_songs, track, start, places, clusterings
    write_page(page, template, style, programs, page_data(title, slice_duration, *shown_in))
    write_atlas(atlas, *shown_in)


def _songs(tracks, lyrics, audio_folder, sounds):
    """What the page says of the tracks; recordings that browsers do not play are copied."""
    paths = [audio_folder / track.path for track in tracks]
    unplayed = [n for n, path in enumerate(paths) if path.suffix.lower() not in PLAYED]
    copies = [sounds / f"{n}.flac" for n in unplayed]
    done = guarded(_copy, [(paths[n], copy) for n, copy in zip(unplayed, copies, strict=True)])
    for n, copy, problem in zip(unplayed, copies, done, strict=True):
        if problem:
            logger.warning("%s cannot be played in the explorer: %s", paths[n], problem)
        else:
            paths[n] = copy
    addresses = [sound_address(path, sounds.parent) for path in paths]
    return Songs(
        [track.track_id for track in tracks],
        all_titles(audio_folder / track.path for track in tracks),
        [track.path.split("/")[0] if "/" in track.path else "" for track in tracks],
        addresses,
        [lyrics.get(track.track_id, "") for track in tracks],
        {factor: [track.labels[factor] for track in tracks] for factor in tracks[0].labels},
    )


def _copy(pair):
    copy_as_flac(*pair)


if "snakemake" in globals():
    run_task(main, snakemake)
