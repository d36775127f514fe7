"""Results of a run on a dataset, for the report."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from hbvae.clustering.centres import centre_distances, track_means
from hbvae.clustering.choice_of_k import read_curve
from hbvae.reporting.groups import central_songs
from hbvae.reporting.number_of_clusters import explain_k, k_origin
from hbvae.reporting.samples import about_clusters, about_map
from hbvae.storage.clusters import read_assignments, read_compared
from hbvae.storage.duplicates import Copy, read_duplicates
from hbvae.storage.latents import read_latents, read_map
from hbvae.storage.names import ClusterName
from hbvae.storage.recurrence import Recurrence, read_recurrence
from hbvae.storage.tracks import Track, read_lyrics, read_rejected, read_remarks, read_tracks
from hbvae.storage.transcripts import read_transcribed


class Collection(NamedTuple):
    """Results of a run on a dataset."""

    name: str
    title: str
    tracks: list[Track]  # tracks that were used
    clusters: np.ndarray  # (tracks,)
    reference: str  # factor that sets the number of clusters, or "none"
    names: list[ClusterName]  # by the number of the cluster
    distance: np.ndarray  # (tracks,) to the centre of the cluster
    recurrences: list[Recurrence]  # by the number of the cluster
    start: np.ndarray  # (tracks,) s, start of the analysed part
    why_k: str  # how the number of clusters was chosen; "" if the clusterer determined it
    n_slices: int
    n_lyrics: int  # tracks with lyrics
    rejected: list[tuple[str, str, str]]  # track, file and reason of unusable files
    n_transcribed: int = 0  # tracks with transcribed lyrics
    remarks: Sequence[str] = ()  # about reading the collection
    copies: Sequence[Copy] = ()  # duplicate recordings
    is_synthetic: bool = False  # whether a program made the songs
    sampled: str = ""  # sentences about samples of songs and slices; "" if all were compared

    @property
    def factors(self) -> list[str]:
        """Names of the factors of the reference labels."""
        return list(self.tracks[0].labels)

    @property
    def central(self) -> dict[int, list[int]]:
        """Rows of the songs nearest to each group's centre, by group number."""
        return central_songs(self.clusters, self.distance, self.tracks, self.copies)


def read_collection(
    name: str,
    title: str,
    reference: str,
    k: int | str | None,
    names: list[ClusterName],
    is_synthetic: bool,
    tracks: str,
    lyrics: str,
    rejected: str,
    remarks: str,
    duplicates: str,
    latents: str,
    map: str,
    stability: str,
    assignments: str,
    recurrence: str,
) -> Collection:
    """Read the results of a run on a dataset.

    Args:
        name, title: name and title of the dataset.
        reference: factor that sets the number of clusters, or "none".
        k: number of clusters in the dataset's description, or "auto" if stability chooses; None if
            the clusterer determines it.
        names: names of the shown clusters.
        is_synthetic: whether a program made the songs.
        tracks, lyrics, rejected: paths of lists of tracks.
        remarks: path of the remarks about reading the collection.
        duplicates: path of the duplicate recordings.
        latents, map, stability, assignments, recurrence: paths of results of the shown
            representation and clusterer.
    """
    latent, index = read_latents(latents)
    by_id = {track.track_id: track for track in read_tracks(tracks)}
    used = [by_id[track_id] for track_id in index.track_id]
    clusters = read_assignments(assignments)[reference]["track"]
    why_k = ""
    if k is not None:
        origin, n_clusters = k_origin(reference, k, used), len(np.unique(clusters))
        why_k = explain_k(origin, n_clusters, read_curve(stability))
    n_slices = len(index.track)
    first = np.unique(index.track, return_index=True)[1]
    sampled = [
        about_clusters(read_compared(assignments).get("track", len(used)), len(used), "songs"),
        about_map(len(read_map(map).row), n_slices),
    ]
    return Collection(
        name,
        title,
        used,
        clusters,
        reference,
        names,
        centre_distances(track_means(latent, index.track, len(used)), clusters),
        read_recurrence(recurrence),
        index.start[first],
        why_k,
        n_slices,
        len(read_lyrics(lyrics)),
        read_rejected(rejected),
        len(read_transcribed(lyrics)),
        read_remarks(remarks),
        read_duplicates(duplicates),
        is_synthetic,
        " ".join(filter(None, sampled)),
    )
