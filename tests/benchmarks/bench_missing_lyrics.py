"""The joint model where songs lack lyrics: what it finds, and how well it imputes their axes.

    python tests/benchmarks/bench_missing_lyrics.py [--dataset FOLDER] [--seeds N] [--keep FOLDER]

Lyrics are taken from a random share of songs that all have them, the joint model is fitted as the
default config has it, and scored by track: the genre by its audio part, over the songs with lyrics
and over those without; the language by its part of the lyrics. The axes of the lyrics of a song
without them are a linear function of its audio axes. They are compared with those that its own
lyrics have in the same model.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from labelled_songs import (
    DEMO,
    N_RESAMPLES,
    Sampled,
    Songs,
    cluster,
    fit_joint,
    in_words,
    mean_score,
    means,
    read_songs,
    sampled_ari,
)
from report import report

from hbvae.clustering.centres import nearest_rows
from hbvae.evaluation.uncertainty import track_weights
from hbvae.representations.joint import joint_audio, joint_lyrics
from hbvae.training.devices import DeviceConfig, start_fabric
from hbvae.training.fitting import encode

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)  # of the songs, that keep their lyrics


class Fit(NamedTuple):
    """Means of the tracks' slices in a model fitted to songs some of which have lyrics."""

    has_lyrics: np.ndarray  # (tracks,) bool
    audio: np.ndarray  # joint_audio, (tracks, audio axes)
    lyrics: np.ndarray  # joint_lyrics, imputed where there are no lyrics, (tracks, axes)
    own: np.ndarray  # the posterior's mean of each track's own lyrics, (tracks, axes)


def fit_share(songs: Songs, share: float, seed: int) -> Fit:
    """Fit the joint model to songs of which a random share have lyrics."""
    order = np.random.default_rng(seed).permutation(songs.n_tracks)
    has_lyrics = np.isin(np.arange(songs.n_tracks), order[: round(share * songs.n_tracks)])
    slices, embeddings = songs.slices, songs.slices.lyrics
    kept = np.where(has_lyrics[:, None], embeddings, 0) if share else embeddings[:, :0]
    fitted = fit_joint(slices._replace(lyrics=kept), seed)
    features = fitted.features(slices)
    audio = means(joint_audio(features, seed), slices)
    if not share:
        return Fit(has_lyrics, audio, *2 * [np.empty((songs.n_tracks, 0))])
    lyrics = means(joint_lyrics(features, seed), slices)
    latent = encode(start_fabric(DeviceConfig(threads=1)), fitted.model, slices)
    own = means(joint_lyrics(features._replace(latent=latent), seed), slices)
    return Fit(has_lyrics, audio, lyrics, own)


def sampled_mean(values: np.ndarray, over: np.ndarray | None = None) -> Sampled:
    """The sum of tracks' values over the sum of others, by default over their number."""
    weights = np.vstack([np.ones(len(values)), track_weights(len(values), N_RESAMPLES, seed=0)])
    ratio = weights @ values / (weights @ (np.ones(len(values)) if over is None else over))
    return Sampled(float(ratio[0]), ratio[1:])


def sampled_r2(true: np.ndarray, imputed: np.ndarray, null: np.ndarray) -> Sampled:
    """Share of the squared distance to the null that is imputed: 1 is all, 0 is as the null."""
    errors, distances = (((true - other) ** 2).sum(axis=1) for other in (imputed, null))
    unexplained = sampled_mean(errors, distances)
    return Sampled(1 - unexplained.value, 1 - unexplained.draws)


def sampled_correlation(first: np.ndarray, second: np.ndarray) -> Sampled:
    """Pearson's, of the values of tracks."""
    weights = np.vstack([np.ones(len(first)), track_weights(len(first), N_RESAMPLES, seed=0)])
    weights /= weights.sum(axis=1, keepdims=True)
    first, second = (values - (weights @ values)[:, None] for values in (first, second))
    sums = (
        (weights * a * b).sum(axis=1)
        for a, b in ((first, second), (first, first), (second, second))
    )
    covariance, *variances = sums
    correlation = covariance / np.sqrt(np.prod(variances, axis=0))
    return Sampled(float(correlation[0]), correlation[1:])


def scores(fit: Fit, songs: Songs, seed: int) -> Iterator[Sampled | None]:
    """What `HEADER` names; None where there are no such songs."""
    language, genre = songs.labels.values()
    has, lacks = fit.has_lyrics, ~fit.has_lyrics
    clusters = cluster(fit.audio, genre, seed)
    for part in (np.ones_like(has), has, lacks):
        yield sampled_ari(genre[part], clusters[part]) if part.any() else None
    if not has.any():
        yield from [None] * 5
        return
    clusters = cluster(fit.lyrics[has], language, seed)
    yield sampled_ari(language[has], clusters)
    if not lacks.any():
        yield from [None] * 4
        return
    nearest = nearest_rows(fit.lyrics[lacks], centres(fit.lyrics[has], clusters))[1][:, 0]
    yield sampled_mean(1.0 * (commonest(language[has], clusters)[nearest] == language[lacks]))
    true, imputed, null = fit.own[lacks], fit.lyrics[lacks], fit.own[has].mean(axis=0)
    yield sampled_r2(true[:, :1], imputed[:, :1], null[:1])
    yield sampled_r2(true, imputed, null)
    yield sampled_correlation(true[:, 0], imputed[:, 0])


HEADER = [
    "genre ARI, all songs",
    "with lyrics",
    "without",
    "language ARI, with lyrics",
    "right language, without",
    "R2, first axis",
    "R2, all axes",
    "correlation, first axis",
]


def centres(points: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Mean of each cluster, in the order of their numbers."""
    return np.stack([points[clusters == number].mean(axis=0) for number in np.unique(clusters)])


def commonest(labels: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Commonest label of each cluster, in the order of their numbers."""
    names, row = np.unique(labels, return_inverse=True)
    counts = [np.bincount(row[clusters == number]) for number in np.unique(clusters)]
    return names[[count.argmax() for count in counts]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dataset", type=Path, default=DEMO)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="folder of fits, which are not repeated")
    arguments = parser.parse_args()
    if not (arguments.dataset / "features.h5").exists():
        parser.error(f"expected a dataset of a finished run in {arguments.dataset}")
    torch.set_num_threads(1)
    songs, rows = read_songs(arguments.dataset), []
    keep = arguments.keep and arguments.keep / arguments.dataset.name
    for share in SHARES:
        seeds = [
            list(scores(kept(keep, share, seed, songs), songs, seed))
            for seed in range(arguments.seeds)
        ]
        cells = [
            "" if column[0] is None else in_words(mean_score(column))
            for column in zip(*seeds, strict=True)
        ]
        rows.append([f"{share:.0%}", *cells])
    name = arguments.dataset.name
    title = f"Joint model of {name}, {songs.n_tracks} songs, lyrics of a share of them"
    header = ["songs with lyrics", *HEADER]
    report(f"missing_lyrics_{name}", f"{title}, {arguments.seeds} seeds", header, rows)


def kept(folder: Path | None, share: float, seed: int, songs: Songs) -> Fit:
    """A fit from a folder, or a new one, which is put there."""
    path = folder and folder / f"share{share:.2f}-seed{seed}.npz"
    if path and path.exists():
        with np.load(path) as arrays:
            return Fit(**arrays)
    fit = fit_share(songs, share, seed)
    print(f"lyrics of {share:.0%}, seed {seed}", file=sys.stderr, flush=True)
    if path:
        folder.mkdir(parents=True, exist_ok=True)
        np.savez(path, **fit._asdict())
    return fit


if __name__ == "__main__":
    main()
