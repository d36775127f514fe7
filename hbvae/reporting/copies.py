"""What the report and the explorer say of recordings that a collection has more than once."""

from collections.abc import Sequence

from hbvae.reporting.numbers import counted
from hbvae.reporting.report_tables import html_table, wide_table
from hbvae.storage.duplicates import Copy

LISTED = 200  # pairs that the report has; the file has all


def about_copies(copies: Sequence[Copy]) -> str:
    """How many recordings are there more than once, in a sentence."""
    if not copies:
        return "No duplicates were found."
    n = len({name for copy in copies for name in (copy.track_id, copy.same_as)})
    by_kind = {}
    for copy in copies:
        by_kind[copy.kind] = by_kind.get(copy.kind, 0) + 1
    kinds = ", ".join(f"{kind}: {number:,}" for kind, number in by_kind.items())
    return f"{counted(n, 'song')} sound like another, in {counted(len(copies), 'pair')} ({kinds})"


def copies_table(copies: Sequence[Copy]) -> str:
    """A row a pair, as far as `LISTED`, those most alike first; "" where there are none."""
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
    header = ["File", "The same as", "Kind", "Confidence", "Likeness", "Later by", "Faster by"]
    return wide_table(html_table(rows, header)) if rows else ""


def copies_by_track(
    copies: Sequence[Copy], track_ids: Sequence[str]
) -> dict[int, list[tuple[int, str]]]:
    """Of each track that is there more than once, which others it is, and of which kind.

    Args:
        copies: of the collection.
        track_ids: of the tracks that are shown; others are left out.

    Returns:
        by place in ``track_ids``, the places of the others.
    """
    places = {track_id: place for place, track_id in enumerate(track_ids)}
    by_track: dict[int, list[tuple[int, str]]] = {}
    for copy in copies:
        pair = places.get(copy.track_id), places.get(copy.same_as)
        if None not in pair:
            for place, other in (pair, pair[::-1]):
                by_track.setdefault(place, []).append((other, copy.kind))
    return {place: sorted(by_track[place]) for place in sorted(by_track)}
