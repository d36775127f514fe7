"""What the explorer shows of a collection: its songs, their places on maps, their clusters."""

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
    folder: list[str]  # the first one below the audio folder; "" of a track that is in none
    sound: list[str]  # address of the recording, relative to the page or a whole one
    lyrics: list[str]  # "" where there are none
    labels: dict[str, list[str]]  # by factor
    is_transcribed: Sequence[bool] = ()  # whether a model wrote the lyrics down; empty: none
    others: Mapping[str, Mapping[int, Sequence[str]]] = MappingProxyType({})  # further labels, by
    # factor and number of the track
    file: Sequence[str] = ()  # addresses of the user's files, where copies of some are played
    span: Sequence[Span | None] = ()  # of those that are one of several songs in their file
    copies: Mapping[int, Sequence[tuple[int, str]]] = MappingProxyType({})  # by number of track
    artist: Sequence[str] = ()  # "" where it is not known; empty: of none,
    album: Sequence[str] = ()  # and so these
    year: Sequence[str] = ()


class Clustering(NamedTuple):
    """Clusters of all slices and of all tracks; -1 is noise."""

    representation: str
    clusterer: str
    reference: str | None  # whose k was used; None: the clusterer found k
    slice: np.ndarray  # (slices,) clustered by themselves, numbered like the tracks' clusters
    track: np.ndarray  # (tracks,)
    distance: np.ndarray  # (tracks,) to the mean of its cluster's tracks
    origin: str = ""  # of k, as a remark
    about: str = ""  # how the number of clusters was chosen, in a sentence
    names: Sequence[ClusterName] = ()  # by the number of the cluster; empty without names
    compared: Mapping[str, int] = MappingProxyType({})  # by level, where not all made the clusters
    second: tuple[np.ndarray, np.ndarray] | None = None  # from `second_clusters`


class SongMap(NamedTuple):
    """Where one representation has the slices, and which tracks are near to one another in it."""

    representation: str
    xy: np.ndarray  # (slices, 2)
    near: np.ndarray  # (tracks, N_NEAR) rows of tracks, nearest first
    n_compared: int | None = None  # slices that made the map; None: all
    points: np.ndarray | None = None  # (tracks, dimensions) in the representation


class Content(NamedTuple):
    """All that the explorer knows; the first place and the first clustering are shown first."""

    songs: Songs
    track: np.ndarray  # (slices,) number among the songs
    start: np.ndarray  # (slices,) s from the beginning of the recording
    places: list[SongMap]
    clusterings: list[Clustering]
    words: Words | None = None
    learned_from: Mapping[str, str] = {}  # by representation, and so these:
    kinds: Mapping[str, tuple[str, str]] = {}  # title, and whether it hears sound, lyrics or both
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
    """What the page says of tracks.

    Args:
        tracks: all of them.
        metadata: by track id.
        sounds: (tracks,) addresses of the recordings.
        lyrics: by track id.
        transcribed: ids of the tracks whose lyrics a model wrote down.
        files: (tracks,) addresses of the user's files; empty: those that are played.
        copies: numbers of the same songs and their kinds, `hbvae.reporting.copies`.
    """
    known = [metadata[track.track_id] for track in tracks]
    return Songs(
        [track.track_id for track in tracks],
        [song_metadata.title for song_metadata in known],
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
            [getattr(song_metadata, field) for song_metadata in known]
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
    """The clusters that a clusterer makes of a representation: for each factor whose k it is given.

    A clusterer that finds k itself makes the same ones for every factor; they are shown once.

    Args:
        representation, clusterer: their names.
        assignments: clusters by factor and level.
        compared: how many slices and tracks made them, by level.
        points: (tracks, dimensions), means of the slices of each.
        origins: of the k of each factor, as a remark.
        names: of clusters, where they have some.
        seed: of the representation.
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
    """The clusterings, that of the report first, which says why it has so many clusters.

    Args:
        clusterings: from `clusterings_shown`.
        representation, clusterer, reference: of the report's groups.
        curve: stability of the representation.
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
