"""Release the joint model of a collection as a folder for the `hbvae` command."""

from hbvae.evaluation.score_table import read_scores
from hbvae.jobs.task import run_task
from hbvae.models.weights import load_model
from hbvae.release import build
from hbvae.storage.clusters import read_assignments
from hbvae.storage.features import read_encoder_output
from hbvae.storage.identities import read_fitted
from hbvae.storage.latents import read_latents
from hbvae.storage.names import NamedClustering, read_names
from hbvae.storage.tracks import read_tracks
from hbvae.storage.transcripts import read_verdicts


def main(
    weights, latents, assignments, names, scores, tracks, matches, transcripts, generator,
    encoder_features,
    template,
    release,
    dataset, title, is_synthetic, representations, learned_from, references, clusterer, audio,
    lyrics, encoder, settings, seed, max_points,
):  # fmt: skip
    model, (latent, index) = load_model(weights), read_latents(latents)
    listed = read_tracks(tracks)
    clusters = {
        name: read_assignments(path)[reference]["track"]
        for (name, reference), path in zip(references.items(), assignments, strict=True)
    }
    named = read_names(names)
    names = {
        name: named[NamedClustering(representations[name], clusterer, seed, reference)]
        for name, reference in references.items()
    }
    settings = settings | {"max_points": max_points, "seed": seed}
    if matches:
        settings["is_fitted"] = read_fitted(matches)[index.track]
    space, groupings = build.fit_groupings(latent, model.parts, index.track, clusters, **settings)
    embedding_dim = model.sizes.embedding_dim
    config = build.release_config(
        dataset, title, audio, lyrics, embedding_dim, listed, references, names, encoder, seed
    )
    if is_synthetic:
        config["synthetic"] = True
    if transcripts:
        config["transcribed"] = build.transcribed_lyrics(read_verdicts(transcripts))
    by_id = {track.track_id: track for track in listed}
    track_rows = build.fitted_track_rows(
        [by_id[track_id] for track_id in index.track_id], groupings, names
    )
    word_index = (
        build.make_word_index(read_encoder_output(encoder_features), index.track)
        if encoder
        else None
    )
    made = build.write_release(
        release, weights, generator, config, space, groupings, track_rows, word_index
    )
    rows = {name: read_scores([path]) for name, path in zip(references, scores, strict=True)}
    lines = build.score_lines(rows, references, clusterer)
    build.write_card(made, template, latent, index, representations, learned_from, lines)


if "snakemake" in globals():
    run_task(main, snakemake)
