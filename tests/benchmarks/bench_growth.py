"""Time and memory of the tasks behind extraction, as a collection grows.

    python tests/benchmarks/bench_growth.py [--slices N ...] [--latents N ...]

Each task is called as its job calls it, in a process of its own; files' pages that are mapped do
not count as memory. Slices are of the default shape, latents of 64 dimensions, ten slices a track.
The features take 64 KiB of disk a slice while this runs, half of it for the batches.
"""

import argparse
import importlib
import sys
import tempfile
from pathlib import Path

import numpy as np
from report import ROOT, cost, report

from hbvae.features.log_mel import TrackFeatures
from hbvae.storage.features import N_STATISTICS, write_features
from hbvae.storage.latents import write_latents
from hbvae.storage.names import ClusterName, NamedClustering, write_names
from hbvae.storage.slices import SliceIndex
from hbvae.storage.tracks import Track, write_tracks
from hbvae.storage.traits import Traits, write_traits

PER_TRACK = 10
TRACKS_PER_BATCH = 500
K = 10
MAX_POINTS = 10_000
MOST_FITTED = 20_000  # slices: what takes minutes is measured on no more
TRAINING = {"epochs": 1, "checkpoint_interval": 0}


def call(script: str, arguments: dict) -> None:
    """A workflow script's `main`."""
    sys.path.insert(0, str(ROOT / "workflow_scripts"))
    importlib.import_module(script).main(**arguments)


def run(stage: str, script: str, **arguments) -> list[str]:
    """Seconds, CPU seconds and MiB of a task, told as soon as they are known."""
    took = cost(call, script, arguments)
    print(f"{stage}: {took.seconds:.1f} s, {took.mib:.0f} MiB", flush=True)
    return [f"{took.seconds:.1f}", f"{took.cpu_seconds:.1f}", f"{took.mib:.0f}"]


