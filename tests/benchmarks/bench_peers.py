"""VAEs of multivae and pythae beside the joint model: the same songs, the same CPU time.

    pip install multivae==1.0.3 torchvision
    python tests/benchmarks/bench_peers.py [--dataset FOLDER] [--seeds N] [--keep FOLDER]

The joint model is fitted as the default config has it, each peer for as many CPU seconds as that
took, with its library's settings and with two kinds of networks: those of its library, and those of
the joint model. Every latent that a model offers is clustered by k-means, by track, with as many
clusters as there are labels, and scored against every factor: as it is, and whitened and moved to
the most similar tracks as the joint model's audio part is ("shifted").

A model finds both factors if one of its latents has an ARI of .99 with the first one, the
language. It is then compared with the joint model on the second one, the genre, by the best of its
latents and networks. Labels choose these, which favours the peers: of the joint model it is always
the audio part. Nothing but this benchmark needs multivae; without it, it says so and ends.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from labelled_songs import (
    DEMO,
    Fitted,
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

from hbvae.representations.base import SliceFeatures
from hbvae.representations.joint import joint_audio, joint_lyrics

OURS = "joint model", "ours"
SOLVED = 0.99  # ARI of the language, mean of the seeds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dataset", type=Path, default=DEMO)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="folder of fits, which are not repeated")
    arguments = parser.parse_args()
    if not find_spec("multivae"):
        return print("multivae is not installed: peers are left out")
    if not (arguments.dataset / "features.h5").exists():
        parser.error(f"expected a dataset of a finished run in {arguments.dataset}")
    torch.set_num_threads(1)
    songs = read_songs(arguments.dataset)
    keep = arguments.keep and arguments.keep / arguments.dataset.name
    fits = {seed: dict(fit_all(songs, seed, keep)) for seed in range(arguments.seeds)}
    tabulate(arguments.dataset.name, songs, fits)


def fit_all(songs: Songs, seed: int, keep: Path | None) -> Iterator[tuple[tuple[str, str], Fitted]]:
    """Each model and network with its latents by track, epochs and CPU seconds."""
    import peers

    def fit_ours() -> Fitted:
        fit = fit_joint(songs.slices, seed)
        features = fit.features(songs.slices)
        parts = {"audio": joint_audio(features, seed), "lyrics": joint_lyrics(features, seed)}
        latents = {part: means(points, songs.slices) for part, points in parts.items()}
        return Fitted(latents, fit.epochs, fit.seconds)

    ours = kept(keep, (*OURS, seed), fit_ours)
    yield OURS, ours
    for names, fit in (
        (peers.MULTIMODAL, peers.fit_multimodal),
        (peers.OF_SOUND, peers.fit_of_sound),
    ):
        for name in names:
            for network in peers.NETWORKS:
                settings = name, network, songs, ours.seconds, seed
                yield (name, network), kept(keep, (name, network, seed), partial(fit, *settings))


def kept(folder: Path | None, key: tuple, fit: Callable[[], Fitted]) -> Fitted:
    """A fit from a folder, or a new one, which is put there."""
    path = folder and folder / f"{'-'.join(map(str, key))}.npz"
    if path and path.exists():
        with np.load(path) as arrays:
            latents = {name: arrays[name] for name in arrays if name not in ("epochs", "seconds")}
            return Fitted(latents, float(arrays["epochs"]), float(arrays["seconds"]))
    made = fit()
    print(*key, f"{made.epochs:.1f} epochs, {made.seconds:.0f} CPU s", file=sys.stderr, flush=True)
    if path:
        folder.mkdir(parents=True, exist_ok=True)
        np.savez(path, epochs=made.epochs, seconds=made.seconds, **made.latents)
    return made


def variants(key: tuple[str, str], fit: Fitted, seed: int) -> dict[str, np.ndarray]:
    """What is clustered: a fit's latents and, of a peer, those treated as `joint_audio` is."""
    if key == OURS:
        return fit.latents
    treated = {}
    for name, points in fit.latents.items():
        whole = {"timbre": slice(0, points.shape[1])}  # the part that is whitened
        track = np.arange(len(points))
        features = SliceFeatures(points, latent=points, parts=whole, track=track)
        treated[f"{name}, shifted"] = joint_audio(features, seed)
    return fit.latents | treated


def tabulate(dataset: str, songs: Songs, fits: dict[int, dict]) -> None:
    """Every latent, and every model that finds both factors against the joint model."""
    (language, genre), scores, rows = songs.labels, {}, []
    for key in fits[0]:
        by_seed = {seed: fits[seed][key] for seed in fits}
        costs = np.mean([(fit.epochs, fit.seconds) for fit in by_seed.values()], axis=0)
        latents = {seed: variants(key, fit, seed) for seed, fit in by_seed.items()}
        for latent in latents[0]:
            sampled = scores[*key, latent] = {
                factor: [
                    sampled_ari(labels, cluster(by_name[latent], labels, seed))
                    for seed, by_name in latents.items()
                ]
                for factor, labels in songs.labels.items()
            }
            cells = [in_words(mean_score(sampled[factor])) for factor in songs.labels]
            rows.append([key[0], key[1], latent, *cells, *costs])
    header = ["model", "networks", "latent", *(f"{factor} ARI" for factor in songs.labels)]
    title = f"VAEs on {dataset}, {songs.n_tracks} tracks, {len(fits)} seeds"
    report(f"peers_{dataset}", title, [*header, "epochs", "CPU s"], rows)

    ours, rows = scores[*OURS, "audio"][genre], []
    for name in dict.fromkeys(name for name, _ in fits[0] if name != OURS[0]):
        own = {key: sampled for key, sampled in scores.items() if key[0] == name}
        best_language = {
            network: max(
                mean_score(sampled[language]).value
                for key, sampled in own.items()
                if key[1] == network
            )
            for _, network, _ in own
        }
        able = [key for key in own if best_language[key[1]] >= SOLVED]
        best = max(able or own, key=lambda key: mean_score(own[key][genre]).value)
        theirs = own[best][genre]
        gains = [mine - other for mine, other in zip(ours, theirs, strict=True)]
        row = [name, best[1], best_language[best[1]], best[2], in_words(mean_score(theirs))]
        rows.append([*row, in_words(mean_score(gains)), "yes" if able else "no"])
    header = ["model", "networks", f"{language} ARI, best latent", f"best latent for {genre}"]
    header += [f"its {genre} ARI", "joint model: so much more", "finds both"]
    report(f"peers_{dataset}_both", f"The best of each model on {dataset}", header, rows)


if __name__ == "__main__":
    main()
