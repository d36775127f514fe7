"""What the clusters of a clustering are called: two to four words, and a description."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from hbvae.clustering.telling import Telling, tell_clusters
from hbvae.storage.names import ClusterName
from hbvae.storage.traits import Traits

FEWEST_WORDS, MOST_WORDS = 2, 4  # of a name, unless it takes more to tell two clusters apart
DESCRIBED = 5  # tags, and words of the lyrics, in a description
OF_ONE_LANGUAGE = 0.75  # share of the songs with lyrics, or their words do not speak for all
NO_WORDS = "without words"
AVERAGE = {"sound": "average sound", "lyrics": "mixed lyrics", "both": "average songs"}


class NameParts(NamedTuple):
    """What a name is put together from."""

    language: str  # "" where the name says none
    parts: list[str]  # tags, properties and words

    @classmethod
    def parse(cls, name: str) -> "NameParts":
        """The parts of a name, from `name_clusters`."""
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
    """Name clusters by what tells them from the collection; a pure function, without labels.

    A name follows what the clusters were made from: of sound, tags come first and properties after
    them; of lyrics, language and words; of both, all of these. Clusters that would have the same
    name get the next most telling parts until they differ, and in the end their numbers.

    Args:
        traits: of the tracks.
        clusters: (tracks,) cluster numbers from 0; noise gets no name.
        hears: what the clusters were made from: "sound", "lyrics" or "both".

    Returns:
        by the number of the cluster; the names are unique.
    """
    tellings = tell_clusters(traits, clusters)
    names, left = [], []
    for telling in tellings:
        first, others = _parts(telling, hears)
        language = telling.language if hears != "sound" else ""
        name, remaining = _compose(language, first, others, AVERAGE[hears])
        names.append(name)
        left.append(remaining)
    texts = _tell_apart(names, left)
    described = [describe(telling) for telling in tellings]
    return [ClusterName(*pair) for pair in zip(texts, described, strict=True)]


def describe(telling: Telling) -> str:
    """What tells a cluster from the collection, in sentences."""
    sentences = []
    if telling.tags:
        sentences.append(f"Tags that the encoder hears: {', '.join(telling.tags[:DESCRIBED])}.")
    if telling.properties:
        sentences.append(f"Compared with the collection: {', '.join(telling.properties)}.")
    if telling.is_wordless:
        sentences.append("Most songs have no lyrics.")
    elif telling.languages or telling.words:
        shares = [f"{name} {share:.0%}" for name, share in telling.languages.items()][:2]
        said = [", ".join(shares)] if shares else []
        if telling.words:
            said.append(f"words: {', '.join(telling.words[:DESCRIBED])}")
        sentences.append(f"Lyrics: {'; '.join(said)}.")
    return " ".join(sentences) or "Nothing sets it apart from the collection."


def _parts(telling: Telling, hears: str) -> tuple[list[str], list[str]]:
    """The parts that a name has by choice, and those that it can have besides, in order."""
    tags = _distinct(telling.tags)
    clear = [part for part in telling.properties if " " not in part]
    sound = tags[:2] or clear[:3] or telling.properties[:2]
    more_sound = [*telling.properties, *tags]
    words = telling.words
    if hears == "sound":
        return sound, [*more_sound, telling.language, *words]
    if telling.is_wordless:
        return [NO_WORDS, *(sound[:1] if hears == "both" else [])], more_sound
    if hears == "lyrics":
        return words[: 2 if telling.language else 3], [*words, *tags, *telling.properties]
    is_mixed = max(telling.languages.values(), default=1.0) < OF_ONE_LANGUAGE
    return [*sound[:2], *([] if is_mixed else words[:1])], [*words[:3], *more_sound, *words]


def _compose(
    language: str, first: Sequence[str], others: Sequence[str], average: str
) -> tuple[NameParts, list[str]]:
    """A name, and the parts that are left to tell it from another."""
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


def _tell_apart(names: Sequence[NameParts], left: Sequence[list[str]]) -> list[str]:
    """The texts of names, longer where two have the same parts; at last with the number.

    Of the parts that are left, a name takes the first that not all of these names have.
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
    """Tags without those that share the beginning of a word with one before: metal, heavy metal."""
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
