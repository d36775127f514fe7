"""Write the map of a collection as a page for browsers, and as a table for embedding-atlas."""

from itertools import product
from pathlib import Path

from hbvae.clustering.centres import nearest_tracks, track_means
from hbvae.clustering.choice_of_k import read_curve
from hbvae.jobs.task import run_task
from hbvae.reporting import explorer_data
from hbvae.reporting.copies import copies_by_track
from hbvae.reporting.explorer_packing import page_data
from hbvae.reporting.explorer_page import write_atlas, write_page
from hbvae.reporting.explorer_reasons import traits_data
from hbvae.reporting.explorer_words import searchable_words
from hbvae.reporting.number_of_clusters import k_origin
from hbvae.reporting.recordings import sound_address, sound_addresses
from hbvae.storage.clusters import read_assignments, read_compared
from hbvae.storage.duplicates import read_duplicates
from hbvae.storage.features import read_encoder_output
from hbvae.storage.latents import read_latents, read_map
from hbvae.storage.metadata import read_metadata
from hbvae.storage.names import read_names
from hbvae.storage.tracks import read_lyrics, read_tracks
from hbvae.storage.traits import read_traits
from hbvae.storage.transcripts import read_transcribed


def main(
    maps, latents, stability, assignments, names, tracks, metadata, lyrics, duplicates, traits,
    encoder_features, vocabulary, template, style, programs,
    page, atlas, sounds,
    title, audio_folder, slice_duration, mapped, representations, clusterers, reference, k,
    seed, encoder, learned_from, paths, kinds,
):  # fmt: skip
    laid_out = [read_map(path) for path in maps]
    index = laid_out[0].index
    by_id = {track.track_id: track for track in read_tracks(tracks)}
    listed = [by_id[track_id] for track_id in index.track_id]
    recordings = [Path(audio_folder, track.path) for track in listed]
    addresses = sound_addresses(recordings, sounds)
    files = [sound_address(path, Path(page).parent) for path in recordings]
    copies = copies_by_track(read_duplicates(duplicates), [track.track_id for track in listed])
    apart = {track: [other for other, _ in others] for track, others in copies.items()}
    points = {}
    for name, path in zip(representations, latents, strict=True):
        points[name] = track_means(read_latents(path)[0], index.track, len(index.track_id))
    places = [
        explorer_data.SongMap(
            *(name, laid.xy, nearest_tracks(points[name], copies=apart), len(laid.row)),
            points[name],
        )
        for name, laid in zip(mapped, laid_out, strict=True)
    ]
    origins = {name: k_origin(name, n, listed) for name, n in k.items()}
    named = read_names(names)
    clusterings = []
    pairs = product(representations, clusterers)
    for (name, clusterer), path in zip(pairs, assignments, strict=True):
        clusters = read_assignments(path), read_compared(path)
        clusterings += explorer_data.clusterings_shown(
            name, clusterer, *clusters, points[name], origins, named, seed
        )
    first = mapped[0], clusterers[0], reference
    clusterings = explorer_data.with_first(clusterings, *first, read_curve(stability))
    texts = read_lyrics(lyrics), read_transcribed(lyrics)
    called = read_metadata(metadata)
    songs = explorer_data.songs_shown(listed, called, addresses, *texts, files, copies)
    words = None
    if encoder:
        words = searchable_words(
            read_encoder_output(encoder_features), index.track, encoder, vocabulary
        )
    shown = songs, index.track, index.start, places, clusterings, words, learned_from, kinds
    content = explorer_data.Content(*shown, traits_data(read_traits(traits)))
    data = page_data(title, slice_duration, *content, has_relative_paths=paths == "relative")
    write_page(page, template, style, programs, data)
    write_atlas(atlas, content)


if "snakemake" in globals():
    run_task(main, snakemake)
