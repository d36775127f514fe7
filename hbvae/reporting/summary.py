"""First paragraphs of the report: method, result, and how far to trust it."""

from collections.abc import Mapping, Sequence

from hbvae.evaluation.score_table import over_seeds, select
from hbvae.reporting.collection import Collection
from hbvae.reporting.groups import Group
from hbvae.reporting.numbers import counted, rounded, with_interval
from hbvae.reporting.trust import count_grades
from hbvae.reporting.verdicts import ABOVE_CHANCE, AT_CHANCE, BELOW_CHANCE, beside_chance
from hbvae.storage.clusters import NOISE

ALIKE = {
    "sound": "that sound alike",
    "lyrics": "whose lyrics are alike",
    "both": "that are alike in sound and lyrics",
}


def headline(collections: Sequence[Collection]) -> str:
    """Title of the report, such as "gtzan_mini: 100 songs in 11 groups"."""
    n_songs = sum(len(collection.tracks) for collection in collections)
    n_groups = sum(len(collection.recurrences) for collection in collections)
    titles = [collection.title for collection in collections]
    return f"{' and '.join(titles)}: {counted(n_songs, 'song')} in {counted(n_groups, 'group')}"


def summary(
    collection: Collection,
    groups: Sequence[Group],
    scores: Sequence[Mapping],
    alike: str,
    seconds: float,
    left_out: str,
) -> list[str]:
    """Summarise a collection in two paragraphs: method and result; how far to trust it.

    Args:
        collection: the collection.
        groups: groups on the page.
        scores: rows of metrics.tsv for the shown groups.
        alike: basis of the groups, a key of `ALIKE`.
        seconds: s, largest analysed length of a song.
        left_out: sentence on files that could not be used.
    """
    n, alone = len(collection.tracks), int((collection.clusters == NOISE).sum())
    synthetic = "synthetic " if collection.is_synthetic else ""
    made_by = ", made by a program," if collection.is_synthetic else ""
    made = [
        f"hbvae analysed the middle {seconds:g} seconds of each of {n:,} {synthetic}songs{made_by} "
        f"and grouped songs {ALIKE[alike]}{', without labels' if collection.factors else ''}.",
        collection.why_k or f"{counted(len(groups), 'group')}.",
        *(
            [f"{counted(alone, 'song')} {'is' if alone == 1 else 'are'} in no group."]
            if alone
            else []
        ),
        *_extremes(groups),
    ]
    trusted = [
        *([f"Of the groups, {_grades(groups)}."] if groups else []),
        *_agreement(collection, scores),
        left_out,
        *(["Synthetic songs say nothing about real music."] if collection.is_synthetic else []),
    ]
    return [" ".join(made), " ".join(trusted)]


def _grades(groups: Sequence[Group]) -> str:
    return count_grades([group.trust.grade for group in groups])


def _extremes(groups: Sequence[Group]) -> list[str]:
    """Name the largest and the smallest group in a sentence."""
    if len(groups) < 2:
        return []
    large = max(groups, key=lambda group: group.size)
    small = min(reversed(groups), key=lambda group: group.size)
    if large.size == small.size:
        return [f"Each group has {counted(large.size, 'song')}."]
    return [
        f"The largest is “{large.name}” with {counted(large.size, 'song')}, the smallest "
        f"“{small.name}” with {counted(small.size, 'song')}."
    ]


def _agreement(collection: Collection, scores: Sequence[Mapping]) -> list[str]:
    """Say how well the groups agree with the labels, in a sentence."""
    rows = select(scores, reference=collection.reference, metric="ari")
    score = over_seeds(rows)
    if not rows or score.value != score.value:
        return []
    than_chance = {ABOVE_CHANCE: "better", AT_CHANCE: "no better", BELOW_CHANCE: "worse"}
    return [
        f"They agree with the labels of {collection.reference} {than_chance[beside_chance(score)]} "
        f"than chance: {with_interval(score)}, where chance is {rounded(score.chance)} and 1 is "
        "perfect (ARI)."
    ]
