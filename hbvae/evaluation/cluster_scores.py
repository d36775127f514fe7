"""Scores of a representation's clusters, for slices and for tracks."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from hbvae.clustering.centres import track_means
from hbvae.clustering.sampling import sample_rows
from hbvae.evaluation.base import metric, registered_metrics
from hbvae.evaluation.external import agreement
from hbvae.evaluation.internal import compactness, compute_geometry
from hbvae.evaluation.uncertainty import Score
from hbvae.storage.clusters import NOISE

BY_LABEL = "reference"  # in the place of a clusterer: the reference labels as clusters


class Level(NamedTuple):
    """The clustered points: slices or tracks."""

    name: str  # "slice" or "track"
    points: np.ndarray  # (points, dimensions)
    track: np.ndarray  # (points,) number of each point's track


class Assignment(NamedTuple):
    """A clustering of the points of a level."""

    clusterer: str
    reference: str  # the factor whose number of labels is k, or "none"
    clusters: np.ndarray  # (points,)
    finds_k: bool  # whether the clusterer chose k


def both_levels(latent: np.ndarray, track: np.ndarray, n_tracks: int) -> list[Level]:
    """The level of slices, and that of tracks, which are the means of their slices.

    Args:
        latent: (slices, dimensions).
        track: (slices,) track numbers, 0 to n_tracks - 1.
        n_tracks: number of tracks.
    """
    means = track_means(latent, track, n_tracks)
    return [Level("slice", latent, track), Level("track", means, np.arange(n_tracks))]


@metric(
    "leftover", title="share of points left out as noise", heading="Noise", name="noise", column=8
)
def noise_share(clusters: np.ndarray) -> float:
    """Share of the points that a clusterer leaves out, 0 to 1."""
    return float((clusters == NOISE).mean())


def score_level(
    level: Level,
    assignments: Sequence[Assignment],
    labels: Mapping[str, np.ndarray],
    weights: np.ndarray,
    n_shuffles: int,
    max_points: int,
) -> list[dict]:
    """Score the clusters of a level, and the compactness of the labels.

    Args:
        level: the clustered points.
        assignments: clusterings of the points.
        labels: by factor, (tracks,) reference labels; tracks with the label "" do not count in
            scores against labels.
        weights: `hbvae.evaluation.uncertainty.track_weights`.
        n_shuffles: number of shuffles of labels or clusters for the chance level.
        max_points: if there are more points, compactness is measured on a random sample of so many.

    Returns:
        Rows with clusterer, level, reference, k, n, metric and the fields of `Score`. Rows of the
        labels themselves have the clusterer `BY_LABEL`.
    """
    sampled = sample_rows(len(level.points), max_points, f"distances, by {level.name}")
    geometry, track = compute_geometry(level.points[sampled]), level.track[sampled]
    rows, measured = [], {}
    for clusterer, reference, clusters, finds_k in assignments:
        place = clustering_columns(clusterer, level.name, reference, clusters)
        key = clusters.tobytes()  # equal for all references if the clusterer chooses k
        if key not in measured:
            measured[key] = compactness(geometry, clusters[sampled], track, weights, n_shuffles)
        rows += score_rows(place, len(sampled), measured[key].items())
        if reference in labels and any(labels[reference]):
            scores = agreement(labels[reference], clusters, level.track, weights, n_shuffles)
            n_labelled = int((labels[reference] != "")[level.track].sum())
            rows += score_rows(place, n_labelled, scores.items())
        scores = {}
        if finds_k:
            for kind in registered_metrics("leftover"):
                scores[kind.name] = Score(kind.function(clusters))
        rows += score_rows(place, len(clusters), scores.items())
    for reference, track_labels in labels.items():
        has_label = (track_labels != "")[track]
        if not has_label.any():
            continue
        labelled = geometry
        if not has_label.all():
            labelled = compute_geometry(level.points[sampled][has_label])
        groups = np.unique(track_labels[track[has_label]], return_inverse=True)[1]
        unit = np.unique(track[has_label], return_inverse=True)[1]
        scores = compactness(labelled, groups, track[has_label], weights, n_shuffles, unit)
        place = clustering_columns(BY_LABEL, level.name, reference, groups)
        rows += score_rows(place, len(groups), scores.items())
    return rows


def clustering_columns(clusterer: str, level: str, reference: str, clusters: np.ndarray) -> dict:
    """The columns that all scores of a clustering share."""
    k = len(np.unique(clusters[clusters != NOISE]))
    return {"clusterer": clusterer, "level": level, "reference": reference, "k": k}


def score_rows(place: Mapping, n: int, scores: Iterable[tuple[str, Score]]) -> list[dict]:
    """Rows of the table of scores.

    Args:
        place: from `clustering_columns`.
        n: number of points.
        scores: pairs of a metric's name and its score.
    """
    return [dict(place) | {"n": n, "metric": name} | score._asdict() for name, score in scores]
