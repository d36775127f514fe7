"""What the explorer shows of a collection: its songs, their places on maps, their clusters."""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from hbvae.clustering.centres import NO_TRACK, centre_distances
from hbvae.clustering.choice_of_k import Stability
from hbvae.clustering.registry import all_clusterers
from hbvae.reporting.explorer_words import Words, words_data
from hbvae.reporting.number_of_clusters import explain_k
from hbvae.storage.clusters import NOISE
from hbvae.storage.names import ClusterName, NamedClustering, Names
from hbvae.storage.slices import SliceIndex
from hbvae.storage.tracks import JOINT, NO_LABEL, Span, Track

LONGEST_LYRICS = 5000  # characters of a track's lyrics that the page carries


class Songs(NamedTuple):
    """The tracks that are shown, in the order of `SliceIndex.track_id`."""

    track_id: list[str]
    title: list[str]
    folder: list[str]  # the first one below the audio folder; "" of a track that is in none
    sound: list[str]  # address of the recording, relative to the page or a whole one
    lyrics: list[str]  # "" where there are none
    labels: dict[str, list[str]]  # by factor
    is_transcribed: Sequence[bool] = ()  # whether a model wrote the lyrics down; empty: none
    others: Mapping[str, Mapping[int, str]] = MappingProxyType({})  # by factor and number of track
    file: Sequence[str] = ()  # addresses of the user's files, where copies of some are played
    span: Sequence[Span | None] = ()  # of those that are one of several songs in their file
    copies: Mapping[int, Sequence[tuple[int, str]]] = MappingProxyType({})  # by number of track


class Clustering(NamedTuple):
    """Clusters of the points that are shown; -1 is noise."""

    representation: str
    clusterer: str
    reference: str | None  # whose k was used; None: the clusterer found k
    slice: np.ndarray  # (slices,) clustered by themselves, numbered like the tracks' clusters
    track: np.ndarray  # (tracks,)
    distance: np.ndarray  # (tracks,) to the mean of its cluster's tracks
    origin: str = ""  # of k, as a remark
    about: str = ""  # how the number of clusters was chosen, in a sentence
    names: Sequence[ClusterName] = ()  # by the number of the cluster; empty without names


class SongMap(NamedTuple):
    """Where one representation has the slices, and which tracks are near to one another in it."""

    representation: str
    xy: np.ndarray  # (slices, 2)
    near: np.ndarray  # (tracks, N_NEAR) rows of tracks, nearest first


class Selection(NamedTuple):
    """The slices that are shown, and their tracks."""

    slices: np.ndarray  # (slices,) rows of the latents
    tracks: np.ndarray  # (tracks,) rows of the index
    track: np.ndarray  # (slices,) number among these tracks
    start: np.ndarray  # (slices,) s from the beginning of the recording


def select_slices(index: SliceIndex, slices: np.ndarray) -> Selection:
    """Choose slices, and the tracks that they are of.

    Args:
        index: of all slices.
        slices: rows of those that are shown.
    """
    tracks, track = np.unique(index.track[slices], return_inverse=True)
    return Selection(slices, tracks, track, index.start[slices])


class Content(NamedTuple):
    """All that the explorer shows; the first place and the first clustering are shown first."""

    songs: Songs
    track: np.ndarray  # (slices,) number among the songs
    start: np.ndarray  # (slices,) s from the beginning of the recording
    places: list[SongMap]
    clusterings: list[Clustering]
    words: Words | None = None
    learned_from: Mapping[str, str] = {}  # by representation


def songs_shown(
    tracks: Sequence[Track],
    sounds: Sequence[str],
    lyrics: Mapping[str, str],
    transcribed: Collection[str] = (),
    files: Sequence[str] = (),
    copies: Mapping[int, Sequence[tuple[int, str]]] = MappingProxyType({}),
) -> Songs:
    """What the page says of tracks.

    Args:
        tracks: those that are shown.
        sounds: (tracks,) addresses of the recordings.
        lyrics: by track id.
        transcribed: ids of the tracks whose lyrics a model wrote down.
        files: (tracks,) addresses of the user's files; empty: those that are played.
        copies: numbers of the same songs and their kinds, `hbvae.reporting.copies`.
    """
    return Songs(
        [track.track_id for track in tracks],
        [track.title for track in tracks],
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
                number: JOINT.join(track.others[factor])
                for number, track in enumerate(tracks)
                if factor in track.others
            }
            for factor in tracks[0].labels
        },
        list(files),
        [track.span for track in tracks] if any(track.span for track in tracks) else (),
        copies,
    )


