"""Names of clusters, of two to four words, and their descriptions."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from hbvae.clustering.characteristics import Characteristics, characterise_clusters
from hbvae.storage.names import ClusterName
from hbvae.storage.traits import Traits

FEWEST_WORDS, MOST_WORDS = 2, 4  # length of a name; longer if two names would be equal
DESCRIBED = 5  # number of tags and number of lyrics words in a description
MAIN_LANGUAGE_SHARE = 0.75  # share of a language from which on its words may name the cluster
NO_WORDS = "without words"
AVERAGE = {"sound": "average sound", "lyrics": "mixed lyrics", "both": "average songs"}


class NameParts(NamedTuple):
    """The parts of a cluster's name."""

    language: str  # "" if the name has no language
    parts: list[str]  # tags, properties and words

    @classmethod
    def parse(cls, name: str) -> "NameParts":
        """Split a name that `name_clusters` made into its parts."""
        language, colon, rest = name.partition(": ")
        if not colon:
            language, rest = "", name
        return cls(language, [part.partition(" (")[0] for part in rest.split(", ") if part])

    def __str__(self) -> str:
        return ": ".join(filter(None, [self.language, ", ".join(self.parts)]))

    @property
    def n_words(self) -> int:
        return len(str(self).split())


def name_clusters(traits: Traits, clusters: np.ndarray, hears: str) -> list[ClusterName]:
    """Name clusters by what distinguishes them from the collection; uses no labels.

    A name follows the source of the clusters: tags, then properties for sound; language and words
    for lyrics; all of these for both. Clusters with equal names get further distinctive parts
    until their names differ, and their numbers if nothing else differs.

    Args:
        traits: traits of the tracks.
        clusters: (tracks,) cluster numbers from 0; noise gets no name.
        hears: source of the clusters: "sound", "lyrics" or "both".

    Returns:
        Unique names, in the order of the cluster numbers.
    """
    described = characterise_clusters(traits, clusters)
    names, left = [], []
    for cluster in described:
        first, others = _parts(cluster, hears)
        language = cluster.language if hears != "sound" else ""
        name, remaining = _compose(language, first, others, AVERAGE[hears])
        names.append(name)
        left.append(remaining)
    texts = _make_unique(names, left)
    return [ClusterName(*pair) for pair in zip(texts, map(describe, described), strict=True)]


def describe(cluster: Characteristics) -> str:
    """Describe in sentences what distinguishes a cluster from the collection."""
    sentences = []
    if cluster.tags:
        sentences.append(f"Tags that the encoder hears: {', '.join(cluster.tags[:DESCRIBED])}.")
    if cluster.properties:
        sentences.append(f"Compared with the collection: {', '.join(cluster.properties)}.")
    if cluster.is_wordless:
        sentences.append("Most songs have no lyrics.")
    elif cluster.languages or cluster.words:
        shares = [f"{name} {share:.0%}" for name, share in cluster.languages.items()][:2]
        clauses = [", ".join(shares)] if shares else []
        if cluster.words:
            clauses.append(f"words: {', '.join(cluster.words[:DESCRIBED])}")
        sentences.append(f"Lyrics: {'; '.join(clauses)}.")
    return " ".join(sentences) or "Nothing sets it apart from the collection."


def _parts(cluster: Characteristics, hears: str) -> tuple[list[str], list[str]]:
    """The preferred parts of a name, and further parts that it may have, each in order."""
    tags = _distinct(cluster.tags)
    clear = [part for part in cluster.properties if " " not in part]
    sound = tags[:2] or clear[:3] or cluster.properties[:2]
    more_sound = [*cluster.properties, *tags]
    words = cluster.words
    if hears == "sound":
        return sound, [*more_sound, cluster.language, *words]
    if cluster.is_wordless:
        return [NO_WORDS, *(sound[:1] if hears == "both" else [])], more_sound
    if hears == "lyrics":
        return words[: 2 if cluster.language else 3], [*words, *tags, *cluster.properties]
    is_mixed = max(cluster.languages.values(), default=1.0) < MAIN_LANGUAGE_SHARE
    return [*sound[:2], *([] if is_mixed else words[:1])], [*words[:3], *more_sound, *words]


def _compose(
    language: str, first: Sequence[str], others: Sequence[str], average: str
) -> tuple[NameParts, list[str]]:
    """Compose a name; also return the parts left to distinguish it from an equal name."""
    name = NameParts(language, [])
    left = [part for part in dict.fromkeys([*first, *others]) if part]
    for part in first:
        longer = name._replace(parts=[*name.parts, part])
        if longer.n_words <= MOST_WORDS:
            name = longer
    left = [part for part in left if part not in name.parts]
    while left and name.n_words < FEWEST_WORDS:
        name.parts.append(left.pop(0))
    if name.n_words < FEWEST_WORDS:
        name.parts.append(average)
    return name, left


def _make_unique(names: Sequence[NameParts], left: Sequence[list[str]]) -> list[str]:
    """The texts of names; equal names get further parts, or the number if no part differs.

    A name takes the first of its left parts that some of the equal names do not have.
    """
    is_longer = True
    while is_longer:
        is_longer = False
        alike: dict[tuple, list[int]] = {}
        for row, name in enumerate(names):
            alike.setdefault((name.language, frozenset(name.parts)), []).append(row)
        for rows in alike.values():
            shared = set.intersection(*(set(left[row]) for row in rows))
            for row in rows if len(rows) > 1 else []:
                if part := next((part for part in left[row] if part not in shared), None):
                    left[row].remove(part)
                    names[row].parts.append(part)
                    is_longer = True
    texts = [str(name) for name in names]
    return [
        f"{text} ({number})" if texts.count(text) > 1 else text for number, text in enumerate(texts)
    ]


def _distinct(tags: Sequence[str]) -> list[str]:
    """Tags without those that share a word's beginning with an earlier tag: metal, heavy metal."""
    kept: list[str] = []
    for tag in tags:
        if not any(_overlap(tag, other) for other in kept):
            kept.append(tag)
    return kept


def _overlap(tag: str, other: str) -> bool:
    return any(
        first.startswith(second) or second.startswith(first)
        for first in tag.replace("-", " ").split()
        for second in other.replace("-", " ").split()
    )
