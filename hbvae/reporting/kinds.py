"""Group results by what they were learned from: these songs, or others through an encoder."""

from collections.abc import Mapping, Sequence
from typing import get_args

from hbvae.evaluation.score_table import KIND
from hbvae.features.pretrained.base import LearnedFrom

KINDS = get_args(LearnedFrom)  # in display order


def names_by_kind(learned_from: Mapping[str, str]) -> dict[str, list[str]]:
    """Group names by what each was learned from, in the order of `KINDS`.

    Args:
        learned_from: by name.
    """
    kinds = dict.fromkeys([*KINDS, *learned_from.values()])
    groups = {
        kind: [name for name, learned in learned_from.items() if learned == kind] for kind in kinds
    }
    return {kind: names for kind, names in groups.items() if names}


def rows_by_kind(rows: Sequence[Mapping]) -> dict[str, list[Mapping]]:
    """Group rows by what they were learned from, like `names_by_kind`."""
    kinds = dict.fromkeys([*KINDS, *(row[KIND] for row in rows)])
    groups = {kind: [row for row in rows if row[KIND] == kind] for kind in kinds}
    return {kind: group for kind, group in groups.items() if group}


def kind_heading(learned_from: str) -> str:
    """The heading of a group."""
    return f"Learned from {learned_from}"
