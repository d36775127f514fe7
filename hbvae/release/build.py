"""Build a release: a folder with a trained model and the clusters of its collection."""

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from hbvae.clustering.centres import track_means
from hbvae.evaluation.registry import all_metrics
from hbvae.evaluation.score_table import over_seeds, select
from hbvae.features.lyric_gates import kept_lyrics
from hbvae.features.pretrained.base import EncoderCard
from hbvae.features.pretrained.words import tag_scores
from hbvae.models.labels import Conditions
from hbvae.provenance import record
from hbvae.release.folder import (
    FORMAT,
    Grouping,
    Release,
    WordIndex,
    load_release,
    write_reference,
    write_track_rows,
    write_word_index,
)
from hbvae.release.inference import grouping_points, nearest_clusters
from hbvae.representations.joint import JointAudio
from hbvae.storage.features import EncoderOutput
from hbvae.storage.latents import columns
from hbvae.storage.names import ClusterName
from hbvae.storage.slices import SliceIndex
from hbvae.storage.template import fill_template
from hbvae.storage.tracks import Track
from hbvae.storage.transcripts import Verdict


def fit_groupings(
    latent: np.ndarray,
    parts: Mapping[str, int],
    track: np.ndarray,
    clusters: Mapping[str, np.ndarray],
    **settings,
) -> tuple[JointAudio, dict[str, Grouping]]:
    """Fit what assigns songs to clusters: by sound and, if the model has lyrics, by lyrics.

    Args:
        latent: (slices, dimensions) of the joint model.
        parts: sizes of the latent's parts.
        track: (slices,), 0 to tracks - 1.
        clusters: (tracks,) by "sound" and, where there are lyrics, "lyrics".
        settings: of `JointAudio.fit`.
    """
    where = columns(parts)
    space, sound = JointAudio.fit(latent, where, track, **settings)
    points = {"sound": sound, "lyrics": latent[:, where.get("lyrics", slice(0))]}
    n_tracks = int(track.max()) + 1
    return space, {
        name: Grouping.from_points(track_means(points[name], track, n_tracks), numbers)
        for name, numbers in clusters.items()
    }


def release_config(
    dataset: str,
    title: str,
    audio: Mapping,
    lyrics: Mapping,
    embedding_dim: int,
    tracks: Sequence[Track],
    references: Mapping[str, str],
    names: Mapping[str, Sequence[ClusterName]],
    encoder: Mapping | None,
    seed: int,
) -> dict:
    """Compose the content of config.json.

    Args:
        dataset, title: the collection's name for programs and its title for people.
        audio, lyrics: settings of feature extraction and of lyric embedding.
        embedding_dim: size of the lyric embeddings; 0 if the model has no lyrics.
        tracks: the collection's tracks, with their labels.
        references: the factor of each grouping, or "none".
        names: of the clusters of each grouping.
        encoder: name and version of the pretrained encoder that the model uses, or None.
        seed: random seed of the models.
    """
    labels = Conditions.from_labels([track.labels for track in tracks]).labels
    return {
        "format": FORMAT,
        "dataset": dataset,
        "title": title,
        "audio": audio,
        "lyrics": lyrics,
        "encoder": encoder,
        "embedding_dim": embedding_dim,
        "factors": list(labels),
        "references": references,
        "names": {
            grouping: [cluster._asdict() for cluster in clusters]
            for grouping, clusters in names.items()
        },
        "conditions": labels,
        "seed": seed,
        "provenance": record(),
    }


def transcribed_lyrics(verdicts: Sequence[Verdict]) -> dict:
    """Name the tracks whose lyrics were transcribed, and the model that did it, for config.json.

    Args:
        verdicts: one per transcript.
    """
    made_by = verdicts[0].made_by if verdicts else ""
    return {"model": made_by, "tracks": sorted(kept_lyrics(verdicts))}


def fitted_track_rows(
    tracks: Sequence[Track],
    groupings: Mapping[str, Grouping],
    names: Mapping[str, Sequence[ClusterName]],
) -> list[dict]:
    """Compose the rows of known_tracks.tsv.

    Args:
        tracks: tracks that the model was fitted to, in the order of the groupings' points.
        groupings: by name.
        names: of the clusters of each grouping.
    """
    rows = []
    for number, track in enumerate(tracks):
        row = {"track_id": track.track_id, "title": track.title} | dict(track.labels)
        for name, grouping in groupings.items():
            cluster = int(grouping.clusters[number])
            row[f"{name} cluster"] = cluster
            row[f"{name} name"] = names[name][cluster].name
        rows.append(row)
    return rows


