"""Making a release: a trained model and the clusters of its collection become a folder."""

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
    Hearing,
    Release,
    load_release,
    write_hearing,
    write_known,
    write_reference,
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
    """How songs are assigned: by their sound, and where the model has lyrics by these.

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
    """The content of config.json.

    Args:
        dataset, title: name of the collection, for programs and for people.
        audio, lyrics: settings that features and embeddings are made with.
        embedding_dim: of the lyrics that the model hears; 0: none.
        tracks: of the collection, with their labels.
        references: the factor of each grouping, or "none".
        names: of the clusters of each grouping.
        encoder: that has heard the collection: ``name`` in the config, ``version``; None without.
        seed: of the models.
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
    """Whose lyrics a model wrote down, and which model; a part of config.json.

    Args:
        verdicts: of all that it wrote.
    """
    made_by = verdicts[0].made_by if verdicts else ""
    return {"model": made_by, "tracks": sorted(kept_lyrics(verdicts))}


def known_tracks(
    tracks: Sequence[Track],
    groupings: Mapping[str, Grouping],
    names: Mapping[str, Sequence[ClusterName]],
) -> list[dict]:
    """Rows of known_tracks.tsv.

    Args:
        tracks: those that the model was fitted to, in the order of the groupings' points.
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


def hear_words(encoder_output: EncoderOutput, track: np.ndarray) -> Hearing | None:
    """What an encoder knows of tracks that they can be found by words by; None where it knows none.

    Args:
        encoder_output: what it makes of the slices.
        track: (slices,), 0 to tracks - 1.
    """
    card, n_tracks = EncoderCard(**encoder_output.card), int(track.max()) + 1
    if card.tags:
        return Hearing(card, tag_scores(encoder_output.tags, track, n_tracks))
    if card.reads_text:
        return Hearing(card, track_means(encoder_output.embedding, track, n_tracks))
    return None


def write_release(
    folder: str,
    weights: str,
    generator: str | None,
    config: Mapping,
    space: JointAudio,
    groupings: Mapping[str, Grouping],
    known: Sequence[Mapping],
    hearing: Hearing | None = None,
) -> Release:
    """Write a model folder, all but its card, and read it back.

    Args:
        folder: is made.
        weights, generator: files of the joint model and, where the run has it, of the
            conditional VAE.
        config: the content of config.json.
        space, groupings: from `fit_groupings`.
        known: from `known_tracks`.
        hearing: from `hear_words`.
    """
    target = Path(folder)
    target.mkdir()
    shutil.copyfile(weights, target / "weights.safetensors")
    if generator:
        shutil.copyfile(generator, target / "generator.safetensors")
    write_reference(str(target / "reference.safetensors"), space, groupings)
    write_known(str(target / "known_tracks.tsv"), known)
    if hearing:
        write_hearing(str(target / "words.safetensors"), hearing)
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
        template: of the card.
        latent, index: of the collection that the model was fitted to.
        representations: what each grouping clusters.
        learned_from: what each of these was learned from, by grouping.
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
        n_tracks=len(release.known),
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
    """How many of its own tracks a release puts into the cluster that the run put them into."""
    points = grouping_points(release, latent, index)
    return {
        name: int(np.sum(nearest_clusters(grouping, points[name])[0] == grouping.clusters))
        for name, grouping in release.groupings.items()
    }


def score_lines(
    scores: Mapping[str, Sequence[Mapping]], references: Mapping[str, str], clusterer: str
) -> list[tuple]:
    """What each grouping was scored against: name, reference, metric, value, interval, chance.

    Args:
        scores: rows of metrics.tsv by grouping.
        references: the factor of each grouping, or "none".
        clusterer: whose clusters the groupings are.
    """
    lines = []
    for name, reference in references.items():
        clusters = {"clusterer": clusterer, "level": "track", "reference": reference}
        rows = select(scores[name], **clusters)
        for metric in ["silhouette"] if reference == "none" else ["ari", "nmi"]:
            if measured := select(rows, metric=metric):
                lines.append((name, reference, all_metrics()[metric].title, *over_seeds(measured)))
    return lines
