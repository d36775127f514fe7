"""Files of a collection that could not be used: counts by reason, and a list."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from hbvae.reporting.numbers import counted
from hbvae.reporting.report_tables import html_table

NUMBER = re.compile(r"\d[\d.,:]*")
QUOTED = re.compile(r"'[^']*'")


class Unused(NamedTuple):
    """Files that could not be used."""

    sentence: str
    reasons: Sequence[tuple[int, str]]  # count and reason, most common first
    table: str  # HTML; "" if all files were used


def unused(rejected: Sequence[tuple[str, str, str]], n_used: int) -> Unused:
    """Summarise the files of a collection that could not be used.

    Args:
        rejected: track, file and reason of each unusable file.
        n_used: number of songs that were used.
    """
    if not rejected:
        return Unused(f"Nothing was left out: all {counted(n_used, 'song')} could be used.", [], "")
    by_kind: dict[str, list[str]] = {}
    for _, _, reason in rejected:
        by_kind.setdefault(_kind(reason), []).append(reason)
    counts = Counter({kind: len(reasons) for kind, reasons in by_kind.items()})
    reasons = [
        (n, by_kind[kind][0] if len({*by_kind[kind]}) == 1 else kind)
        for kind, n in counts.most_common()
    ]
    verb = "was" if len(rejected) == 1 else "were"
    files = counted(len(rejected), "file")
    table = html_table([[path, reason] for _, path, reason in rejected], ["File", "Why"])
    return Unused(f"{files} could not be used and {verb} left out.", reasons, table)


def _kind(reason: str) -> str:
    """A reason without the numbers and names of the file."""
    return NUMBER.sub("…", QUOTED.sub("…", reason))
