"""A playlist of each group of songs, and a table of all songs with their groups."""

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
from hbvae.storage.latents import read_latents
from hbvae.storage.metadata import read_metadata
from hbvae.storage.names import NamedClustering, read_names
from hbvae.storage.tracks import read_tracks
from hbvae.storage.traits import read_traits


def main(
    latents, assignments, names, traits, tracks, metadata,
    playlists, table,
    audio_folder, representation, clusterer, reference, seed, paths,
):  # fmt: skip
    latent, index = read_latents(latents)
    clusters = read_assignments(assignments)[reference]["track"]
    distance = centre_distances(track_means(latent, index.track, len(clusters)), clusters)
    heard = read_traits(traits)
    tags = strongest_tags(heard.tags, heard.tag_levels)
    by_id = {track.track_id: track for track in read_tracks(tracks)}
    listed = [by_id[track_id] for track_id in index.track_id]
    files = [Path(audio_folder, track.path) for track in listed]
    called = read_metadata(metadata)
    songs = [
        GroupedSong(
            *(file, called[track.track_id], int(cluster), float(far), heard_as),
            *(track.labels, track.span),
        )
        for file, cluster, far, heard_as, track in zip(
            files, clusters, distance, tags, listed, strict=True
        )
    ]
    named = read_names([names]).get(NamedClustering(representation, clusterer, seed, reference), [])
    write_playlists(playlists, songs, named, paths == "relative")
    write_clusters(table, songs, named)


if "snakemake" in globals():
    run_task(main, snakemake)