def clusterings_shown(
    representation: str,
    clusterer: str,
    assignments: Mapping[str, Mapping[str, np.ndarray]],
    selection: Selection,
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
        selection: what is shown.
        points: (tracks that are shown, dimensions), means of the slices of each.
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
            levels["slice"][selection.slices],
            levels["track"][selection.tracks],
            centre_distances(points, levels["track"][selection.tracks]),
            "" if finds_k else origins[reference],
            names=names.get(NamedClustering(representation, clusterer, seed, reference), []),
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


def middle_slices(xy: np.ndarray, track: np.ndarray) -> np.ndarray:
    """Of each track the slice that is nearest on the map to the mean of its slices: (tracks,).

    Args:
        xy: (slices, 2).
        track: (slices,), 0 to tracks - 1.
    """
    middle = np.stack([np.bincount(track, axis) / np.bincount(track) for axis in xy.T], axis=1)
    off = np.linalg.norm(xy - middle[track], axis=1)
    by_track = np.lexsort((off, track))
    return by_track[np.unique(track[by_track], return_index=True)[1]]


def page_data(
    title: str,
    slice_duration: float,
    songs: Songs,
    track: np.ndarray,
    start: np.ndarray,
    places: Sequence[SongMap],
    clusterings: Sequence[Clustering],
    words: Words | None = None,
    learned_from: Mapping[str, str] = MappingProxyType({}),
) -> dict:
    """All that the page knows, as lists and names that JSON can hold.

    Args:
        title: of the collection.
        slice_duration: s.
        songs: the tracks.
        track, start: (slices,) number among them, and s from the beginning of the recording.
        places: maps, the first is shown first.
        clusterings: what points can be coloured by, besides labels; the first is shown first.
        words: that the songs can be searched by, where an encoder knows some.
        learned_from: by representation; the page says it where they differ.
    """
    labels = dict(songs.labels)
    n_folders = len(set(songs.folder))
    same = any(
        len(set(values)) == n_folders == len(set(zip(values, songs.folder, strict=True)))
        for values in labels.values()
    )
    if n_folders > 1 and not same:
        labels.setdefault("folder", songs.folder)
    return {
        "title": title,
        "slice_duration": slice_duration,
        "tracks": {
            "id": songs.track_id,
            "title": songs.title,
            "sound": songs.sound,
            **({"file": list(songs.file)} if songs.file and songs.file != songs.sound else {}),
            "lyrics": [text[:LONGEST_LYRICS] for text in songs.lyrics],
            **({"span": [of and [*of] for of in songs.span]} if any(songs.span) else {}),
            **({"copies": dict(songs.copies)} if songs.copies else {}),
            **({"transcribed": list(songs.is_transcribed)} if any(songs.is_transcribed) else {}),
        },
        "labels": {
            name: _coded(values)
            | ({"others": dict(songs.others[name])} if songs.others.get(name) else {})
            for name, values in labels.items()
        },
        "slices": {"track": track.tolist(), "start": np.round(start, 2).tolist()},
        "maps": [
            {
                "representation": place.representation,
                "x": np.round(place.xy[:, 0], 3).tolist(),
                "y": np.round(place.xy[:, 1], 3).tolist(),
                "middle": middle_slices(place.xy, track).tolist(),
                "near": [row[row != NO_TRACK].tolist() for row in place.near],
            }
            for place in places
        ],
        "clusterings": [
            {
                **clustering._asdict(),
                "slice": clustering.slice.tolist(),
                "track": clustering.track.tolist(),
                "distance": [float(f"{value:.3g}") for value in clustering.distance],
                "names": [cluster._asdict() for cluster in clustering.names],
            }
            for clustering in clusterings
        ],
        "words": words_data(words) if words else None,
        "learned_from": dict(learned_from) if len(set(learned_from.values())) > 1 else {},
    }


def _coded(values: Sequence[str]) -> dict:
    names, code = np.unique(np.array(values), return_inverse=True)
    return {"names": names.tolist(), "code": code.tolist()}
