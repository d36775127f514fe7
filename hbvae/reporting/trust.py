"""How far to trust each group: the test and its result, in a sentence."""

from collections import Counter
from collections.abc import Sequence
from math import isfinite
from typing import NamedTuple

import numpy as np

from hbvae.reporting.numbers import counted, rounded
from hbvae.storage.recurrence import Recurrence

# Smallest mean overlap of each grade, after Hennig (2007); see
# `hbvae.evaluation.recurrence.recurrence`.
GRADES = {"firm": 0.85, "fairly firm": 0.75, "loose": 0.6, "doubtful": 0.0}
UNTESTED = "untested"
MEANINGS = {
    "firm": "the same songs come together again",
    "fairly firm": "most of the same songs come together again",
    "loose": "its core comes together again, but songs at its edge change groups",
    "doubtful": "its songs spread over other groups",
}
LEFT_OUT = "without a third of the collection"
SMALL = 0.95  # overlap that songs without groups reach if groups have only a few songs
SHUFFLES = 200  # of the labels, to estimate chance


class Trust(NamedTuple):
    """How far to trust a group."""

    grade: str  # of `GRADES`, or `UNTESTED`
    sentence: str


class Majority(NamedTuple):
    """The most common label of a group."""

    label: str
    n: int  # number of songs with the label
    n_songs: int
    by_chance: float  # the same for the most common label of a random group of this size


def grade(recurrence: Recurrence) -> str:
    """Grade a group by its worst trial."""
    tried = [value for value in (recurrence.overlap, recurrence.other_seeds) if isfinite(value)]
    if not tried:
        return UNTESTED
    if _is_by_chance(recurrence):
        return "doubtful"
    return next(name for name, least in GRADES.items() if min(tried) >= least)


def _is_by_chance(recurrence: Recurrence) -> bool:
    """Whether a group is no more stable than groups cut out of a single cloud."""
    return recurrence.overlap <= recurrence.without_groups


def trust(recurrence: Recurrence, majority: Majority | None) -> Trust:
    """How far to trust a group.

    Args:
        recurrence: stability of the group.
        majority: its most common label, if there are labels.
    """
    graded = grade(recurrence)
    labels = f"; {_in_words(majority)}" if majority and majority.n > 1 else ""
    if graded == UNTESTED:
        return Trust(graded, f"Untested: it is too small for the test{labels}.")
    overlap, by_chance, seeds = recurrence
    trials = [f"overlap {_percent(overlap)}"] if isfinite(overlap) else []
    if isfinite(by_chance):
        trials[-1] += f", songs without groups reach {_percent(by_chance)}"
    if isfinite(seeds):
        trials.append(f"trained again {_percent(seeds)}")
    is_seed_worse = isfinite(seeds) and not overlap <= seeds
    when = "when the model is trained again" if is_seed_worse else LEFT_OUT
    meaning = MEANINGS[graded]
    if _is_by_chance(recurrence):
        is_small = recurrence.without_groups >= SMALL
        when = "with so few songs in a group" if is_small else LEFT_OUT
        meaning = "it is no more stable than groups of songs without structure"
    return Trust(graded, f"{graded.capitalize()}: {when}, {meaning} ({'; '.join(trials)}){labels}.")


def _in_words(majority: Majority) -> str:
    how_many = "all" if majority.n == majority.n_songs else f"{majority.n:,}"
    return (
        f"{how_many} of its {counted(majority.n_songs, 'song')} "
        f"{'is' if majority.n == 1 else 'are'} labelled {majority.label} (by chance "
        f"{rounded(majority.by_chance, 0)})"
    )


def majorities(clusters: np.ndarray, labels: Sequence[str]) -> dict[int, Majority]:
    """Find the most common label of each group, by its number.

    Args:
        clusters: (songs,).
        labels: (songs,) "" for songs without a label, which count as different from all others.
    """
    names, codes = np.unique([*labels, ""], return_inverse=True)
    table, codes = np.zeros((clusters.max() + 1, len(names)), int), codes[:-1]
    np.add.at(table, (clusters[clusters >= 0], codes[clusters >= 0]), 1)
    random, chance = np.random.default_rng(0), np.zeros(len(table))
    for _ in range(SHUFFLES):
        by_chance_table, drawn = np.zeros_like(table), random.permutation(codes)
        np.add.at(by_chance_table, (clusters[clusters >= 0], drawn[clusters >= 0]), 1)
        chance += by_chance_table[:, 1:].max(axis=1, initial=0)
    commonest = table[:, 1:].argmax(axis=1) + 1 if len(names) > 1 else []
    return {
        number: Majority(names[code], int(table[number, code]), int(table[number].sum()), by_chance)
        for number, (code, by_chance) in enumerate(zip(commonest, chance / SHUFFLES, strict=False))
        if table[number, code]
    }


def count_grades(graded: Sequence[str]) -> str:
    """Count the groups of each grade: "5 are firm, 1 is loose"."""
    counts = Counter(graded)
    parts = [
        f"{counts[name]} {'is' if counts[name] == 1 else 'are'} {name}"
        for name in (*GRADES, UNTESTED)
        if counts[name]
    ]
    return ", ".join(parts[:-1]) + (" and " if len(parts) > 1 else "") + parts[-1] if parts else ""


def about_trust(groups: Sequence[Recurrence]) -> str:
    """Explain the test in sentences."""
    by_chance = next((group.without_groups for group in groups if isfinite(group[1])), None)
    seeds = any(isfinite(group.other_seeds) for group in groups)
    by_cloud = ""
    if by_chance is not None:
        by_cloud = (
            " The same number of songs without groups (a single cloud) reaches "
            f"{_percent(by_chance)}; a group that does not exceed this is doubtful."
        )
    again = (
        " Trained again: the same overlap after the model is trained with other random numbers."
        if seeds
        else " The model was trained only once, so whether training it again gives the same "
        "groups is untested."
    )
    return (
        "How far to trust a group: the songs are grouped again many times, each time without a "
        "random third of them. Overlap: of the songs in the group or in the new group most like "
        f"it, the share that is in both.{by_cloud} From {_percent(GRADES['firm'])} a group is "
        f"firm, from {_percent(GRADES['fairly firm'])} fairly firm, from "
        f"{_percent(GRADES['loose'])} loose, below doubtful.{again}"
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
