"""Scores of cluster names: how well they fit the reference labels and the songs.

`hbvae.clustering.naming` makes the names, without labels.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from math import nan
from typing import NamedTuple

import numpy as np

from hbvae.clustering.characteristics import tag_in_words
from hbvae.clustering.naming import NameParts
from hbvae.evaluation.base import metric, registered_metrics
from hbvae.evaluation.external import contingency
from hbvae.evaluation.uncertainty import Score, interval
from hbvae.storage.clusters import NOISE
from hbvae.storage.names import ClusterName
from hbvae.storage.tracks import PAIR
from hbvae.storage.traits import Traits

SYNONYM_COLUMNS = ("label", "synonyms")  # columns of a table; commas separate the synonyms


class NamedClusters(NamedTuple):
    """Named clusters and reference labels."""

    table: np.ndarray  # (..., labels, clusters) number of songs
    holds: np.ndarray  # (labels, clusters) bool, whether a cluster's name contains a label


@metric("naming", title="share of clusters whose name holds their commonest label", heading="Named")
def named(clusters: NamedClusters) -> np.ndarray:
    """Share of clusters whose name contains their most common label or a synonym, 0 to 1."""
    most_common = clusters.table.argmax(axis=-2)  # (..., clusters)
    has_songs = clusters.table.sum(axis=-2) > 0
    is_held = clusters.holds[most_common, np.arange(clusters.holds.shape[1])]
    return (is_held & has_songs).sum(axis=-1) / np.maximum(has_songs.sum(axis=-1), 1)


@metric("tagging", title="share of a cluster's tags that its songs have", heading="Tags fit")
def tags_fit(names: Sequence[ClusterName], clusters: np.ndarray, traits: Traits) -> np.ndarray:
    """For each song, the share of the tags in its cluster's name that fit the song.

    Args:
        names: names in the order of the cluster numbers.
        clusters: (tracks,) cluster numbers.
        traits: traits of the tracks.

    Returns:
        (tracks,) 0 to 1: the share of the tags whose log-probability is above the collection's
        mean; NaN for noise, and if the name contains no tag.
    """
    share = np.full(len(clusters), nan)
    for number, columns in enumerate(_tag_columns(names, traits.tags)):
        members = clusters == number
        if columns:
            share[members] = _has_more(traits, columns)[members].mean(axis=1)
    return share


def score_names(
    names: Sequence[ClusterName],
    clusters: np.ndarray,
    traits: Traits,
    labels: Sequence[str] | None,
    synonyms: Mapping[str, Sequence[str]],
    weights: np.ndarray,
) -> dict[str, Score]:
    """Score names, with intervals and chance levels.

    Args:
        names: names in the order of the cluster numbers.
        clusters: (tracks,) cluster numbers.
        traits: traits of the tracks.
        labels: (tracks,) reference labels, "" for a track without a label; None without labels.
        synonyms: from `read_synonyms`.
        weights: `hbvae.evaluation.uncertainty.track_weights`.

    Returns:
        Scores by metric; the chance level is that of names shuffled among the clusters.
    """
    scores = {}
    is_named = clusters != NOISE
    if labels is not None:
        is_named &= np.asarray(labels) != ""
    if labels is not None and is_named.any():
        table, holds, resampled = _tables(names, clusters, labels, synonyms, weights, is_named)
        for kind in registered_metrics("naming"):
            value = float(kind.function(NamedClusters(table, holds)))
            draws = kind.function(NamedClusters(resampled, holds))
            chance = holds.mean(axis=1)[table.argmax(axis=0)].mean()  # over all permutations
            scores[kind.name] = _score(value, draws, float(chance))
    columns = filter(None, _tag_columns(names, traits.tags))
    by_chance = [_has_more(traits, tags).mean() for tags in columns]
    for kind in registered_metrics("tagging"):
        share = kind.function(names, clusters, traits)
        counts = np.isfinite(share)
        if counts.any():
            drawn = weights[:, counts].astype(float)
            draws = drawn @ share[counts] / np.maximum(drawn.sum(axis=1), 1)
            scores[kind.name] = _score(share[counts].mean(), draws, float(np.mean(by_chance)))
    return scores


def read_synonyms(rows: Iterable[Mapping[str, str]]) -> dict[str, list[str]]:
    """Read synonyms by label from rows of a table with `SYNONYM_COLUMNS`."""
    return {_plain(row["label"]): row["synonyms"].split(", ") for row in rows}


def holds_label(name: str, label: str, synonyms: Mapping[str, Sequence[str]]) -> bool:
    """Whether the name of a cluster contains a reference label or a synonym of it.

    Either half of a label such as "Rap/Hip-Hop" is enough; of a pair of labels, "English x Rap",
    the name must contain both. Case, blanks and hyphens do not matter.
    """
    language, parts = NameParts.parse(name)
    runs = {run for part in [language, *parts] for run in _runs(part)}

    def holds(label: str) -> bool:
        wanted = [label, *re.split(r"[/,;]", label)]
        wanted += [other for name in wanted[:] for other in synonyms.get(_plain(name), [])]
        return any(_plain(name) in runs for name in wanted)

    return all(holds(single) for single in label.split(PAIR))


def _runs(part: str) -> Iterable[str]:
    """Runs of adjacent words in a part of a name, without blanks: "heavy metal" has three runs."""
    words = re.split(r"[\s/-]+", part.lower())
    for first in range(len(words)):
        for last in range(first + 1, len(words) + 1):
            yield _plain("".join(words[first:last]))


def _plain(text: str) -> str:
    """A text in lower case without blanks and punctuation: R&B becomes rb."""
    return re.sub(r"[\s/&'_.-]", "", text.lower())


def _tables(
    names: Sequence[ClusterName],
    clusters: np.ndarray,
    labels: Sequence[str],
    synonyms: Mapping[str, Sequence[str]],
    weights: np.ndarray,
    is_named: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Songs by label and cluster, the labels in each name, and the songs in each resample."""
    from scipy.sparse import csr_array

    kinds, row = np.unique(np.asarray(labels)[is_named], return_inverse=True)
    with_labels, column = np.unique(clusters[is_named], return_inverse=True)
    names = [names[number] for number in with_labels]
    table = contingency(row, column)
    holds = np.array(
        [[holds_label(cluster.name, label, synonyms) for cluster in names] for label in kinds]
    )
    cell = row * len(names) + column
    counts = csr_array((np.ones(len(cell)), (cell, np.arange(len(cell)))), (table.size, len(cell)))
    resampled = (counts @ weights[:, is_named].T.astype(float)).T.reshape(-1, *table.shape)
    return table, holds, resampled


def _tag_columns(names: Sequence[ClusterName], tags: Sequence[str]) -> list[list[int]]:
    """The tags in each name, as columns of the traits."""
    columns = {tag_in_words(tag): column for column, tag in reversed([*enumerate(tags)])}
    return [
        [columns[part] for part in NameParts.parse(cluster.name).parts if part in columns]
        for cluster in names
    ]


def _has_more(traits: Traits, columns: Sequence[int]) -> np.ndarray:
    """Whether each song's level of some tags is above the mean, (tracks, tags) bool."""
    levels = traits.tag_levels[:, columns]
    return levels > levels.mean(axis=0)


def _score(value: float, draws: np.ndarray, chance: float) -> Score:
    low, high = interval(value, draws)
    return Score(float(value), max(low, 0.0), min(high, 1.0), chance)
