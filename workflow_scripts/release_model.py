"""The joint model of a collection as a folder that `hbvae` on the command line can use."""

import json
import shutil
from pathlib import Path

import numpy as np

from hbvae.clustering.centres import track_means
from hbvae.datasets.tags import all_titles
from hbvae.evaluation.score_table import over_seeds, read_scores, select
from hbvae.jobs.task import run_task
from hbvae.models.labels import Conditions
from hbvae.models.weights import load_model
from hbvae.provenance import record
from hbvae.release.folder import FORMAT, Grouping, load_release, write_known, write_reference
from hbvae.release.inference import nearest_clusters, points_of
from hbvae.representations.joint import JointAudio
from hbvae.representations.registry import release_groupings
from hbvae.storage.clusters import read_assignments
from hbvae.storage.latents import columns, read_latents
from hbvae.storage.template import fill_template
from hbvae.storage.tracks import read_tracks


def main(
    weights, latents, assignments, scores, tracks, generator, template,
    release,
    dataset, title, audio_folder, references, audio, lyrics, settings, seed, max_points,
):  # fmt: skip
    target = Path(release)
    target.mkdir()
    shutil.copyfile(weights, target / "weights.safetensors")
    if generator:
        shutil.copyfile(generator, target / "generator.safetensors")
    model = load_model(weights)
    latent, index = read_latents(latents)
    parts = columns(model.parts)
    space, sound = JointAudio.fit(
        latent, parts, index.track, **settings, max_points=max_points, seed=seed
    )
    of_slices = {"sound": sound, "lyrics": latent[:, parts.get("lyrics", slice(0))]}
    groupings = {}
    for name, path in zip(references, assignments, strict=True):
        points = track_means(of_slices[name], index.track, len(index.track_id))
        groupings[name] = Grouping.of(points, read_assignments(path)[references[name]]["track"])
    write_reference(str(target / "reference.safetensors"), space, groupings)

    by_id = {track.track_id: track for track in read_tracks(tracks)}
    used = [by_id[track_id] for track_id in index.track_id]
    factors = list(used[0].labels)
    titles = all_titles(Path(audio_folder, track.path) for track in used)
    known = [
        {"track_id": track.track_id, "title": title}
        | dict(track.labels)
        | {f"{name} cluster": int(of.clusters[row]) for name, of in groupings.items()}
        for row, (track, title) in enumerate(zip(used, titles, strict=True))
    ]
    write_known(str(target / "known_tracks.tsv"), known)
    about = {
        "format": FORMAT,
        "dataset": dataset,
        "title": title,
        "audio": audio,
        "lyrics": lyrics,
        "embedding_dim": model.sizes.embedding_dim,
        "factors": factors,
        "references": references,
        "conditions": Conditions.of([track.labels for track in by_id.values()]).labels,
        "seed": seed,
        "provenance": record(),
    }
    (target / "config.json").write_text(
        json.dumps(about, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    made = load_release(target)
    again = points_of(made, latent, index)
    kept = {
        name: int(np.sum(nearest_clusters(of, again[name])[0] == of.clusters))
        for name, of in made.groupings.items()
    }
    fill_template(
        target / "README.md",
        template,
        about=about,
        n_tracks=len(known),
        n_slices=len(latent),
        parts=model.parts,
        sizes={name: np.bincount(of.clusters).tolist() for name, of in made.groupings.items()},
        representations=release_groupings(),
        kept=kept,
        scores=_scores(scores, references),
        generates=bool(generator),
    )


def _scores(paths, references):
    """A line for what each grouping was scored against, by k-means of tracks."""
    lines = []
    for path, (name, reference) in zip(paths, references.items(), strict=True):
        rows = select(read_scores([path]), clusterer="kmeans", level="track", reference=reference)
        for metric in ["silhouette"] if reference == "none" else ["ari", "nmi"]:
            if found := select(rows, metric=metric):
                score = over_seeds(found)
                lines.append((name, reference, metric.replace("_", " "), *score))
    return lines


if "snakemake" in globals():
    run_task(main, snakemake)
