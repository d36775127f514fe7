"""Characteristics of clusters of songs: how they differ from the collection, without labels."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from hbvae.storage.traits import Traits

WORDS_FOR = {  # for a low and for a high value of a property
    "tempo": ("slow", "fast"),
    "loudness": ("quiet", "loud"),
    "brightness": ("dark", "bright"),
    "density": ("sparse", "dense"),
    "punch": ("sustained", "percussive"),
}
CLEAR, FAIR = 0.5, 0.2  # minimum difference in standard deviations: "slow", "fairly slow"
STRONGEST_TAGS = 10  # number of a cluster's most probable tags that may characterise it
LEAST_LIFT = math.log(1.1)  # minimum excess of a tag's mean log-probability over the collection's
LEAST_SHARE = 0.5  # minimum share of a cluster's songs that have what characterises it
LEAST_EXCESS = 0.1  # minimum excess of a language's share over the collection's


class Characteristics(NamedTuple):
    """How a cluster differs from the collection; the most distinctive entries come first."""

    tags: list[str]
    properties: list[str]  # in words: "slow", "fairly bright"
    words: list[str]  # words of the lyrics
    language: str  # language of most of its songs if it is more common than in the collection
    languages: dict[str, float]  # share of its songs with lyrics, the most common first
    is_wordless: bool  # most of its songs have no lyrics, but most of the collection's do


def characterise_clusters(
    traits: Traits, clusters: np.ndarray, n_words: int = 10
) -> list[Characteristics]:
    """Characterise each cluster in comparison with the collection.

    Args:
        traits: traits of the tracks.
        clusters: (tracks,) numbers from 0, or `hbvae.storage.clusters.NOISE`.
        n_words: maximum number of words of the lyrics.

    Returns:
        Characteristics in the order of the cluster numbers.
    """
    deviations = {name: standardise(values) for name, values in traits.properties.items()}
    languages = np.array(traits.language, object)
    is_sung = languages != ""
    is_sung[traits.mentions[:, 0]] = True
    described = []
    for number in range(clusters.max(initial=-1) + 1):
        members = clusters == number
        language = distinctive_language(languages, is_sung, members)
        described.append(
            Characteristics(
                distinctive_tags(traits.tags, traits.tag_levels, members),
                distinctive_properties(deviations, members),
                distinctive_words(traits, languages, is_sung, members)[:n_words],
                language,
                _shares(languages[members & is_sung]),
                is_sung[members].mean() < LEAST_SHARE <= is_sung.mean(),
            )
        )
    return described


def distinctive_tags(tags: Sequence[str], levels: np.ndarray, members: np.ndarray) -> list[str]:
    """Tags with a higher mean log-probability than in the collection, the most distinctive first.

    Args:
        tags: names of the tags.
        levels: (tracks, n_tags) log-probabilities.
        members: (tracks,) bool, whether a track is in the cluster.
    """
    mean = levels[members].mean(axis=0)
    lift = mean - levels.mean(axis=0)
    strongest = np.argsort(-mean, kind="stable")[:STRONGEST_TAGS]
    distinctive = [tag for tag in strongest if lift[tag] >= LEAST_LIFT]
    order = sorted(distinctive, key=lambda tag: (-lift[tag], tag))
    return [name for name in dict.fromkeys(tag_in_words(tags[tag]) for tag in order) if name]


def tag_in_words(tag: str) -> str:
    """A tag as part of a name: in lower case, up to the first comma, colon or bracket."""
    return re.split(r"[,(:]", tag)[0].strip().lower()


def distinctive_properties(deviations: Mapping[str, np.ndarray], members: np.ndarray) -> list[str]:
    """Properties of the sound in words, the farthest from the collection's mean first.

    Args:
        deviations: (tracks,) by property, in standard deviations of the collection.
        members: (tracks,) bool, whether a track is in the cluster.
    """
    means = {name: float(values[members].mean()) for name, values in deviations.items()}
    order = sorted(means, key=lambda name: (-abs(means[name]), name))
    return [
        ("" if abs(means[name]) >= CLEAR else "fairly ") + WORDS_FOR[name][means[name] > 0]
        for name in order
        if abs(means[name]) >= FAIR
    ]


def distinctive_language(languages: np.ndarray, is_sung: np.ndarray, members: np.ndarray) -> str:
    """The language of most songs of a cluster, if it is more common there than in the collection.

    Args:
        languages: (tracks,) names of languages, "" if unidentified.
        is_sung: (tracks,) bool, whether a track has lyrics.
        members: (tracks,) bool, whether a track is in the cluster.
    """
    shares = _shares(languages[members & is_sung])
    for language in list(shares)[:1]:
        is_common = np.mean(languages[members] == language) >= LEAST_SHARE
        elsewhere = np.mean(languages[is_sung] == language)
        if is_common and shares[language] - elsewhere >= LEAST_EXCESS:
            return language
    return ""


def distinctive_words(
    traits: Traits, languages: np.ndarray, is_sung: np.ndarray, members: np.ndarray
) -> list[str]:
    """Words of the lyrics by class-based TF-IDF over songs, the most distinctive first.

    The weight of a word is s log(s / a), where s is the share of the cluster's songs that contain
    it and a the share of all songs; repetitions in a song do not count. If most songs of the
    cluster are in one language, they are compared with songs in that language only, so that the
    words do not merely show the language. If the cluster holds all of these, its most common words
    are returned; words of equal weight are ordered by how often they are sung.

    Args:
        traits: traits of the tracks.
        languages, is_sung, members: as in `distinctive_language`.
    """
    if not np.any(is_sung & members) or is_sung[members].mean() < LEAST_SHARE:
        return []
    shares = _shares(languages[members & is_sung])
    language = next((name for name, share in shares.items() if share >= LEAST_SHARE), None)
    compared = is_sung if language is None else languages == language
    track, word, times = traits.mentions.T
    is_compared = compared[track]
    n_all = np.bincount(word[is_compared], minlength=len(traits.words))
    here = is_compared & members[track]
    n_here = np.bincount(word[here], minlength=len(traits.words))
    sung = np.bincount(word[here], times[here], minlength=len(traits.words))
    least = min(2, n_here.max(initial=0))  # a word of a single song does not describe a cluster
    rows = np.flatnonzero(n_here >= max(least, 1))
    share = n_here[rows] / np.sum(compared & members)
    weight = share * np.log(share / (n_all[rows] / compared.sum()))
    order = np.lexsort((rows, -sung[rows], -share, -np.round(weight, 9)))  # words are ascending
    return [traits.words[row] for row in rows[order]]


def standardise(values: np.ndarray) -> np.ndarray:
    """Deviations from the mean in standard deviations; zeros if all values are equal."""
    deviation = values.std()
    if deviation <= 1e-9 * max(1.0, np.abs(values).max()):
        return np.zeros(len(values))
    return (values - values.mean()) / deviation


def _shares(values: np.ndarray) -> dict[str, float]:
    """The share of each value except "", the most common first."""
    names, counts = np.unique(values.astype(str), return_counts=True)
    order = sorted(range(len(names)), key=lambda i: (-counts[i], names[i]))
    return {str(names[i]): counts[i] / len(values) for i in order if names[i]}
