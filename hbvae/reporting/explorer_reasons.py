"""Why a song is where it is on the explorer's page: what lies near, and what its sound is like."""

import base64
from collections.abc import Mapping

import numpy as np

from hbvae.clustering.centres import NO_TRACK
from hbvae.clustering.characteristics import WORDS_FOR, standardise
from hbvae.storage.clusters import NOISE
from hbvae.storage.traits import Traits

MOST_AXES = 64  # of a track's place
MOST_VALUES = 1_000_000  # of all tracks' places; of many tracks fewer axes are kept
STEPS = 2**16 - 1  # of the longest axis
COMPARED = 2000  # tracks whose pairs say what is close
MOST_WORDS = 24  # of a track's lyrics,
MOST_MENTIONS = 500_000  # and of all tracks' together
NO_CLUSTER = -1


def packed_places(points: np.ndarray) -> dict:
    """Where tracks lie, on their principal axes; distances are kept but for a common scale.

    Args:
        points: (tracks, dimensions).

    Returns:
        ``axes``, their number, at most `MOST_AXES`; and ``values``, 16 bits each, little-endian,
        track after track, in base64.
    """
    centred = points - points.mean(axis=0)
    axes = np.linalg.eigh(centred.T @ centred)[1][:, ::-1]
    n = max(1, min(MOST_AXES, MOST_VALUES // len(points), *points.shape))
    places = centred @ axes[:, :n]
    places -= places.min(axis=0)
    steps = np.round(places / (places.max() or 1) * STEPS).astype("<u2")
    return {"axes": n, "values": base64.b64encode(steps.tobytes()).decode()}


def closeness(points: np.ndarray, near: np.ndarray) -> list[list[int]]:
    """How close tracks are, against all pairs of tracks: % of the pairs that are farther apart.

    Args:
        points: (tracks, dimensions).
        near: (tracks, n) rows of tracks, or `NO_TRACK` at the end of a row.

    Returns:
        of each track, a number for each track near to it.
    """
    from scipy.spatial.distance import pdist

    every = -(-len(points) // COMPARED)
    pairs = np.sort(pdist(points[::every]))
    distance = np.linalg.norm(points[near] - points[:, None], axis=2)
    nearer = np.searchsorted(pairs, distance) / max(1, len(pairs))
    farther = np.minimum(99, np.floor(100 * (1 - nearer))).astype(int)  # never all: it is a pair
    return [
        row[neighbours != NO_TRACK].tolist() for row, neighbours in zip(farther, near, strict=True)
    ]


def second_clusters(points: np.ndarray, clusters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each track the nearest cluster that it is not in, by the means of the clusters' tracks.

    Args:
        points: (tracks, dimensions).
        clusters: (tracks,) numbers from 0, or noise.

    Returns:
        (tracks,) numbers, `NO_CLUSTER` where there is no other, and (tracks,) distances.
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
    """Properties of the tracks' sound and words of their lyrics, as JSON can hold them.

    Args:
        traits: of the tracks.

    Returns:
        ``properties``: by name the words for little and for much of it, and ``tenths``, of a
        standard deviation above the mean, of each track. ``words``: names, and their numbers for
        each track: those that another track has too, the rarest and most sung first.
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
