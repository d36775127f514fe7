"""What changed in a collection since an earlier run: new songs, songs gone, songs that moved."""

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

AT_EDGE = 0.75  # share of the songs of a group that are nearer to its centre than one at its edge
COLUMNS = {  # of the table of each kind of change, with its title
    "new": ("New songs", {"after": "Group"}),
    "gone": ("Songs that are gone", {"before": "Group"}),
    "moved": ("Songs that moved", {"before": "From", "after": "To", "why": "Why"}),
}


class Grouped(NamedTuple):
    """The songs of a run and their groups."""

    track_ids: Sequence[str]
    titles: Sequence[str]
    points: np.ndarray  # (tracks, dimensions)
    clusters: np.ndarray  # (tracks,)
    names: Sequence[ClusterName]  # by the number of the cluster


def find_changes(now: Grouped, then: Grouped, rows: np.ndarray) -> list[Change]:
    """The songs that are new, gone, or in another group than in an earlier run.

    Args:
        now, then: the run, and the earlier one.
        rows: (tracks now,) row of the earlier run that each song is; `NEW` for a new one.
    """
    new = [
        Change("new", now.track_ids[row], now.titles[row], "", group(now, row), "")
        for row in np.flatnonzero(rows == NEW)
    ]
    gone = [
        Change("gone", then.track_ids[row], then.titles[row], group(then, row), "", "")
        for row in np.setdiff1d(np.arange(len(then.track_ids)), rows)
    ]
    known = np.flatnonzero(rows != NEW)
    moved = known[now.clusters[known] != then.clusters[rows[known]]]
    reasons = _reasons(now, then, moved, rows[moved])
    changes = [
        Change("moved", now.track_ids[row], now.titles[row], group(then, was), group(now, row), why)
        for row, was, why in zip(moved, rows[moved], reasons, strict=True)
    ]
    return [*new, *gone, *changes]


def group(songs: Grouped, row: int) -> str:
    """Number and name of a song's group, for people."""
    number = int(songs.clusters[row])
    return NOISE_NAME.name if number == NOISE else f"{number} {songs.names[number].name}"


def _reasons(now: Grouped, then: Grouped, moved: np.ndarray, were: np.ndarray) -> list[str]:
    """Why songs moved, a sentence each: where they lay before, and what is nearest to them now."""
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
    """Of each song, the share of its group's songs that are nearer to the group's centre."""
    distance = centre_distances(songs.points, songs.clusters)
    shares = np.empty(len(distance))
    for number in np.unique(songs.clusters):
        members = np.flatnonzero(songs.clusters == number)
        order = distance[members].argsort(kind="stable").argsort(kind="stable")
        shares[members] = order / len(members)
    return shares


def summarise(changes: Sequence[Change]) -> str:
    """How many songs changed, in a sentence; "" where none did."""
    if not changes:
        return ""
    n = {kind: sum(change.kind == kind for change in changes) for kind in ("new", "gone", "moved")}
    counts = [
        f"{counted(n['new'], 'song')} {_are(n['new'])} new" if n["new"] else "",
        f"{counted(n['gone'], 'song')} {_are(n['gone'])} gone" if n["gone"] else "",
        f"{counted(n['moved'], 'song')} moved to another group" if n["moved"] else "",
        "" if n["moved"] else "all others kept their group",
    ]
    return f"Since the last map: {'; '.join(filter(None, counts))}."


def changes_tables(changes: Sequence[Change]) -> dict[str, str]:
    """The songs that changed, as tables by what they list."""
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


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
