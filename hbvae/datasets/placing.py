"""Matching the rows of a table to recordings."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from hbvae.datasets.matching import Recordings
from hbvae.datasets.rows import Problem, Row

N_NAMED = 3  # examples in a remark
USED = ("unclosed quote", "short row")  # problems of rows that are nevertheless used
LONGEST_SHOWN = 200  # characters of an example


def named(examples: Sequence[str]) -> str:
    """List the first few examples, for a remark."""
    shown = (
        text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]} ..."
        for text in examples[:N_NAMED]
    )
    return ", ".join(shown) + (" ..." if len(examples) > N_NAMED else "")


def place_missing(
    rows: Sequence[Row],
    has: Callable[[str], bool],
    recordings: Callable[[], Recordings],
    remarks: list[str],
) -> list[Row]:
    """Replace the paths of missing files in a complete table by the recordings that they match.

    Args:
        rows: rows of the table.
        has: whether a file exists.
        recordings: returns the recordings of the collection; called only if a file is missing.
        remarks: is extended by a line on these rows.
    """
    placed, matcher, meant = [], None, []
    for row in rows:
        if row.path and not has(row.path):
            matcher = matcher or recordings()
            if path := matcher.find(row.path):
                meant.append(f"{row.path!r} is {path!r}")
                row = row._replace(path=path)
        placed.append(row)
    if meant:
        remarks.append(_other_spelling(meant))
    return placed


def annotate(
    recordings: Sequence[Row],
    rows: Sequence[Row],
    find: Callable[[str], str | None],
    remarks: list[str],
) -> list[Row]:
    """The recordings of a collection, each with the content of the row that matches it.

    Args:
        recordings: one row per recording, without the table.
        rows: rows of the table.
        find: returns the recording that a path in the table matches, or None.
        remarks: is extended by lines on unmatched rows, unmatched recordings, and so on.
    """
    by_path: dict[str, Row] = {}
    meant, absent, again = [], [], []
    places = [(row, find(row.path) if row.path else None) for row in rows]
    for row, path in sorted(
        places, key=lambda place: place[0].path != place[1]
    ):  # exact ones first
        if path is None:
            absent.append(f"{row.path!r}")
        elif path not in by_path:
            by_path[path] = row
            if path != row.path:
                meant.append(f"{row.path!r} is {path!r}")
        elif (row.labels, row.lyrics) != (by_path[path].labels, by_path[path].lyrics):
            again.append(f"{row.where} and {by_path[path].where}")
    if meant:
        remarks.append(_other_spelling(meant))
    if absent:
        remarks.append(f"rows that match no single recording: {len(absent):,} ({named(absent)})")
    if again:
        text = f"rows that contradict an earlier row about the same recording: {len(again):,}"
        remarks.append(f"{text} ({named(again)}); the earlier rows are used")
    if without := [repr(row.path) for row in recordings if row.path not in by_path]:
        text = f"recordings without a row: {len(without):,} of {len(recordings):,}"
        remarks.append(f"{text} ({named(without)}); they are used without labels")
    placed = []
    for recording in recordings:
        row = by_path.get(recording.path)
        if row:
            recording = row._replace(
                path=recording.path,
                track_id=recording.track_id,
                metadata=recording.metadata.or_else(row.metadata),
                span=recording.span,
            )
        placed.append(recording)
    return placed


def in_remarks(problems: Sequence[Problem], remarks: list[str]) -> None:
    """Turn problems of rows into remarks: their recordings are used without the rows.

    Rows of empty cells, which spreadsheets leave behind, are ignored.
    """
    by_kind = defaultdict(list)
    for problem in problems:
        by_kind[problem.kind].append(problem)
    for kind, alike in by_kind.items():
        if kind == "empty row":
            continue
        end = "" if kind in USED else "; it is skipped"
        remarks += [f"{problem}{end}" for problem in alike[:N_NAMED]]
        if len(alike) > N_NAMED:
            remarks.append(f"{kind}: {len(alike) - N_NAMED:,} more of these")


def _other_spelling(meant: Sequence[str]) -> str:
    return f"rows whose path differs from the recording's: {len(meant):,} ({named(meant)})"
