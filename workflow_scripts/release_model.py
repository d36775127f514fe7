"""The joint model of a collection as a folder that `hbvae` on the command line can use."""

from hbvae.evaluation.score_table import read_scores
from hbvae.jobs.task import run_task
from hbvae.models.labels import Conditions
from hbvae.models.weights import load_model
from hbvae.provenance import record
from hbvae.release import build
from hbvae.release.folder import FORMAT
from hbvae.storage.clusters import read_assignments
from hbvae.storage.latents import read_latents
from hbvae.storage.tracks import read_tracks


def main(
    weights, latents, assignments, scores, tracks, generator, template,
    release,
    dataset, title, representations, references, clusterer, audio, lyrics, settings,
    seed, max_points,
):  # fmt: skip
    model = load_model(weights)
    latent, index = read_latents(latents)
    clusters = {
        name: read_assignments(path)[references[name]]["track"]
        for name, path in zip(references, assignments, strict=True)
    }
    settings = settings | {"max_points": max_points, "seed": seed}
    space, groupings = build.fit_groupings(latent, model.parts, index.track, clusters, **settings)

    by_id = {track.track_id: track for track in read_tracks(tracks)}
    used = [by_id[track_id] for track_id in index.track_id]
    config = {
        "format": FORMAT,
        "dataset": dataset,
        "title": title,
        "audio": audio,
        "lyrics": lyrics,
        "embedding_dim": model.sizes.embedding_dim,
        "factors": list(used[0].labels),
        "references": references,
        "conditions": Conditions.of([track.labels for track in by_id.values()]).labels,
        "seed": seed,
        "provenance": record(),
    }
    known = build.known_tracks(used, groupings)
    made = build.write_release(release, weights, generator, config, space, groupings, known)
    rows = {name: read_scores([path]) for name, path in zip(references, scores, strict=True)}
    lines = build.score_lines(rows, references, clusterer)
    build.write_card(made, template, latent, index, representations, lines)


if "snakemake" in globals():
    run_task(main, snakemake)
