"""Duplicate recordings in the report and the explorer."""

from collections.abc import Sequence

from hbvae.reporting.numbers import counted
from hbvae.reporting.report_tables import html_table, wide_table
from hbvae.storage.duplicates import Copy

LISTED = 200  # largest number of pairs in the report; the file has all


def about_copies(copies: Sequence[Copy]) -> str:
    """Count the duplicates in a sentence."""
    if not copies:
        return "No duplicates were found."
    n = len({name for copy in copies for name in (copy.track_id, copy.same_as)})
    by_kind = {}
    for copy in copies:
        by_kind[copy.kind] = by_kind.get(copy.kind, 0) + 1
    kinds = ", ".join(f"{kind}: {number:,}" for kind, number in by_kind.items())
    return f"{counted(n, 'song')} in {counted(len(copies), 'pair')} of duplicates ({kinds})"


def copies_table(copies: Sequence[Copy]) -> str:
    """Compose a table of at most `LISTED` pairs, most similar first; "" if there are none."""
    first = sorted(copies, key=lambda copy: (-copy.likeness, copy.same_as, copy.track_id))
    rows = [
        [
            *(copy.path, copy.same_as_path, copy.kind),
            *(f"{copy.confidence:.3f}", f"{copy.likeness:.2f}"),
            f"{copy.later_s:+.1f} s" if copy.later_s else "",
            f"{100 * (copy.speed - 1):+.0f} %" if copy.speed != 1 else "",
        ]
        for copy in first[:LISTED]
    ]
    header = ["File", "Duplicate of", "Kind", "Confidence", "Similarity", "Later by", "Faster by"]
    return wide_table(html_table(rows, header)) if rows else ""


def copies_by_track(
    copies: Sequence[Copy], track_ids: Sequence[str]
) -> dict[int, list[tuple[int, str]]]:
    """List the duplicates of each track, with their kind.

    Args:
        copies: duplicate pairs of the collection.
        track_ids: ids of the shown tracks; other tracks are omitted.

    Returns:
        Positions of the duplicates in ``track_ids``, by position.
    """
    places = {track_id: place for place, track_id in enumerate(track_ids)}
    by_track: dict[int, list[tuple[int, str]]] = {}
    for copy in copies:
        pair = places.get(copy.track_id), places.get(copy.same_as)
        if None not in pair:
            for place, other in (pair, pair[::-1]):
                by_track.setdefault(place, []).append((other, copy.kind))
    return {place: sorted(by_track[place]) for place in sorted(by_track)}
