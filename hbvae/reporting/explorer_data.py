"""Data of a collection for the explorer: songs, places on maps, clusters."""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from hbvae.clustering.centres import centre_distances
from hbvae.clustering.choice_of_k import Stability
from hbvae.clustering.registry import all_clusterers
from hbvae.reporting.explorer_reasons import second_clusters
from hbvae.reporting.explorer_words import Words
from hbvae.reporting.number_of_clusters import explain_k
from hbvae.storage.clusters import NOISE
from hbvae.storage.metadata import Metadata
from hbvae.storage.names import ClusterName, NamedClustering, Names
from hbvae.storage.tracks import NO_LABEL, Span, Track


class Songs(NamedTuple):
    """All tracks, in the order of `SliceIndex.track_id`."""

    track_id: list[str]
    title: list[str]
    folder: list[str]  # top folder below the audio folder; "" for tracks outside any folder
    sound: list[str]  # URL of the recording, absolute or relative to the page
    lyrics: list[str]  # "" without lyrics
    labels: dict[str, list[str]]  # by factor
    is_transcribed: Sequence[bool] = ()  # whether lyrics are transcribed; empty if none are
    others: Mapping[str, Mapping[int, Sequence[str]]] = MappingProxyType({})  # further labels, by
    # factor and number of the track
    file: Sequence[str] = ()  # URLs of the user's files, if copies of some are played
    span: Sequence[Span | None] = ()  # parts of files that contain several songs
    copies: Mapping[int, Sequence[tuple[int, str]]] = MappingProxyType({})  # by number of track
    artist: Sequence[str] = ()  # "" if missing; empty if missing for all tracks
    album: Sequence[str] = ()  # likewise
    year: Sequence[str] = ()  # likewise


class Clustering(NamedTuple):
    """Clusters of all slices and of all tracks; -1 is noise."""

    representation: str
    clusterer: str
    reference: str | None  # factor that sets k; None if the clusterer determines k
    slice: np.ndarray  # (slices,) clustered separately, numbered like the tracks' clusters
    track: np.ndarray  # (tracks,)
    distance: np.ndarray  # (tracks,) to the mean of its cluster's tracks
    origin: str = ""  # of k, as a remark
    about: str = ""  # sentence on how the number of clusters was chosen
    names: Sequence[ClusterName] = ()  # by number of the cluster; empty without names
    compared: Mapping[str, int] = MappingProxyType({})  # sample sizes by level, if not all points
    second: tuple[np.ndarray, np.ndarray] | None = None  # from `second_clusters`


class SongMap(NamedTuple):
    """Places of slices and neighbours of tracks in a representation."""

    representation: str
    xy: np.ndarray  # (slices, 2)
    near: np.ndarray  # (tracks, N_NEAR) rows of tracks, nearest first
    n_compared: int | None = None  # number of slices that determine the map; None for all
    points: np.ndarray | None = None  # (tracks, dimensions) in the representation


class Content(NamedTuple):
    """All data of the explorer; it shows the first map and the first clustering first."""

    songs: Songs
    track: np.ndarray  # (slices,) number among the songs
    start: np.ndarray  # (slices,) s from the beginning of the recording
    places: list[SongMap]
    clusterings: list[Clustering]
    words: Words | None = None
    learned_from: Mapping[str, str] = {}  # training data by representation
    kinds: Mapping[str, tuple[str, str]] = {}  # title and input ("sound", "lyrics", "both") by name
    traits: Mapping | None = None  # from `hbvae.reporting.explorer_reasons.traits_data`


def songs_shown(
    tracks: Sequence[Track],
    metadata: Mapping[str, Metadata],
    sounds: Sequence[str],
    lyrics: Mapping[str, str],
    transcribed: Collection[str] = (),
    files: Sequence[str] = (),
    copies: Mapping[int, Sequence[tuple[int, str]]] = MappingProxyType({}),
) -> Songs:
    """Collect what the page shows of tracks.

    Args:
        tracks: all tracks.
        metadata: by track id.
        sounds: (tracks,) URLs of the recordings.
        lyrics: by track id.
        transcribed: ids of tracks with transcribed lyrics.
        files: (tracks,) URLs of the user's files; empty if these are played.
        copies: duplicates by number of the track, from `hbvae.reporting.copies`.
    """
    song_metadata = [metadata[track.track_id] for track in tracks]
    return Songs(
        [track.track_id for track in tracks],
        [entry.title for entry in song_metadata],
        [track.path.split("/")[0] if "/" in track.path else "" for track in tracks],
        list(sounds),
        [lyrics.get(track.track_id, "") for track in tracks],
        {
            factor: [track.labels[factor] or NO_LABEL for track in tracks]
            for factor in tracks[0].labels
        },
        [track.track_id in transcribed for track in tracks],
        {
            factor: {
                number: track.others[factor]
                for number, track in enumerate(tracks)
                if factor in track.others
            }
            for factor in tracks[0].labels
        },
        list(files),
        [track.span for track in tracks] if any(track.span for track in tracks) else (),
        copies,
        *(
            [getattr(entry, field) for entry in song_metadata]
            for field in ("artist", "album", "year")
        ),
    )


def clusterings_shown(
    representation: str,
    clusterer: str,
    assignments: Mapping[str, Mapping[str, np.ndarray]],
    compared: Mapping[str, int],
    points: np.ndarray,
    origins: Mapping[str, str],
    names: Names,
    seed: int,
) -> list[Clustering]:
    """List the clusterings of a representation by a clusterer, one for each factor's k.

    A clusterer that determines k itself makes the same clusters for every factor, so only one
    clustering is listed.

    Args:
        representation, clusterer: names.
        assignments: clusters by factor and level.
        compared: number of slices and tracks that determine the clusters, by level.
        points: (tracks, dimensions), means over slices.
        origins: remark on the origin of each factor's k.
        names: names of clusters, if any.
        seed: seed of the representation.
    """
    finds_k = all_clusterers()[clusterer].finds_k
    shown = [
        Clustering(
            representation,
            clusterer,
            None if finds_k else reference,
            levels["slice"],
            levels["track"],
            centre_distances(points, levels["track"]),
            "" if finds_k else origins[reference],
            names=names.get(NamedClustering(representation, clusterer, seed, reference), []),
            compared=compared,
            second=second_clusters(points, levels["track"]),
        )
        for reference, levels in assignments.items()
    ]
    return shown[:1] if finds_k else shown


def with_first(
    clusterings: Sequence[Clustering],
    representation: str,
    clusterer: str,
    reference: str,
    curve: Sequence[Stability],
) -> list[Clustering]:
    """Put the report's clustering first, and explain its number of clusters.

    Args:
        clusterings: from `clusterings_shown`.
        representation, clusterer, reference: those of the report's groups.
        curve: stability curve of the representation.
    """
    place = next(
        place
        for place, shown in enumerate(clusterings)
        if (shown.representation, shown.clusterer) == (representation, clusterer)
        and shown.reference in (None, reference)
    )
    first, others = clusterings[place], [*clusterings[:place], *clusterings[place + 1 :]]
    if first.origin:
        n = len(np.unique(first.track[first.track != NOISE]))
        first = first._replace(about=explain_k(first.origin, n, curve))
    return [first, *others]
