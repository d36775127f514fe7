"""List changes since an earlier run: new songs, removed songs, songs in another group."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from hbvae.clustering.centres import centre_distances, nearest_tracks
from hbvae.reporting.groups import NOISE_NAME
from hbvae.reporting.numbers import counted
from hbvae.reporting.report_tables import html_table, wide_table
from hbvae.storage.changes import Change
from hbvae.storage.clusters import NOISE
from hbvae.storage.identities import NEW
from hbvae.storage.names import ClusterName

AT_EDGE = 0.75  # a song is at the edge if this share of its group is nearer to the centre
COLUMNS = {  # title and columns of each kind of change
    "new": ("New songs", {"after": "Group"}),
    "gone": ("Removed songs", {"before": "Group"}),
    "moved": ("Songs in another group", {"before": "From", "after": "To", "why": "Why"}),
}


class Grouped(NamedTuple):
    """The songs of a run and their groups."""

    track_ids: Sequence[str]
    titles: Sequence[str]
    points: np.ndarray  # (tracks, dimensions)
    clusters: np.ndarray  # (tracks,)
    names: Sequence[ClusterName]  # by the number of the cluster


def find_changes(now: Grouped, then: Grouped, rows: np.ndarray) -> list[Change]:
    """Find songs that are new, removed, or in another group than in an earlier run.

    Args:
        now, then: the run and the earlier run.
        rows: (tracks now,) row of each song in the earlier run; `NEW` for new songs.
    """
    new = [
        Change("new", now.track_ids[row], now.titles[row], "", group(now, row), "")
        for row in np.flatnonzero(rows == NEW)
    ]
    gone = [
        Change("gone", then.track_ids[row], then.titles[row], group(then, row), "", "")
        for row in np.setdiff1d(np.arange(len(then.track_ids)), rows)
    ]
    matched = np.flatnonzero(rows != NEW)
    moved = matched[now.clusters[matched] != then.clusters[rows[matched]]]
    reasons = _reasons(now, then, moved, rows[moved])
    changes = [
        Change("moved", now.track_ids[row], now.titles[row], group(then, was), group(now, row), why)
        for row, was, why in zip(moved, rows[moved], reasons, strict=True)
    ]
    return [*new, *gone, *changes]


def group(songs: Grouped, row: int) -> str:
    """Number and name of a song's group."""
    number = int(songs.clusters[row])
    return NOISE_NAME.name if number == NOISE else f"{number} {songs.names[number].name}"


def _reasons(now: Grouped, then: Grouped, moved: np.ndarray, were: np.ndarray) -> list[str]:
    """Explain for each song why it moved, from its old place and its nearest songs now."""
    if not len(moved):
        return []
    nearest = nearest_tracks(now.points)[moved]
    share_nearer = _shares_nearer(then)
    left = set(now.clusters.tolist())
    reasons = []
    for row, was, near in zip(moved, were, nearest, strict=True):
        n_near = int(np.sum(now.clusters[near] == now.clusters[row]))
        if n_near > len(near) / 2:
            reason = f"{n_near} of its {len(near)} nearest songs are in the new group"
        else:
            reason = "it is between groups, nearest to the centre of the new group"
        if then.clusters[was] not in left:
            reason += "; its old group is gone"
        elif share_nearer[was] >= AT_EDGE:
            reason += "; it was at the edge of the old group"
        reasons.append(reason + ".")
    return reasons


def _shares_nearer(songs: Grouped) -> np.ndarray:
    """Compute, for each song, the share of its group that is nearer to the group's centre."""
    distance = centre_distances(songs.points, songs.clusters)
    shares = np.empty(len(distance))
    for number in np.unique(songs.clusters):
        members = np.flatnonzero(songs.clusters == number)
        order = distance[members].argsort(kind="stable").argsort(kind="stable")
        shares[members] = order / len(members)
    return shares


def summarise(changes: Sequence[Change]) -> str:
    """Count the changes in a sentence; "" if there are none."""
    if not changes:
        return ""
    n = {kind: sum(change.kind == kind for change in changes) for kind in ("new", "gone", "moved")}
    counts = [
        f"{counted(n['new'], 'song')} {_were(n['new'])} added" if n["new"] else "",
        f"{counted(n['gone'], 'song')} {_were(n['gone'])} removed" if n["gone"] else "",
        f"{counted(n['moved'], 'song')} moved to another group" if n["moved"] else "",
        "" if n["moved"] else "no song changed its group",
    ]
    return f"Since the last map: {'; '.join(filter(None, counts))}."


def changes_tables(changes: Sequence[Change]) -> dict[str, str]:
    """Compose a table for each kind of change, by title."""
    tables = {}
    for kind, (title, columns) in COLUMNS.items():
        rows = [
            [change.title, *(getattr(change, column) for column in columns)]
            for change in changes
            if change.kind == kind
        ]
        if rows:
            header = ["Song", *columns.values()]
            tables[f"{title} ({len(rows):,})"] = wide_table(html_table(rows, header))
    return tables


def _were(number: int) -> str:
    return "was" if number == 1 else "were"
