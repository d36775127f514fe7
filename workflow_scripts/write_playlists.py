"""Write a playlist of each group of songs, and a table of all songs with their groups."""

from pathlib import Path

from hbvae.clustering.centres import centre_distances, track_means
from hbvae.jobs.task import run_task
from hbvae.reporting.playlists import (
    GroupedSong,
    strongest_tags,
    write_clusters,
    write_playlists,
)
from hbvae.storage.clusters import read_assignments
from hbvae.storage.features import read_durations
from hbvae.storage.groups import Grouped, write_groups
from hbvae.storage.latents import read_latents
from hbvae.storage.metadata import read_metadata
from hbvae.storage.names import NamedClustering, read_names
from hbvae.storage.tracks import read_tracks
from hbvae.storage.traits import read_traits


def main(
    latents, assignments, names, traits, tracks, metadata, features,
    playlists, table, groups,
    audio_folder, representation, clusterer, reference, seed, paths,
):  # fmt: skip
    latent, index = read_latents(latents)
    clusters = read_assignments(assignments)[reference]["track"]
    distance = centre_distances(track_means(latent, index.track, len(clusters)), clusters)
    song_traits = read_traits(traits)
    tags = strongest_tags(song_traits.tags, song_traits.tag_levels)
    by_id = {track.track_id: track for track in read_tracks(tracks)}
    listed = [by_id[track_id] for track_id in index.track_id]
    called = read_metadata(metadata)
    named = read_names([names]).get(NamedClustering(representation, clusterer, seed, reference), [])
    called_group = [*(name.name for name in named), ""]  # of -1: noise
    lasting = read_durations([features])
    grouped = [
        Grouped(
            *(track.track_id, track.path, int(cluster), called_group[cluster], float(far)),
            *(lasting[track.track_id], tuple(song_tags), track.span),
        )
        for cluster, far, song_tags, track in zip(clusters, distance, tags, listed, strict=True)
    ]
    songs = [
        GroupedSong(Path(audio_folder, track.path), called[track.track_id], song, track.labels)
        for track, song in zip(listed, grouped, strict=True)
    ]
    write_playlists(playlists, songs, paths == "relative")
    write_clusters(table, songs)
    write_groups(groups, grouped)


if "snakemake" in globals():
    run_task(main, snakemake)
