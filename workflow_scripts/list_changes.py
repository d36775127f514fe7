"""List songs that are new, removed, or in another group than in an earlier run."""

from hbvae.clustering.centres import track_means
from hbvae.jobs.task import run_task
from hbvae.reporting.changes import Grouped, find_changes
from hbvae.storage.changes import write_changes
from hbvae.storage.clusters import read_assignments
from hbvae.storage.identities import read_earlier_rows
from hbvae.storage.latents import read_latents
from hbvae.storage.names import NamedClustering, read_names
from hbvae.storage.tracks import read_tracks


def read_grouped(latents, assignments, names, tracks, clustering):
    """Read the songs of a run and their groups."""
    latent, index = read_latents(latents)
    titles = {track.track_id: track.title or track.track_id for track in read_tracks(tracks)}
    return Grouped(
        index.track_id,
        [titles[track_id] for track_id in index.track_id],
        track_means(latent, index.track, len(index.track_id)),
        read_assignments(assignments)[clustering.reference]["track"],
        read_names([names]).get(clustering, []),
    )


def main(
    latents, assignments, names, tracks, earlier, matches,
    changes,
    representation, clusterer, seed, reference,
):  # fmt: skip
    clustering = NamedClustering(representation, clusterer, seed, reference)
    _, assignments_then, *_ = earlier
    if reference not in read_assignments(assignments_then):  # other groups, not comparable
        write_changes(changes, [])
        return
    now = read_grouped(latents, assignments, names, tracks, clustering)
    then = read_grouped(*earlier, clustering)
    rows = read_earlier_rows(matches, with_lyrics=False).track
    write_changes(changes, find_changes(now, then, rows))


if "snakemake" in globals():
    run_task(main, snakemake)
