"""Pack a collection's data as text for the explorer's page."""

import base64
import gzip
import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from hbvae.clustering.centres import NO_TRACK
from hbvae.clustering.registry import all_clusterers
from hbvae.reporting.explorer_data import Clustering, SongMap, Songs
from hbvae.reporting.explorer_reasons import closeness, packed_places
from hbvae.reporting.explorer_words import Words, words_data
from hbvae.reporting.samples import about_clusters, about_lyrics, about_map, about_shown

LONGEST_LYRICS = 5000  # largest number of characters of a track's lyrics
MOST_LYRICS = 50_000_000  # largest number for all tracks; beyond it, all lyrics are cut shorter
MOST_SLICES = 100_000  # largest number of points; beyond it, each track shows fewer, at least one


def pack(data: Mapping) -> str:
    """Encode data as JSON, gzip and base64: a third of the size, and free of HTML."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


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
    kinds: Mapping[str, tuple[str, str]] = MappingProxyType({}),
    traits: Mapping | None = None,
    most_slices: int = MOST_SLICES,
    has_relative_paths: bool = False,
) -> dict:
    """Convert all data of the page to lists and names for JSON.

    Args:
        title: title of the collection.
        slice_duration: s.
        songs: the tracks.
        track, start: (slices,) number of the track, and s from the beginning of the recording.
        places: maps, the first one shown first.
        clusterings: clusterings to colour points by, the first one shown first.
        words: search words, if an encoder supports some.
        learned_from: training data by representation; shown if they differ.
        kinds: title and input ("sound", "lyrics", "both") by representation.
        traits: properties of the songs, from `traits_data`.
        most_slices: see `slices_shown`.
        has_relative_paths: whether paths in playlists are relative to the folder of playlists.
    """
    shown = slices_shown(track, most_slices)
    lyrics, longest = _cut(songs.lyrics)
    remarks = [
        about_map(places[0].n_compared or len(track), len(track)),
        about_shown(len(shown), len(track)),
        about_lyrics(longest) if longest < LONGEST_LYRICS else "",
    ]
    return {
        "title": title,
        "slice_duration": slice_duration,
        "n_slices": len(track),
        "remarks": [remark for remark in remarks if remark],
        "has_relative_paths": has_relative_paths,
        "tracks": {
            "id": songs.track_id,
            "title": songs.title,
            **{
                field: _coded(values, {})
                for field in ("artist", "album", "year")
                if any(values := getattr(songs, field))
            },
            "sound": songs.sound,
            **({"file": list(songs.file)} if songs.file and songs.file != songs.sound else {}),
            "lyrics": lyrics,
            **({"span": [span and [*span] for span in songs.span]} if any(songs.span) else {}),
            **({"copies": dict(songs.copies)} if songs.copies else {}),
            **({"transcribed": list(songs.is_transcribed)} if any(songs.is_transcribed) else {}),
        },
        "labels": {
            name: _coded(values, songs.others.get(name, {}))
            for name, values in _labels_and_folders(songs).items()
        },
        "slices": {"track": track[shown].tolist(), "start": np.round(start[shown], 2).tolist()},
        "maps": [_map_data(place, track, shown) for place in places],
        "clusterings": [_clustering_data(clustering, shown) for clustering in clusterings],
        "words": words_data(words) if words else None,
        "kinds": {name: {"title": span, "hears": hears} for name, (span, hears) in kinds.items()},
        "clusterers": {name: span.title for name, span in all_clusterers().items()},
        "traits": traits,
        "learned_from": dict(learned_from) if len(set(learned_from.values())) > 1 else {},
    }


def slices_shown(track: np.ndarray, most: int) -> np.ndarray:
    """Choose the slices to show: all, or equally many of each track, evenly spaced.

    Args:
        track: (slices,), 0 to tracks - 1, ascending.
        most: largest number of slices; exceeded if there are more tracks, as each shows one.

    Returns:
        Ascending rows.
    """
    if len(track) <= most:
        return np.arange(len(track))
    counts = np.bincount(track)
    each = np.minimum(counts, max(1, most // len(counts)))
    # Each track is divided into equal parts, and the slice in the middle of each part is shown.
    number = np.arange(each.sum()) - np.repeat(np.cumsum(each) - each, each)
    within = (number + 0.5) * np.repeat(counts / each, each)
    return np.repeat(np.cumsum(counts) - counts, each) + within.astype(int)


def middle_slices(xy: np.ndarray, track: np.ndarray) -> np.ndarray:
    """Find each track's slice that is nearest on the map to the mean of its slices, (tracks,).

    Args:
        xy: (slices, 2).
        track: (slices,), 0 to tracks - 1.
    """
    middle = np.stack([np.bincount(track, axis) / np.bincount(track) for axis in xy.T], axis=1)
    off = np.linalg.norm(xy - middle[track], axis=1)
    by_track = np.lexsort((off, track))
    return by_track[np.unique(track[by_track], return_index=True)[1]]


def _map_data(place: SongMap, track: np.ndarray, shown: np.ndarray) -> dict:
    xy = place.xy[shown]
    return {
        "representation": place.representation,
        "x": np.round(xy[:, 0], 3).tolist(),
        "y": np.round(xy[:, 1], 3).tolist(),
        "middle": middle_slices(xy, track[shown]).tolist(),
        "near": [row[row != NO_TRACK].tolist() for row in place.near],
        **({} if place.points is None else _around_data(place.points, place.near)),
    }


def _around_data(points: np.ndarray, near: np.ndarray) -> dict:
    return {"points": packed_places(points), "closeness": closeness(points, near)}


def _clustering_data(clustering: Clustering, shown: np.ndarray) -> dict:
    points = {"slice": clustering.slice, "track": clustering.track}
    nouns = {"slice": "slices", "track": "songs"}
    return {
        **clustering._asdict(),
        "slice": clustering.slice[shown].tolist(),
        "track": clustering.track.tolist(),
        "distance": _rounded(clustering.distance),
        "second": clustering.second and _second_data(*clustering.second),
        "names": [cluster._asdict() for cluster in clustering.names],
        "compared": {
            level: about_clusters(n, len(points[level]), nouns[level])
            for level, n in clustering.compared.items()
        },
    }


def _second_data(clusters: np.ndarray, distance: np.ndarray) -> dict:
    return {"track": clusters.tolist(), "distance": _rounded(distance)}


def _rounded(values: np.ndarray) -> list[float]:
    return [float(f"{value:.3g}") for value in values]


def _labels_and_folders(songs: Songs) -> dict[str, list[str]]:
    """Labels by factor, and folders as labels unless they equal another factor."""
    labels = dict(songs.labels)
    n_folders = len(set(songs.folder))
    same = any(
        len(set(values)) == n_folders == len(set(zip(values, songs.folder, strict=True)))
        for values in labels.values()
    )
    if n_folders > 1 and not same:
        labels.setdefault("folder", songs.folder)
    return labels


def _coded(values: Sequence[str], others: Mapping[int, Sequence[str]]) -> dict:
    """Encode the first label of each track, and further ones, as numbers of names."""
    first = sorted(set(values))
    names = first + sorted({name for more in others.values() for name in more} - set(first))
    code = {name: number for number, name in enumerate(names)}
    coded = {"names": names, "code": [code[name] for name in values]}
    if others:
        coded["others"] = {track: [code[name] for name in more] for track, more in others.items()}
    return coded


def _cut(lyrics: Sequence[str]) -> tuple[list[str], int]:
    """Cut lyrics for the page; also return the largest length."""
    cut = [text[:LONGEST_LYRICS] for text in lyrics]
    if sum(map(len, cut)) <= MOST_LYRICS:
        return cut, LONGEST_LYRICS
    longest = MOST_LYRICS // sum(map(bool, cut))
    return [text[:longest] for text in cut], longest
