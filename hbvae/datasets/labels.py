"""Parsing labels as written in tables and tags: several per song, none, or spelled differently."""

import ast
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from hbvae.datasets.folding import folded

# Placeholders for a missing label: in lower case, with blanks for `SIGNS`.
UNLABELLED = frozenset(
    (
        *(
            "",
            "nan",
            "none",
            "null",
            "na",
            "n a",
            "unknown",
            "undefined",
            "unlabelled",
            "unlabeled",
        ),
        *("unclassified", "unspecified", "not available", "not set", "blank", "empty", "tbd"),
        *("unknown genre", "unknown language", "no genre", "no language", "no label"),
        *("ref!", "value!"),  # errors of a spreadsheet's formulas
    )
)
LONGEST_LABEL = 200  # characters
SIGNS = re.compile(r"[\s\[\](){}<>?#./\\_*\u2010-\u2015\u2026-]+")
NAMES = ("name", "title", "label", "tag", "genre")  # keys of a record that may contain its name
BETWEEN_WORDS = re.compile(r"(?<=[^\W\d])[\s_\u2010-\u2015-]+(?=[^\W\d])|\s*(?=&)|(?<=&)\s*")


def split_labels(cell: str, separator: str | None, prefix: str | None = None) -> tuple[str, ...]:
    """The distinct labels in a cell, in order; none for `UNLABELLED`.

    Args:
        cell: a table's cell. A list written by Python, JSON or NumPy is always split, and so are
            lines, and texts between NULs as in ID3.
        separator: text between labels; None if the cell is a single label.
        prefix: text that labels begin with; it is removed, and labels without it are ignored.
    """
    parts = _listed(cell.strip())
    if parts is None:
        parts = cell.split(separator) if separator else [cell]
    lines = (line for part in parts for line in re.split(r"[\0\r\n]+", part))
    labels = dict.fromkeys(" ".join(line.split()).strip(" ;|,") for line in lines)
    if prefix:
        labels = [label.removeprefix(prefix) for label in labels if label.startswith(prefix)]
    return tuple(label for label in labels if _names_something(label))


def _names_something(label: str) -> bool:
    return SIGNS.sub(" ", label.casefold()).strip() not in UNLABELLED


def _listed(cell: str) -> list[str] | None:
    """The parts of a cell that is a list, a tuple, a set or records; None for other cells."""
    if not re.fullmatch(r"\[.*\]|\(.*['\"].*\)|\{.*\}", cell, re.DOTALL):
        return None
    inner = re.sub(r"""(['"])\s+(?=['"])""", r"\1, ", cell[1:-1])  # NumPy omits the commas
    for text in (f"[{inner}]", cell):
        for read in (json.loads, ast.literal_eval):
            try:
                parts = read(text)
            except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
                continue
            return [_name(part) for part in (parts if isinstance(parts, list) else [parts])]
    return None if re.search(r"['\"(){}:]", inner) else inner.split(",")


def _name(part: Any) -> str:
    """The name of a part of a list; for a record, the name in it."""
    if not isinstance(part, Mapping):
        return str(part)
    ends = ((str(key).lower(), value) for key, value in part.items())
    named = [(NAMES.index(end), value) for key, value in ends for end in NAMES if key.endswith(end)]
    return str(min(named, key=lambda name: name[0])[1]) if named else str(part)


def common_spellings(labels: Iterable[str]) -> dict[str, str]:
    """The spelling to use for each label: the most common among those that look alike.

    Labels look alike if they differ only in what `folded` ignores, or in hyphens and blanks
    between words: Hip-Hop, hip hop, HipHop.
    """
    counts = Counter(labels)
    alike = defaultdict(list)
    for label in counts:
        alike[BETWEEN_WORDS.sub("", folded(label))].append(label)
    return {label: max(same, key=counts.__getitem__) for same in alike.values() for label in same}
