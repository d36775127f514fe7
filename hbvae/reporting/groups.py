"""Groups of a collection in the report: names, sizes, labels and most central songs."""

from collections.abc import Mapping, Sequence
from math import isfinite, isnan
from typing import NamedTuple

import numpy as np

from hbvae.evaluation.score_table import select
from hbvae.reporting.numbers import rounded
from hbvae.reporting.report_tables import html_table
from hbvae.reporting.trust import Trust, majorities, trust
from hbvae.storage.clusters import NOISE
from hbvae.storage.duplicates import Copy
from hbvae.storage.names import ClusterName
from hbvae.storage.recurrence import Recurrence
from hbvae.storage.tracks import Track

N_CENTRAL = 3  # songs that represent a cluster
N_LABELS = 2  # number of most common labels to show
NOISE_NAME = ClusterName("noise", "Songs that are in no group.")


class PlayableSong(NamedTuple):
    """A song that the page can play."""

    title: str
    artist: str  # "" if missing
    address: str  # URL of its sound
    start: float  # s, start of the analysed part


class Group(NamedTuple):
    """A group at the top of the report."""

    number: int
    name: str
    description: str
    size: int
    trust: Trust
    songs: Sequence[PlayableSong]  # the most central ones


def central_songs(
    clusters: np.ndarray,
    distance: np.ndarray,
    tracks: Sequence[Track],
    copies: Sequence[Copy] = (),
) -> dict[int, list[int]]:
    """Find the songs nearest to each cluster's centre, by its number; at most one of duplicates.

    Args:
        clusters: (songs,); noise is ignored.
        distance: (songs,) to the centre of the cluster.
        tracks: the songs.
        copies: duplicate recordings.
    """
    same = {frozenset((copy.track_id, copy.same_as)) for copy in copies}
    chosen = {}
    for number in np.unique(clusters[clusters != NOISE]):
        members = np.flatnonzero(clusters == number)
        songs = chosen[int(number)] = []
        for song in members[np.argsort(distance[members], kind="stable")]:
            pairs = (
                frozenset((tracks[song].track_id, tracks[chosen_song].track_id))
                for chosen_song in songs
            )
            if same.isdisjoint(pairs):
                songs.append(int(song))
            if len(songs) == N_CENTRAL:
                break
    return chosen


def shown_groups(
    clusters: np.ndarray,
    names: Sequence[ClusterName],
    recurrences: Sequence[Recurrence],
    labels: Sequence[str] | None,
    songs: Mapping[int, Sequence[PlayableSong]],
) -> list[Group]:
    """List the groups by number, without noise.

    Args:
        clusters: (songs,).
        names, recurrences: by the number of the cluster.
        labels: (songs,) labels to compare the groups with, or None.
        songs: most central songs of each cluster.
    """
    commonest = majorities(clusters, labels) if labels and len(songs) else {}
    return [
        Group(
            number,
            *names[number],
            int((clusters == number).sum()),
            trust(recurrences[number], commonest.get(number)),
            group_songs,
        )
        for number, group_songs in sorted(songs.items())
    ]


def groups_table(
    clusters: np.ndarray,
    names: Sequence[ClusterName],
    recurrences: Sequence[Recurrence],
    labels: Mapping,
) -> str:
    """Compose a table of clusters: name, size, labels, stability.

    Args:
        clusters: (tracks,) numbered by size, which is the order of rows; noise comes last.
        names, recurrences: by the number of the cluster.
        labels: (tracks,) labels by factor.
    """
    rows = []
    numbers, sizes = np.unique(clusters, return_counts=True)
    for cluster, size in sorted(
        zip(numbers, sizes, strict=True), key=lambda pair: (pair[0] == NOISE, pair[0])
    ):
        members = np.flatnonzero(clusters == cluster)
        is_noise = cluster == NOISE
        name = NOISE_NAME.name if is_noise else f"{cluster} {names[cluster].name}"
        row = [name, f"{size:,}"]
        row += [_commonest(np.array(values)[members]) for values in labels.values()]
        overlaps = [] if is_noise else map(rounded, recurrences[cluster])
        rows.append([*row, *overlaps])
    header = ["Group", "Songs", *labels, "Overlap", "Overlap without groups", "Trained again"]
    if all(isnan(group.other_seeds) for group in recurrences):
        header = header[:-1]
    return html_table([row[: len(header)] for row in rows], header)


def _commonest(labels: np.ndarray) -> str:
    """List a cluster's most common labels with shares: "Folk 75 %, Pop 25 %"."""
    names, counts = np.unique(labels, return_counts=True)
    order = np.argsort(-counts, kind="stable")[:N_LABELS]
    return ", ".join(f"{names[n]} {100 * counts[n] / len(labels):.0f} %" for n in order)


def about_names(rows: Sequence[Mapping], reference: str) -> str:
    """Say in sentences how well the names fit; "" without scores.

    Args:
        rows: rows of metrics.tsv for the shown clusters of tracks, for one seed.
        reference: factor whose labels the names are compared with.
    """
    sentences = []
    for row in select(rows, metric="named"):
        if not (row["value"] or row["chance"]):
            continue  # no name contains words of labels
        held, by_chance = round(row["value"] * row["k"]), rounded(row["chance"] * row["k"], 1)
        sentences.append(
            f" {held} of {row['k']} group names contain the group's most common {reference} or a "
            f"synonym (by chance {by_chance})."
        )
    for row in select(rows, metric="tags_fit"):
        if isfinite(row["value"]):
            sentences.append(
                f" Of the tags in the groups' names, {100 * row['value']:.0f} % are stronger in "
                f"the group's songs than on average (by chance {100 * row['chance']:.0f} %)."
            )
    return "".join(sentences)
