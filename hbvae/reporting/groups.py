"""The groups of a collection in the report: their names, sizes, labels and most central songs."""

from collections.abc import Mapping, Sequence
from math import isfinite

import numpy as np

from hbvae.evaluation.score_table import select
from hbvae.reporting.numbers import rounded
from hbvae.reporting.report_tables import html_table
from hbvae.storage.clusters import NOISE
from hbvae.storage.names import ClusterName

N_CENTRAL = 3  # songs that stand for a cluster
N_LABELS = 2  # commonest labels of a cluster that are shown
NOISE_NAME = ClusterName("noise", "Songs that are in no group.")


def groups_table(
    clusters: np.ndarray,
    names: Sequence[ClusterName],
    distance: np.ndarray,
    titles: Sequence[str],
    labels: Mapping,
) -> str:
    """A row a cluster: its name, its size, its labels, the songs nearest to its centre.

    Args:
        clusters: (tracks,); they are numbered by size, and so is the table; noise comes last.
        names: by the number of the cluster.
        distance: (tracks,) to the centre of the cluster.
        titles: (tracks,).
        labels: (tracks,) labels by factor.
    """
    rows = []
    numbers, sizes = np.unique(clusters, return_counts=True)
    for cluster, size in sorted(
        zip(numbers, sizes, strict=True), key=lambda pair: (pair[0] == NOISE, pair[0])
    ):
        members = np.flatnonzero(clusters == cluster)
        named = ["", *NOISE_NAME] if cluster == NOISE else [str(cluster), *names[cluster]]
        *row, description = *named[:2], f"{size:,}", named[2]
        row += [_commonest(np.array(values)[members]) for values in labels.values()]
        central = members[np.argsort(distance[members], kind="stable")[:N_CENTRAL]]
        rows.append([*row, "; ".join(titles[track] for track in central), description])
    header = ["", "Group", "Songs", *labels, "Most central", "What tells it from the others"]
    return html_table(rows, header)


def group_name(cluster: int) -> str:
    """What figures call a cluster."""
    return "noise" if cluster == NOISE else f"cluster {cluster}"


def _commonest(labels: np.ndarray) -> str:
    """The commonest labels of a cluster with their shares, "Folk 75 %, Pop 25 %"."""
    names, counts = np.unique(labels, return_counts=True)
    order = np.argsort(-counts, kind="stable")[:N_LABELS]
    return ", ".join(f"{names[n]} {100 * counts[n] / len(labels):.0f} %" for n in order)


def about_names(rows: Sequence[Mapping], reference: str) -> str:
    """How well the names fit, in sentences; "" where nothing says so.

    Args:
        rows: of metrics.tsv, of the tracks' clusters that are shown, by one seed.
        reference: the factor whose labels the names are held against.
    """
    sentences = []
    for row in select(rows, metric="named"):
        if not (row["value"] or row["chance"]):
            continue  # made of words that no label is
        held, by_chance = round(row["value"] * row["k"]), rounded(row["chance"] * row["k"], 1)
        sentences.append(
            f" {held} of {row['k']} names hold their group's commonest {reference} or a synonym "
            f"(by chance {by_chance})."
        )
    for row in select(rows, metric="tags_fit"):
        if isfinite(row["value"]):
            sentences.append(
                f" Of the tags in the groups' names, {100 * row['value']:.0f} % are stronger in "
                f"the group's songs than on average (by chance {100 * row['chance']:.0f} %)."
            )
    return "".join(sentences)
