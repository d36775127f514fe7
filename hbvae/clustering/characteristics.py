"""What tells a cluster of songs from the collection: tags, properties of the sound, lyrics.

No label is used.
"""

import math
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from hbvae.storage.traits import Traits

WORDS_FOR = {  # a property that is low, and one that is high
    "tempo": ("slow", "fast"),
    "loudness": ("quiet", "loud"),
    "brightness": ("dark", "bright"),
    "density": ("sparse", "dense"),
    "punch": ("sustained", "percussive"),
}
CLEAR, FAIR = 0.5, 0.2  # standard deviations by which a mean differs: "slow", "fairly slow"
TAGS_HEARD = 10  # only the tags that are heard most in a cluster can tell what it is
LEAST_LIFT = math.log(1.1)  # by which a tag's mean log-probability is above the collection's
LEAST_SHARE = 0.5  # of a cluster's songs: what fewer of them have says nothing of the cluster
LEAST_EXCESS = 0.1  # by which a language's share is above the collection's


class Telling(NamedTuple):
    """What tells a cluster from the collection; lists have the most telling first."""

    tags: list[str]
    properties: list[str]  # in words: "slow", "fairly bright"
    words: list[str]  # of the lyrics
    language: str  # of most of its songs, if more often than in the collection; else ""
    languages: dict[str, float]  # share of its songs with lyrics, the commonest first
    is_wordless: bool  # most of its songs have no lyrics, although most of the collection have


def tell_clusters(traits: Traits, clusters: np.ndarray, n_words: int = 10) -> list[Telling]:
    """What tells each cluster from the collection.

    Args:
        traits: of the tracks.
        clusters: (tracks,) numbers from 0, or `hbvae.storage.clusters.NOISE`.
        n_words: of the lyrics, at most.

    Returns:
        by the number of the cluster.
    """
    deviations = {name: standardise(values) for name, values in traits.properties.items()}
    languages = np.array(traits.language, object)
    is_sung = languages != ""
    is_sung[traits.mentions[:, 0]] = True
    tellings = []
    for number in range(clusters.max(initial=-1) + 1):
        members = clusters == number
        language = telling_language(languages, is_sung, members)
        tellings.append(
            Telling(
                telling_tags(traits.tags, traits.tag_levels, members),
                telling_properties(deviations, members),
                telling_words(traits, languages, is_sung, members)[:n_words],
                language,
                _shares(languages[members & is_sung]),
                is_sung[members].mean() < LEAST_SHARE <= is_sung.mean(),
            )
        )
    return tellings


def telling_tags(tags: Sequence[str], levels: np.ndarray, members: np.ndarray) -> list[str]:
    """Tags whose mean log-probability is above the collection's, the farthest first.

    Args:
        tags: their names.
        levels: (tracks, n_tags) log-probabilities.
        members: (tracks,) bool, of the cluster.
    """
    mean = levels[members].mean(axis=0)
    lift = mean - levels.mean(axis=0)
    strongest = np.argsort(-mean, kind="stable")[:TAGS_HEARD]
    telling = [tag for tag in strongest if lift[tag] >= LEAST_LIFT]
    order = sorted(telling, key=lambda tag: (-lift[tag], tag))
    return [name for name in dict.fromkeys(tag_in_words(tags[tag]) for tag in order) if name]


def tag_in_words(tag: str) -> str:
    """A tag as part of a name: in lower case, without what follows a comma or a bracket."""
    return re.split(r"[,(:]", tag)[0].strip().lower()


def telling_properties(deviations: Mapping[str, np.ndarray], members: np.ndarray) -> list[str]:
    """Properties of the sound in words, the farthest from the collection's mean first.

    Args:
        deviations: (tracks,) by property, in standard deviations of the collection.
        members: (tracks,) bool, of the cluster.
    """
    means = {name: float(values[members].mean()) for name, values in deviations.items()}
    order = sorted(means, key=lambda name: (-abs(means[name]), name))
    return [
        ("" if abs(means[name]) >= CLEAR else "fairly ") + WORDS_FOR[name][means[name] > 0]
        for name in order
        if abs(means[name]) >= FAIR
    ]


def telling_language(languages: np.ndarray, is_sung: np.ndarray, members: np.ndarray) -> str:
    """The language of most songs of a cluster, if it is more common there than in the collection.

    Args:
        languages: (tracks,) texts, "" where it is not known.
        is_sung: (tracks,) bool, whether there are lyrics.
        members: (tracks,) bool, of the cluster.
    """
    shares = _shares(languages[members & is_sung])
    for language in list(shares)[:1]:
        is_common = np.mean(languages[members] == language) >= LEAST_SHARE
        elsewhere = np.mean(languages[is_sung] == language)
        if is_common and shares[language] - elsewhere >= LEAST_EXCESS:
            return language
    return ""


def telling_words(
    traits: Traits, languages: np.ndarray, is_sung: np.ndarray, members: np.ndarray
) -> list[str]:
    """Words of the lyrics by a class-based TF-IDF that counts songs, the most telling first.

    A word's weight is the share of the cluster's songs that have it times the logarithm of how
    many times that share is the share among all songs; a chorus that repeats it counts once. If
    most songs of the cluster are in a language, only songs in it are compared, so that the words
    do not merely tell the language. Where a cluster has all of them, the commonest words are left;
    of equal words, those that are sung most often come first.

    Args:
        traits: of the tracks.
        languages, is_sung, members: as in `telling_language`.
    """
    if not np.any(is_sung & members) or is_sung[members].mean() < LEAST_SHARE:
        return []
    shares = _shares(languages[members & is_sung])
    language = next((name for name, share in shares.items() if share >= LEAST_SHARE), None)
    compared = is_sung if language is None else languages == language
    track, word, times = traits.mentions.T
    among = compared[track]
    n_all = np.bincount(word[among], minlength=len(traits.words))
    here = among & members[track]
    n_here = np.bincount(word[here], minlength=len(traits.words))
    sung = np.bincount(word[here], times[here], minlength=len(traits.words))
    least = min(2, n_here.max(initial=0))  # what a single song says is not what the cluster says
    rows = np.flatnonzero(n_here >= max(least, 1))
    share = n_here[rows] / np.sum(compared & members)
    weight = share * np.log(share / (n_all[rows] / compared.sum()))
    order = np.lexsort((rows, -sung[rows], -share, -np.round(weight, 9)))  # words are ascending
    return [traits.words[row] for row in rows[order]]


def standardise(values: np.ndarray) -> np.ndarray:
    """Deviations from the mean in standard deviations; zeros where all are the same."""
    deviation = values.std()
    if deviation <= 1e-9 * max(1.0, np.abs(values).max()):
        return np.zeros(len(values))
    return (values - values.mean()) / deviation


def _shares(values: np.ndarray) -> dict[str, float]:
    """The share of each value but "", the commonest first."""
    names, counts = np.unique(values.astype(str), return_counts=True)
    order = sorted(range(len(names)), key=lambda i: (-counts[i], names[i]))
    return {str(names[i]): counts[i] / len(values) for i in order if names[i]}
