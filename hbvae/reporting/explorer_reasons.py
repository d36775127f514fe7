"""Reasons for a song's place in the explorer: its neighbours, and properties of its sound."""

import base64
from collections.abc import Mapping

import numpy as np

from hbvae.clustering.centres import NO_TRACK
from hbvae.clustering.characteristics import WORDS_FOR, standardise
from hbvae.storage.clusters import NOISE
from hbvae.storage.traits import Traits

MOST_AXES = 64  # largest number of axes of a track's place
MOST_VALUES = 1_000_000  # largest number of values for all tracks; many tracks keep fewer axes
STEPS = 2**16 - 1  # quantisation steps of the longest axis
COMPARED = 2000  # tracks whose pairs define closeness
MOST_WORDS = 24  # largest number of words of a track's lyrics
MOST_MENTIONS = 500_000  # largest number of words of all tracks' lyrics
NO_CLUSTER = -1


def packed_places(points: np.ndarray) -> dict:
    """Project tracks on their principal axes, which preserves distances up to a common scale.

    Args:
        points: (tracks, dimensions).

    Returns:
        ``axes``, their number, at most `MOST_AXES`; and ``values``, 16-bit little-endian integers,
        track by track, in base64.
    """
    centred = points - points.mean(axis=0)
    axes = np.linalg.eigh(centred.T @ centred)[1][:, ::-1]
    n = max(1, min(MOST_AXES, MOST_VALUES // len(points), *points.shape))
    places = centred @ axes[:, :n]
    places -= places.min(axis=0)
    steps = np.round(places / (places.max() or 1) * STEPS).astype("<u2")
    return {"axes": n, "values": base64.b64encode(steps.tobytes()).decode()}


def closeness(points: np.ndarray, near: np.ndarray) -> list[list[int]]:
    """Compute the closeness of tracks: percentage of all pairs that are farther apart.

    Args:
        points: (tracks, dimensions).
        near: (tracks, n) rows of tracks, or `NO_TRACK` at the end of a row.

    Returns:
        For each track, a number per nearby track.
    """
    from scipy.spatial.distance import pdist

    every = -(-len(points) // COMPARED)
    pairs = np.sort(pdist(points[::every]))
    distance = np.linalg.norm(points[near] - points[:, None], axis=2)
    nearer = np.searchsorted(pairs, distance) / max(1, len(pairs))
    farther = np.minimum(99, np.floor(100 * (1 - nearer))).astype(int)  # the pair itself counts
    return [
        row[neighbours != NO_TRACK].tolist() for row, neighbours in zip(farther, near, strict=True)
    ]


def second_clusters(points: np.ndarray, clusters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Find the nearest other cluster of each track, by the means of the clusters' tracks.

    Args:
        points: (tracks, dimensions).
        clusters: (tracks,) numbers from 0, or noise.

    Returns:
        (tracks,) numbers, `NO_CLUSTER` if there is no other, and (tracks,) distances.
    """
    numbers = np.unique(clusters[clusters != NOISE])
    second = np.full(len(points), NO_CLUSTER)
    least = np.full(len(points), np.inf)
    for number in numbers:
        distance = np.linalg.norm(points - points[clusters == number].mean(axis=0), axis=1)
        is_nearer = (clusters != number) & (distance < least)
        second[is_nearer], least[is_nearer] = number, distance[is_nearer]
    return second, np.where(np.isfinite(least), least, 0)


def traits_data(traits: Traits) -> dict:
    """Convert properties of sound and words of lyrics for JSON.

    Args:
        traits: traits of the tracks.

    Returns:
        ``properties``: by name, the words for low and high values, and ``tenths`` of a standard
        deviation above the mean for each track. ``words``: names, and their numbers for each track:
        words that also occur in another track, with rare and frequently sung ones first.
    """
    properties = {
        name: {
            "words": list(WORDS_FOR[name]),
            "tenths": np.round(10 * standardise(values)).astype(int).tolist(),
        }
        for name, values in traits.properties.items()
    }
    return {"properties": properties, "words": _shared_words(traits)}


def _shared_words(traits: Traits) -> Mapping:
    n_tracks = len(traits.track_id)
    track, word, times = traits.mentions.T
    tracks_with = np.bincount(word, minlength=len(traits.words))
    weight = times * np.log(n_tracks / np.maximum(tracks_with[word], 1))
    most = max(1, min(MOST_WORDS, MOST_MENTIONS // n_tracks))
    order = np.lexsort((word, -weight, track))
    order = order[tracks_with[word[order]] > 1]
    place = np.arange(len(order)) - np.searchsorted(track[order], track[order])
    order = order[place < most]
    used, number = np.unique(word[order], return_inverse=True)
    ends = np.cumsum(np.bincount(track[order], minlength=n_tracks))[:-1]
    names = [traits.words[row] for row in used]
    return {"names": names, "of": [row.tolist() for row in np.split(number, ends)]}
