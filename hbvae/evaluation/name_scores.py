"""How well the names of clusters fit: the reference labels, and the songs themselves.

Names are made without labels (`hbvae.clustering.naming`); here they are judged.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from math import nan
from typing import NamedTuple

import numpy as np

from hbvae.clustering.naming import NameParts
from hbvae.clustering.telling import tag_in_words
from hbvae.evaluation.base import metric, metrics_of
from hbvae.evaluation.external import contingency
from hbvae.evaluation.uncertainty import Score, interval
from hbvae.storage.clusters import NOISE
from hbvae.storage.names import ClusterName
from hbvae.storage.tracks import PAIR
from hbvae.storage.traits import Traits

SYNONYM_COLUMNS = ("label", "synonyms")  # of a table, the synonyms separated by commas


class NamedClusters(NamedTuple):
    """Clusters with names, against reference labels."""

    table: np.ndarray  # (..., labels, clusters) songs
    holds: np.ndarray  # (labels, clusters) bool, whether the name of a cluster holds a label


@metric("naming", title="share of clusters whose name holds their commonest label", heading="Named")
def named(clusters: NamedClusters) -> np.ndarray:
    """Share of clusters whose name holds their commonest label, or a synonym of it, 0 to 1."""
    commonest = clusters.table.argmax(axis=-2)  # (..., clusters)
    has_songs = clusters.table.sum(axis=-2) > 0
    is_held = clusters.holds[commonest, np.arange(clusters.holds.shape[1])]
    return (is_held & has_songs).sum(axis=-1) / np.maximum(has_songs.sum(axis=-1), 1)


@metric("tagging", title="share of a cluster's tags that its songs have", heading="Tags fit")
def tags_fit(names: Sequence[ClusterName], clusters: np.ndarray, traits: Traits) -> np.ndarray:
    """Of each song the share of the tags in its cluster's name that it has more than others.

    Args:
        names: by the number of the cluster.
        clusters: (tracks,).
        traits: of the tracks.

    Returns:
        (tracks,) 0 to 1: the share of the tags whose log-probability is above the collection's
        mean; NaN for noise, and where the name holds no tag.
    """
    share = np.full(len(clusters), nan)
    for number, columns in enumerate(_tags_of(names, traits.tags)):
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
    """The scores of names, with interval and chance.

    Args:
        names: by the number of the cluster.
        clusters: (tracks,).
        traits: of the tracks.
        labels: (tracks,) reference labels, "" for a track without; None where there are none.
        synonyms: from `read_synonyms`.
        weights: `hbvae.evaluation.uncertainty.track_weights`.

    Returns:
        by the name of the metric; by chance means after the names are shuffled among the
        clusters.
    """
    scores = {}
    is_named = clusters != NOISE
    if labels is not None:
        is_named &= np.asarray(labels) != ""
    if labels is not None and is_named.any():
        table, holds, resampled = _tables(names, clusters, labels, synonyms, weights, is_named)
        for kind in metrics_of("naming"):
            value = float(kind.function(NamedClusters(table, holds)))
            draws = kind.function(NamedClusters(resampled, holds))
            chance = holds.mean(axis=1)[table.argmax(axis=0)].mean()  # over all ways to deal
            scores[kind.name] = _score(value, draws, float(chance))
    by_chance = [_has_more(traits, tags).mean() for tags in _tags_of(names, traits.tags) if tags]
    for kind in metrics_of("tagging"):
        share = kind.function(names, clusters, traits)
        known = np.isfinite(share)
        if known.any():
            drawn = weights[:, known].astype(float)
            draws = drawn @ share[known] / np.maximum(drawn.sum(axis=1), 1)
            scores[kind.name] = _score(share[known].mean(), draws, float(np.mean(by_chance)))
    return scores


def read_synonyms(rows: Iterable[Mapping[str, str]]) -> dict[str, list[str]]:
    """Synonyms by label, from rows of a table with `SYNONYM_COLUMNS`."""
    return {_plain(row["label"]): row["synonyms"].split(", ") for row in rows}


def holds_label(name: str, label: str, synonyms: Mapping[str, Sequence[str]]) -> bool:
    """Whether the name of a cluster holds a reference label, or a synonym of it.

    Of a label such as "Rap/Hip-Hop" either will do; of a pair of labels, "English x Rap", the name
    is to hold both. Letters' case, blanks and hyphens make no difference.
    """
    language, parts = NameParts.parse(name)
    runs = {run for part in [language, *parts] for run in _runs(part)}

    def holds(label: str) -> bool:
        wanted = [label, *re.split(r"[/,;]", label)]
        wanted += [other for name in wanted[:] for other in synonyms.get(_plain(name), [])]
        return any(_plain(name) in runs for name in wanted)

    return all(holds(one) for one in label.split(PAIR))


def _runs(part: str) -> Iterable[str]:
    """Neighbouring words of a part of a name, written as one: "heavy metal" has three such runs."""
    words = re.split(r"[\s/-]+", part.lower())
    for first in range(len(words)):
        for last in range(first + 1, len(words) + 1):
            yield _plain("".join(words[first:last]))


def _plain(text: str) -> str:
    """The letters and digits of a text, in lower case, with their marks: R&B is rb."""
    return re.sub(r"[\s/&'_.-]", "", text.lower())


def _tables(
    names: Sequence[ClusterName],
    clusters: np.ndarray,
    labels: Sequence[str],
    synonyms: Mapping[str, Sequence[str]],
    weights: np.ndarray,
    is_named: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Songs by label and cluster; which name holds which label; such counts of the resamples."""
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


def _tags_of(names: Sequence[ClusterName], tags: Sequence[str]) -> list[list[int]]:
    """The tags that each name holds, as columns of the traits."""
    columns = {tag_in_words(tag): column for column, tag in reversed([*enumerate(tags)])}
    return [
        [columns[part] for part in NameParts.parse(cluster.name).parts if part in columns]
        for cluster in names
    ]


def _has_more(traits: Traits, columns: Sequence[int]) -> np.ndarray:
    """Whether each song has some tags more than the collection's mean, (tracks, tags) bool."""
    levels = traits.tag_levels[:, columns]
    return levels > levels.mean(axis=0)


def _score(value: float, draws: np.ndarray, chance: float) -> Score:
    low, high = interval(value, draws)
    return Score(float(value), max(low, 0.0), min(high, 1.0), chance)
