"""What something was learned from: these songs, or others by an encoder; kinds stand apart."""

from collections.abc import Mapping, Sequence
from typing import get_args

from hbvae.evaluation.score_table import KIND
from hbvae.features.pretrained.base import LearnedFrom

KINDS = get_args(LearnedFrom)  # in the order in which people read them


def names_by_kind(learned_from: Mapping[str, str]) -> dict[str, list[str]]:
    """Names by what each was learned from, in the order of `KINDS`, others after them.

    Args:
        learned_from: by name.
    """
    kinds = dict.fromkeys([*KINDS, *learned_from.values()])
    groups = {
        kind: [name for name, learned in learned_from.items() if learned == kind] for kind in kinds
    }
    return {kind: names for kind, names in groups.items() if names}


def rows_by_kind(rows: Sequence[Mapping]) -> dict[str, list[Mapping]]:
    """Rows that say what they were learned from, as `names_by_kind`."""
    kinds = dict.fromkeys([*KINDS, *(row[KIND] for row in rows)])
    groups = {kind: [row for row in rows if row[KIND] == kind] for kind in kinds}
    return {kind: group for kind, group in groups.items() if group}


def kind_heading(learned_from: str) -> str:
    """The heading of a group."""
    return f"Learned from {learned_from}"
