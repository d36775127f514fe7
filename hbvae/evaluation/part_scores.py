"""What a representation's axes, and the parts of a latent, reveal of each factor.

Labels are of tracks, so a probe is given a row a track; mutual information, which needs many
points, is given slices, and forests either, with whole tracks held out.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from hbvae.clustering.centres import track_means
from hbvae.clustering.sampling import sample_rows
from hbvae.evaluation import dependence, probes  # noqa: F401  registers their metrics
from hbvae.evaluation.base import metrics_of
from hbvae.evaluation.dci import N_TREES, ForestLevel, Forests
from hbvae.evaluation.disentanglement import Axes
from hbvae.evaluation.uncertainty import Score, track_weights

N_POINTS = 3000  # at most, that the forests and the single axes are measured on
N_SHUFFLES = 10  # of the labels, for the probe by chance


class Measured(NamedTuple):
    """A latent whose parts are measured, with the labels of its tracks."""

    latent: np.ndarray  # (slices, dimensions)
    track: np.ndarray  # (slices,), 0 to tracks - 1
    labels: Mapping[str, np.ndarray]  # by factor, (tracks,) numbers
    artist: np.ndarray  # (tracks,): an artist's tracks are fitted or scored, never both
    parts: Mapping[str, slice]  # columns of each part, beside the whole


def measurable(labels: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The factors that can be predicted: those with two labels or more, and two tracks of each."""
    return {
        factor: numbers
        for factor, numbers in labels.items()
        if len(np.unique(numbers)) > 1 and np.bincount(numbers).min() > 1
    }


def keep_labelled(
    labels: Mapping[str, Sequence[str]], latent: np.ndarray, track: np.ndarray
) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """The tracks that have a label of every factor; factors that most tracks lack are left out.

    Args:
        labels: by factor, (tracks,); "" for a track without.
        latent: (slices, dimensions).
        track: (slices,) row of ``labels``.

    Returns:
        labels as numbers, latent and track, of these tracks alone.
    """
    named = {factor: np.asarray(names) for factor, names in labels.items()}
    named = {factor: names for factor, names in named.items() if (names != "").mean() > 0.5}
    known = np.ones(int(track.max()) + 1, bool)
    for names in named.values():
        known &= names != ""
    if not known.any():  # each has some, none has all
        return {}, latent, track
    numbers = {
        factor: np.unique(names[known], return_inverse=True)[1] for factor, names in named.items()
    }
    labelled = known[track]
    return numbers, latent[labelled], (np.cumsum(known) - 1)[track[labelled]]


def all_parts(parts: Mapping[str, slice]) -> dict[str, slice]:
    """The whole of a latent, its parts, and those of the sound together."""
    parts = {"whole": slice(None)} | dict(parts)
    if "timbre" in parts:
        parts["audio"] = slice(parts["timbre"].start, parts["texture"].stop)
    return parts


def probe_parts(
    measured: Measured, n_resamples: int, max_points: int, n_shuffles: int = N_SHUFFLES
) -> list[dict]:
    """What each part reveals of each factor, on tracks.

    Args:
        measured: the latent.
        n_resamples: resamples of the tracks for an interval.
        max_points: above so many tracks, a random sample of them.
        n_shuffles: times that the labels are shuffled, for the score by chance.

    Returns:
        rows of disentanglement.tsv, without dataset, representation and seed.
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
                for kind in metrics_of("probe")
            } | {kind.name: kind.function(*tracks) for kind in metrics_of("dependence")}
            for name, score in scores.items():
                rows.append(_row(part, "track", factor, measured, len(sampled), name, score))
    return rows


def measure_parts(measured: Measured, max_points: int) -> list[dict]:
    """How much the axes of each part depend on one another, on slices; rows as `probe_parts`."""
    sampled = sample_rows(len(measured.latent), max_points, "correlations of axes")
    rows = []
    for part, columns in measured.parts.items():
        codes = measured.latent[sampled][:, columns]
        for kind in metrics_of("part"):
            score = Score(kind.function(codes))
            rows.append(_row(part, "slice", "none", measured, len(sampled), kind.name, score))
    return rows


def measure_axes(measured: Measured) -> list[dict]:
    """How far single axes stand for single factors, on slices; rows as `probe_parts`."""
    if not measured.labels:
        return []
    codes, factors, track = _points(measured, "slice")
    axes = Axes(codes, factors, track)
    scores = [
        (factor, kind.name, kind.function(axes, factor))
        for factor in factors
        for kind in metrics_of("factor")
    ]
    scores += [("none", kind.name, kind.function(axes)) for kind in metrics_of("axes")]
    return [
        _row("whole", "slice", reference, measured, len(codes), name, Score(value))
        for reference, name, value in scores
    ]


def measure_forests(measured: Measured, level: ForestLevel) -> list[dict]:
    """How far axes matter for single factors, on either level; rows as `probe_parts`."""
    if not measured.labels:
        return []
    codes, factors, track = _points(measured, level)
    forests = Forests(codes, factors, track, N_TREES[level])
    return [
        _row("whole", level, "none", measured, len(codes), kind.name, Score(kind.function(forests)))
        for kind in metrics_of("forest")
    ]


def _points(
    measured: Measured, level: ForestLevel
) -> tuple[np.ndarray, dict[str, np.ndarray], np.ndarray]:
    """Codes of slices or tracks, their labels by factor, and their tracks; `N_POINTS` at most."""
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