def write_batches(folder: Path, n_slices: int) -> list[str]:
    """Batches of features: noise, with a level for each track."""
    random = np.random.default_rng(0)
    noise = random.random((PER_TRACK, 128, 128)).astype(np.float16)
    paths = []
    for first in range(0, n_slices // PER_TRACK, TRACKS_PER_BATCH):
        tracks = {}
        for number in range(first, min(first + TRACKS_PER_BATCH, n_slices // PER_TRACK)):
            level = np.float16(random.random())
            statistics = random.random((PER_TRACK, N_STATISTICS)).astype(np.float32)
            start = np.arange(PER_TRACK) * 3.0
            tracks[f"{number:07}"] = TrackFeatures(noise * level, statistics, start, 30.0)
        paths.append(str(folder / f"{first:07}.h5"))
        write_features(paths[-1], tracks, {"n_mels": 128, "n_frames": 128})
    return paths


def features_stages(n_slices: int) -> dict[str, list[str]]:
    """Cost of each task on ``n_slices`` of features; of a large number, of the merge alone."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        batches = write_batches(folder, n_slices)
        features = str(folder / "features.h5")
        costs = {
            "merge_features": run(
                "merge_features", "merge_features", batches=batches, rejected="", features=features
            )
        }
        if n_slices > MOST_FITTED:
            return costs
        settings = {"latent_dim": 64, "beta": 4.0, "channels": [32, 64, 128]}
        costs["train_model, one epoch (conv_vae)"] = run(
            "train_model", "train_model",
            features=features, lyrics=[], tracks=[], earlier=[], weights=f"{folder}/weights",
            history=f"{folder}/history",
            latents=f"{folder}/latents.h5", model="conv_vae", network="conv_vae",
            statistics=False, hears_encoder=False, shuffled=None, settings=settings,
            training=TRAINING, devices={"threads": 2}, seed=0, checkpoint=f"{folder}/checkpoint",
        )  # fmt: skip
        for baseline in ("pca", "mfcc"):
            costs[f"compute_baseline ({baseline})"] = run(
                baseline, "compute_baseline",
                features=features, lyrics=[], model_latents=[], tracks=[], known=[],
                latents=f"{folder}/baseline.h5", module="hbvae.representations.baselines",
                baseline=baseline, factor=None, needs_encoder=False, settings={}, seed=0,
                max_points=MAX_POINTS,
            )  # fmt: skip
    return costs


def latents_stages(n_slices: int) -> dict[str, list[str]]:
    """Cost of each task on ``n_slices`` latents."""
    random = np.random.default_rng(0)
    n_tracks = n_slices // PER_TRACK
    track = np.repeat(np.arange(n_tracks, dtype=np.int32), PER_TRACK)
    ids = [f"{number:07}" for number in range(n_tracks)]
    centres = random.normal(size=(K, 64))
    latent = centres[track % K] + random.normal(0, 0.7, (n_slices, 64))
    with tempfile.TemporaryDirectory() as scratch:
        latents, tracks = f"{scratch}/latents.h5", f"{scratch}/tracks.tsv"
        write_latents(latents, latent, SliceIndex(ids, track, np.zeros(n_slices)))
        del latent
        listed = [Track(name, f"{name}.mp3", labels={"genre": f"g{row % K}"}, batch=0)
                  for row, name in enumerate(ids)]  # fmt: skip
        write_tracks(tracks, listed)
        del listed
        names, traits = f"{scratch}/names.tsv", f"{scratch}/traits.h5"
        called = [ClusterName(f"g{number}", "") for number in range(K)]
        clusterings = (
            NamedClustering("r", clusterer, 0, "genre") for clusterer in ("kmeans", "agglomerative")
        )
        write_names(names, dict.fromkeys(clusterings, called))
        levels, mentions = np.empty((n_tracks, 0), np.float32), np.empty((0, 3), np.int32)
        described = Traits(
            ids, {"loudness": np.zeros(n_tracks)}, [], levels, [""] * n_tracks, [], mentions
        )
        write_traits(traits, described, {"loudness": "dB"})
        assignments, costs = [], {}
        for clusterer in ("kmeans", "agglomerative"):
            assignments.append(f"{scratch}/{clusterer}.h5")
            costs[f"cluster_latents ({clusterer})"] = run(
                clusterer, "cluster_latents",
                latents=latents, stability=[], earlier=[], known=[],
                assignments=assignments[-1], module="hbvae.clustering.clusterers",
                clusterer=clusterer, settings={}, k={"genre": K}, stays=False, with_lyrics=False,
                seed=0, max_points=MAX_POINTS,
            )  # fmt: skip
        costs["score_clusters, of two clusterers"] = run(
            "score_clusters", "score_clusters",
            latents=latents, assignments=assignments, names=names, traits=traits,
            synonyms=str(ROOT / "resources/names/synonyms.tsv"), tracks=tracks,
            scores=f"{scratch}/scores",
            where={"dataset": "d", "representation": "r", "seed": 0},
            clusterers=["kmeans", "agglomerative"], finds_k=[], references=["genre"],
            n_resamples=500, n_shuffles=20, max_points=MAX_POINTS,
        )  # fmt: skip
        costs["map_latents (t-SNE)"] = run(
            "map_latents", "map_latents",
            latents=latents, earlier=[], known=[], map=f"{scratch}/map.h5", method="tsne",
            stays=False, with_lyrics=False, seed=0, max_points=MAX_POINTS,
        )  # fmt: skip
        costs["choose_k, k to 12"] = run(
            "choose_k", "choose_k",
            latents=latents, earlier=[], curve=f"{scratch}/curve", k_max=12, n_pairs=20,
            n_slices=2000, seed=0,
        )  # fmt: skip
    return costs


def tabulate_growth(name: str, title: str, what: str, measure, sizes: list[int]) -> None:
    rows, header = {}, ["task"]
    for n in sizes:
        for stage, numbers in measure(n).items():
            rows.setdefault(stage, [stage]).extend(numbers)
        header += [f"{n:,} {what}: s", "CPU s", "MiB"]
    report(name, title, header, list(rows.values()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--slices", type=int, nargs="+", default=[20_000, 200_000])
    parser.add_argument("--latents", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    arguments = parser.parse_args()
    tabulate_growth("growth_latents", f"Tasks on latents, max_points {MAX_POINTS}", "latents",
                    latents_stages, arguments.latents)  # fmt: skip
    tabulate_growth("growth_features", "Tasks on features", "slices",
                    features_stages, arguments.slices)  # fmt: skip


if __name__ == "__main__":
    main()
