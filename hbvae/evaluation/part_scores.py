"""How much the axes and the parts of a latent reveal about each factor.

Factors are labels of tracks, so probes use a row for each track. Mutual information needs many
points and uses slices. Forests use either, with held-out tracks.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from hbvae.clustering.centres import track_means
from hbvae.clustering.sampling import sample_rows
from hbvae.evaluation import dependence, probes  # noqa: F401  registers their metrics
from hbvae.evaluation.base import registered_metrics
from hbvae.evaluation.dci import N_TREES, ForestLevel, Forests
from hbvae.evaluation.disentanglement import Axes
from hbvae.evaluation.uncertainty import Score, track_weights

N_POINTS = 3000  # maximum number of points for the forests and the single axes
N_SHUFFLES = 10  # number of shuffles of the labels for the chance level of a probe


class Measured(NamedTuple):
    """A latent to measure, with the labels of its tracks."""

    latent: np.ndarray  # (slices, dimensions)
    track: np.ndarray  # (slices,) track numbers, 0 to tracks - 1
    labels: Mapping[str, np.ndarray]  # by factor, (tracks,) numbers
    artist: np.ndarray  # (tracks,); a fold fits or scores an artist's tracks, never both
    parts: Mapping[str, slice]  # columns of each part


def measurable(labels: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The factors with at least two labels, each of them on at least two tracks."""
    return {
        factor: numbers
        for factor, numbers in labels.items()
        if len(np.unique(numbers)) > 1 and np.bincount(numbers).min() > 1
    }


def keep_labelled(
    labels: Mapping[str, Sequence[str]], latent: np.ndarray, track: np.ndarray
) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Keep the tracks with a label for every factor; drop factors that half the tracks lack.

    Args:
        labels: by factor, (tracks,) labels; "" for a missing label.
        latent: (slices, dimensions).
        track: (slices,) row in ``labels``.

    Returns:
        Labels as numbers, latent and track of the remaining tracks.
    """
    named = {factor: np.asarray(names) for factor, names in labels.items()}
    named = {factor: names for factor, names in named.items() if (names != "").mean() > 0.5}
    kept = np.ones(int(track.max()) + 1, bool)
    for names in named.values():
        kept &= names != ""
    if not kept.any():  # no track has a label for every factor
        return {}, latent, track
    numbers = {
        factor: np.unique(names[kept], return_inverse=True)[1] for factor, names in named.items()
    }
    labelled = kept[track]
    return numbers, latent[labelled], (np.cumsum(kept) - 1)[track[labelled]]


def all_parts(parts: Mapping[str, slice]) -> dict[str, slice]:
    """The complete latent ("whole"), its parts, and the parts of the sound together ("audio")."""
    parts = {"whole": slice(None)} | dict(parts)
    if "timbre" in parts:
        parts["audio"] = slice(parts["timbre"].start, parts["texture"].stop)
    return parts


def probe_parts(
    measured: Measured, n_resamples: int, max_points: int, n_shuffles: int = N_SHUFFLES
) -> list[dict]:
    """Probe each part for each factor, on tracks.

    Args:
        measured: the latent.
        n_resamples: number of resamples of the tracks for an interval.
        max_points: maximum number of tracks; of more, a random sample is used.
        n_shuffles: number of shuffles of the labels for the chance level.

    Returns:
        Rows of disentanglement.tsv without dataset, representation and seed.
    """
    n_tracks = len(measured.artist)
    means = track_means(measured.latent, measured.track, n_tracks)
    sampled = sample_rows(n_tracks, max_points, "probes")
    weights = track_weights(len(sampled), n_resamples, seed=0)
    rows = []
    for part, columns in measured.parts.items():
        for factor, labels in measured.labels.items():
            tracks = means[sampled][:, columns], labels[sampled], measured.artist[sampled]
            scores = {
                kind.name: kind.function(*tracks, weights, n_shuffles)
                for kind in registered_metrics("probe")
            } | {kind.name: kind.function(*tracks) for kind in registered_metrics("dependence")}
            for name, score in scores.items():
                rows.append(_row(part, "track", factor, measured, len(sampled), name, score))
    return rows


def measure_parts(measured: Measured, max_points: int) -> list[dict]:
    """Measure how the axes of each part depend on each other, on slices; rows as `probe_parts`."""
    sampled = sample_rows(len(measured.latent), max_points, "correlations of axes")
    rows = []
    for part, columns in measured.parts.items():
        codes = measured.latent[sampled][:, columns]
        for kind in registered_metrics("part"):
            score = Score(kind.function(codes))
            rows.append(_row(part, "slice", "none", measured, len(sampled), kind.name, score))
    return rows


def measure_axes(measured: Measured) -> list[dict]:
    """Measure how single axes relate to single factors, on slices; rows as `probe_parts`."""
    if not measured.labels:
        return []
    codes, factors, track = _points(measured, "slice")
    axes = Axes(codes, factors, track)
    scores = [
        (factor, kind.name, kind.function(axes, factor))
        for factor in factors
        for kind in registered_metrics("factor")
    ]
    scores += [("none", kind.name, kind.function(axes)) for kind in registered_metrics("axes")]
    return [
        _row("whole", "slice", reference, measured, len(codes), name, Score(value))
        for reference, name, value in scores
    ]


def measure_forests(measured: Measured, level: ForestLevel) -> list[dict]:
    """Measure DCI by random forests, on slices or tracks; rows as `probe_parts`."""
    if not measured.labels:
        return []
    codes, factors, track = _points(measured, level)
    forests = Forests(codes, factors, track, N_TREES[level])
    return [
        _row("whole", level, "none", measured, len(codes), kind.name, Score(kind.function(forests)))
        for kind in registered_metrics("forest")
    ]


def _points(
    measured: Measured, level: ForestLevel
) -> tuple[np.ndarray, dict[str, np.ndarray], np.ndarray]:
    """Codes of at most `N_POINTS` slices or tracks, their labels by factor, and their tracks."""
    codes, track = measured.latent, measured.track
    if level == "track":
        codes = track_means(codes, track, len(measured.artist))
        track = np.arange(len(codes))
    sampled = sample_rows(len(codes), N_POINTS, f"disentanglement, by {level}")
    track = track[sampled]
    return codes[sampled], {name: values[track] for name, values in measured.labels.items()}, track


def _row(
    part: str, level: str, reference: str, measured: Measured, n: int, metric: str, score: Score
) -> dict:
    labels = measured.labels.get(reference)
    place = {"part": part, "level": level, "reference": reference, "n": n, "metric": metric}
    k = 0 if labels is None else len(np.unique(labels))
    return place | {"k": k} | score._asdict()