def make_word_index(encoder_output: EncoderOutput, track: np.ndarray) -> WordIndex | None:
    """Compute what a search by words needs; None if the encoder has neither tags nor text input.

    Args:
        encoder_output: the encoder's output for the slices.
        track: (slices,), 0 to tracks - 1.
    """
    card, n_tracks = EncoderCard(**encoder_output.card), int(track.max()) + 1
    if card.tags:
        return WordIndex(card, tag_scores(encoder_output.tags, track, n_tracks))
    if card.reads_text:
        return WordIndex(card, track_means(encoder_output.embedding, track, n_tracks))
    return None


def write_release(
    folder: str,
    weights: str,
    generator: str | None,
    config: Mapping,
    space: JointAudio,
    groupings: Mapping[str, Grouping],
    track_rows: Sequence[Mapping],
    word_index: WordIndex | None = None,
) -> Release:
    """Write a model folder without its card, and read it back.

    Args:
        folder: path of the new folder.
        weights, generator: files of the joint model and, if the run trained it, of the
            conditional VAE.
        config: the content of config.json.
        space, groupings: from `fit_groupings`.
        track_rows: from `fitted_track_rows`.
        word_index: from `make_word_index`.
    """
    target = Path(folder)
    target.mkdir()
    shutil.copyfile(weights, target / "weights.safetensors")
    if generator:
        shutil.copyfile(generator, target / "generator.safetensors")
    write_reference(str(target / "reference.safetensors"), space, groupings)
    write_track_rows(str(target / "known_tracks.tsv"), track_rows)
    if word_index:
        write_word_index(str(target / "words.safetensors"), word_index)
    text = json.dumps(config, indent=2, ensure_ascii=False)
    (target / "config.json").write_text(text + "\n", encoding="utf-8")
    return load_release(target)


def write_card(
    release: Release,
    template: str,
    latent: np.ndarray,
    index: SliceIndex,
    representations: Mapping[str, str],
    learned_from: Mapping[str, str],
    scores: Sequence[Sequence],
) -> None:
    """Write README.md, the model card.

    Args:
        release: as read back from its folder.
        template: path of the card's template.
        latent, index: latents and slices of the collection that the model was fitted to.
        representations: the representation that each grouping clusters.
        learned_from: the training data of each representation, by grouping.
        scores: from `score_lines`.
    """
    sizes = {
        name: np.bincount(grouping.clusters).tolist()
        for name, grouping in release.groupings.items()
    }
    fill_template(
        release.folder / "README.md",
        template,
        about=release.config,
        n_tracks=len(release.track_rows),
        n_slices=len(latent),
        parts=release.model.parts,
        sizes=sizes,
        names=release.names,
        representations=representations,
        learned_from=learned_from,
        kept=kept_clusters(release, latent, index),
        scores=scores,
        generates=(release.folder / "generator.safetensors").exists(),
    )


def kept_clusters(release: Release, latent: np.ndarray, index: SliceIndex) -> dict[str, int]:
    """Count the tracks that a release assigns to the same cluster as the run did."""
    points = grouping_points(release, latent, index)
    return {
        name: int(np.sum(nearest_clusters(grouping, points[name])[0] == grouping.clusters))
        for name, grouping in release.groupings.items()
    }


def score_lines(
    scores: Mapping[str, Sequence[Mapping]], references: Mapping[str, str], clusterer: str
) -> list[tuple]:
    """List the scores of each grouping: name, reference, metric, value, interval, chance.

    Args:
        scores: rows of metrics.tsv by grouping.
        references: the factor of each grouping, or "none".
        clusterer: name of the clusterer that made the groupings.
    """
    lines = []
    for name, reference in references.items():
        clusters = {"clusterer": clusterer, "level": "track", "reference": reference}
        rows = select(scores[name], **clusters)
        for metric in ["silhouette"] if reference == "none" else ["ari", "nmi"]:
            if measured := select(rows, metric=metric):
                lines.append((name, reference, all_metrics()[metric].title, *over_seeds(measured)))
    return lines
