"""Songs with lyrics and labels that a run left in results, the joint model fitted to them, scores.

The joint model is fitted and its parts are clustered by the functions of the workflow, as
config/config.yaml has it, without the encoder that was trained elsewhere.
"""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
import yaml
from report import ROOT

from hbvae.clustering.centres import track_means
from hbvae.clustering.registry import all_clusterers
from hbvae.evaluation.external import external_scores
from hbvae.evaluation.score_table import over_seeds
from hbvae.evaluation.uncertainty import Score, interval, track_weights
from hbvae.models.base import Model
from hbvae.models.weights import build_model
from hbvae.representations.base import SliceFeatures
from hbvae.storage.features import map_mel, read_features_index
from hbvae.storage.latents import columns
from hbvae.storage.lyrics import read_embeddings
from hbvae.storage.tracks import read_tracks
from hbvae.training.batches import Slices
from hbvae.training.devices import DeviceConfig, start_fabric
from hbvae.training.fitting import TrainingConfig, encode, fit

N_RESAMPLES = 500
DEMO = ROOT / "results/demo_bilingual"


class Songs(NamedTuple):
    """What models are fitted to, and what their clusters are compared with."""

    slices: Slices
    labels: dict[str, np.ndarray]  # by factor, (tracks,)

    @property
    def n_tracks(self) -> int:
        """How many songs they are."""
        return len(self.slices.lyrics)


def read_songs(folder: Path) -> Songs:
    """Read a dataset's folder in results; every track must have lyrics and labels."""
    index = read_features_index(folder / "features.h5")
    lyrics, has_lyrics = read_embeddings(folder / "lyrics.h5", index.track_id)
    if not has_lyrics.all():
        raise SystemExit(f"{folder}: expected lyrics of every track, {sum(~has_lyrics)} have none")
    known = {track.track_id: track.labels for track in read_tracks(folder / "tracks.tsv")}
    labels = {
        factor: np.array([known[track_id][factor] for track_id in index.track_id])
        for factor in next(iter(known.values()))
    }
    mel = np.asarray(map_mel(folder / "features.h5"))
    return Songs(Slices.from_tracks(mel, index.track, lyrics), labels)


class Fitted(NamedTuple):
    """What a fitted model offers to cluster."""

    latents: dict[str, np.ndarray]  # by name, (tracks, dimensions)
    epochs: float
    seconds: float  # of CPU


class JointFit(NamedTuple):
    """A fitted joint model, and its latent of the slices that it was fitted to."""

    model: Model
    latent: np.ndarray  # (slices, latent_dim)
    epochs: int
    seconds: float  # of CPU, of calibration, fit and encoding

    def features(self, slices: Slices) -> SliceFeatures:
        """What the representations of the model are computed from."""
        return SliceFeatures(
            slices.x, latent=self.latent, parts=columns(self.model.parts), track=slices.track
        )


def fit_joint(slices: Slices, seed: int) -> JointFit:
    """Fit the joint model on one thread as the default config has it."""
    config = yaml.safe_load((ROOT / "config/config.yaml").read_text(encoding="utf-8"))
    settings = {**config["models"]["joint_vae"]}
    training = TrainingConfig(**config["training"] | settings.pop("training", {}))
    fabric = start_fabric(DeviceConfig(threads=1))
    start = time.process_time()
    torch.manual_seed(seed)
    model = build_model("joint_vae", settings, slices.sizes)
    model.calibrate(slices.x)
    for _ in fit(fabric, model, slices, training, seed):
        pass
    latent = model.align(torch.from_numpy(encode(fabric, model, slices))).numpy()
    return JointFit(model, latent, training.epochs, time.process_time() - start)


def means(points: np.ndarray, slices: Slices) -> np.ndarray:
    """Of the slices of each track, (tracks, dimensions)."""
    return track_means(points, slices.track, len(slices.lyrics))


def cluster(points: np.ndarray, labels: np.ndarray, seed: int) -> np.ndarray:
    """K-means of points, with as many clusters as there are labels."""
    return all_clusterers()["kmeans"].cluster(points, k=len(np.unique(labels)), seed=seed)


class Sampled(NamedTuple):
    """A score of all tracks, and of resamples of them."""

    value: float
    draws: np.ndarray  # (resamples,)

    def __sub__(self, other: "Sampled") -> "Sampled":
        """The difference of two scores of the same tracks, resampled alike."""
        return Sampled(self.value - other.value, self.draws - other.draws)

    @property
    def score(self) -> Score:
        """The value with its interval over tracks."""
        return Score(self.value, *interval(self.value, self.draws), np.nan)


def sampled_ari(labels: np.ndarray, clusters: np.ndarray) -> Sampled:
    """Agreement of the tracks' clusters with their labels."""
    names, row = np.unique(labels, return_inverse=True)
    numbers, column = np.unique(clusters, return_inverse=True)
    cells = np.eye(len(names))[row][:, :, None] * np.eye(len(numbers))[column][:, None]
    weights = np.vstack([np.ones(len(labels)), track_weights(len(labels), N_RESAMPLES, seed=0)])
    ari = external_scores(np.tensordot(weights, cells, axes=1))["ari"]
    return Sampled(float(ari[0]), ari[1:])


def mean_score(seeds: Sequence[Sampled]) -> Score:
    """Mean over seeds with an interval over tracks and seeds."""
    return over_seeds([seed.score._asdict() for seed in seeds])


def in_words(score: Score) -> str:
    """As the tables of the documentation have it."""
    return f"{score.value:.2f} [{score.low:.2f}, {score.high:.2f}]"
