"""The scores of a representation's clusters, at the level of slices and of tracks."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from hbvae.clustering.centres import track_means
from hbvae.clustering.sampling import sample_rows
from hbvae.evaluation.base import metric, metrics_of
from hbvae.evaluation.external import agreement
from hbvae.evaluation.internal import compactness, shape_of
from hbvae.evaluation.uncertainty import Score
from hbvae.storage.clusters import NOISE

BY_LABEL = "reference"  # the clusterer that puts a point where its reference label says


class Level(NamedTuple):
    """Points that are clustered: slices, or tracks."""

    name: str  # "slice" or "track"
    points: np.ndarray  # (points, dimensions)
    track: np.ndarray  # (points,) number of each point's track


class Assignment(NamedTuple):
    """One clustering of the points of a level."""

    clusterer: str
    reference: str  # the factor whose number of labels was k, or "none"
    clusters: np.ndarray  # (points,)
    finds_k: bool  # the clusterer chose k itself


def both_levels(latent: np.ndarray, track: np.ndarray, n_tracks: int) -> list[Level]:
    """Slices, and tracks as the means of their slices.

    Args:
        latent: (slices, dimensions).
        track: (slices,), 0 to n_tracks - 1.
        n_tracks: tracks.
    """
    means = track_means(latent, track, n_tracks)
    return [Level("slice", latent, track), Level("track", means, np.arange(n_tracks))]


@metric(
    "leftover", title="share of points left out as noise", heading="Noise", name="noise", column=8
)
def noise_share(clusters: np.ndarray) -> float:
    """Share of points that a clusterer leaves out, 0 to 1."""
    return float((clusters == NOISE).mean())


def score_level(
    level: Level,
    assignments: Sequence[Assignment],
    labels: Mapping[str, np.ndarray],
    weights: np.ndarray,
    n_shuffles: int,
    max_points: int,
) -> list[dict]:
    """Score the clusters of one level, and how compact the labels themselves are.

    Args:
        level: whose points were clustered.
        assignments: their clusters.
        labels: by factor, (tracks,) reference label of each track; tracks with "" are left out of
            what is measured against labels.
        weights: `hbvae.evaluation.uncertainty.track_weights`.
        n_shuffles: times that labels or clusters are shuffled, for the score by chance.
        max_points: above so many points, compactness is measured on a random sample.

    Returns:
        rows with clusterer, level, reference, k, n, metric and the fields of `Score`. The clusterer
        `BY_LABEL` stands for the labels themselves.
    """
    sampled = sample_rows(len(level.points), max_points, f"distances, by {level.name}")
    shape, track = shape_of(level.points[sampled]), level.track[sampled]
    rows, measured = [], {}
    for clusterer, reference, clusters, finds_k in assignments:
        place = clustering_columns(clusterer, level.name, reference, clusters)
        key = clusters.tobytes()  # a clusterer that finds k has the same for every reference
        if key not in measured:
            measured[key] = compactness(shape, clusters[sampled], track, weights, n_shuffles)
        rows += score_rows(place, len(sampled), measured[key].items())
        if reference in labels and any(labels[reference]):
            scores = agreement(labels[reference], clusters, level.track, weights, n_shuffles)
            n_labelled = int((labels[reference] != "")[level.track].sum())
            rows += score_rows(place, n_labelled, scores.items())
        scores = {}
        if finds_k:
            for kind in metrics_of("leftover"):
                scores[kind.name] = Score(kind.function(clusters))
        rows += score_rows(place, len(clusters), scores.items())
    for reference, track_labels in labels.items():
        known = (track_labels != "")[track]
        if not known.any():
            continue
        whole = shape if known.all() else shape_of(level.points[sampled][known])
        groups = np.unique(track_labels[track[known]], return_inverse=True)[1]
        labelled_track = np.unique(track[known], return_inverse=True)[1]
        scores = compactness(whole, groups, track[known], weights, n_shuffles, labelled_track)
        place = clustering_columns(BY_LABEL, level.name, reference, groups)
        rows += score_rows(place, len(groups), scores.items())
    return rows


def clustering_columns(clusterer: str, level: str, reference: str, clusters: np.ndarray) -> dict:
    """The columns that all scores of one clustering share."""
    k = len(np.unique(clusters[clusters != NOISE]))
    return {"clusterer": clusterer, "level": level, "reference": reference, "k": k}


def score_rows(place: Mapping, n: int, scores: Iterable[tuple[str, Score]]) -> list[dict]:
    """Rows of a table of scores.

    Args:
        place: from `clustering_columns`.
        n: points.
        scores: by the name of the metric.
    """
    return [dict(place) | {"n": n, "metric": name} | score._asdict() for name, score in scores]
