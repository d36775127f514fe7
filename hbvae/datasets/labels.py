"""The labels of a collection, as people write them: several a song, none, or in two spellings."""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from hbvae.datasets.folding import folded

UNLABELLED = frozenset(  # what people and programs write in place of a label, in lower case
    ("", "nan", "none", "null", "n/a", "na", "<na>", "unknown", "undefined", "unlabelled", "?", "-")
)


def split_labels(cell: str, separator: str | None) -> tuple[str, ...]:
    """The labels that a cell holds, each once, in its order; none for `UNLABELLED`.

    Args:
        cell: of a table. A list as Python or JSON writes it is one in any case.
        separator: what stands between labels; None: the cell is a label.
    """
    parts = _listed(cell) or (cell.split(separator) if separator else [cell])
    labels = dict.fromkeys(" ".join(part.split()) for part in parts)
    return tuple(label for label in labels if label.casefold() not in UNLABELLED)


def _listed(cell: str) -> list[str]:
    if not re.fullmatch(r"\s*[\[(].*[,'\"].*[\])]\s*", cell, re.DOTALL):
        return []
    try:
        parts = ast.literal_eval(cell.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return []
    return [str(part) for part in parts] if isinstance(parts, list | tuple) else []


def common_spellings(labels: Iterable[str]) -> dict[str, str]:
    """What each label is to be called: of those that look alike, the one that is used most."""
    counts = Counter(labels)
    alike = defaultdict(list)
    for label in counts:
        alike[folded(label)].append(label)
    return {label: max(same, key=counts.__getitem__) for same in alike.values() for label in same}
