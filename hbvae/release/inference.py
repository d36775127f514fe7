"""Use a released model (`hbvae.release.folder`): `embed`, `assign`, `info`."""

import logging
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from hbvae.errors import AudioError
from hbvae.features.decoders.registry import audio_endings, file_ending
from hbvae.release.folder import Grouping, Release, load_release
from hbvae.storage.latents import columns
from hbvae.storage.slices import SliceIndex

logger = logging.getLogger(__name__)
N_NEAREST = 3
SAME = 1e-4  # largest distance by sound at which a song with a fitted track's name is that track


class Embedding(NamedTuple):
    """Latents of songs, one row per slice."""

    latent: np.ndarray  # (slices, latent_dim) float32
    index: SliceIndex  # track_id: the songs as given, in order
    parts: dict[str, int]  # sizes of the latent's parts, from the first column on
    songs_have_lyrics: list[bool]  # (songs,)
    rejected: list[tuple[str, str]]  # song and reason of each that cannot be read


class Nearest(NamedTuple):
    """A track that the model was fitted to."""

    track_id: str
    title: str
    labels: dict[str, str]
    distance: float


class Commonest(NamedTuple):
    """The most common label of a cluster."""

    label: str
    share: float  # of the cluster's tracks


class Place(NamedTuple):
    """A song's place among the clusters of a grouping."""

    cluster: int  # as in the collection's assignments.h5
    name: str
    description: str
    tracks: int  # fitted tracks in the cluster
    labels: dict[str, Commonest]  # by factor
    distance: float  # to the cluster's centroid
    typical: float  # median distance of the cluster's own tracks
    nearest: list[Nearest]


class AssignedSong(NamedTuple):
    """A song's place in each grouping; ``lyrics`` is None if the song has no lyrics."""

    song: str
    sound: Place
    lyrics: Place | None
    known_as: Nearest | None  # the song itself if the model was fitted to it; never in `nearest`


class Assignments(NamedTuple):
    """Result of `assign`."""

    songs: list[AssignedSong]
    rejected: list[tuple[str, str]]  # song and reason of each that cannot be read


def embed(
    songs: Sequence[str | os.PathLike],
    model: str | os.PathLike | Release,
    lyrics: Mapping[str, str] | None = None,
) -> Embedding:
    """Encode songs with the joint model.

    Args:
        songs: paths of recordings.
        model: path of a model folder, or the result of `load_release`.
        lyrics: lyrics by path; the lyrics of other songs are read from files beside them or from
            their tags.

    Raises:
        StoreError: the folder is not a model.
        ConfigError: the model's encoder is not installed, or only in another version.
    """
    import torch
    from tqdm import tqdm

    from hbvae.features.log_mel import extract_track, mel_filterbank
    from hbvae.jobs.sandbox import guarded
    from hbvae.models.base import Batch

    release = model if isinstance(model, Release) else load_release(model)
    songs = [os.fspath(song) for song in songs]
    has_lyrics, embeddings = _embed_lyrics(songs, release, lyrics or {})
    latents, starts, used, rejected = [], [np.empty(0)], [], []
    config, song_encoder = release.audio, release.load_encoder()
    extract = partial(
        extract_track,
        filterbank=mel_filterbank(config),
        config=config,
        also_at=song_encoder and song_encoder.card.sample_rate,
    )
    tracks = tqdm(guarded(extract, songs), "songs", len(songs), disable=None)
    for row, features in enumerate(tracks):
        if isinstance(features, AudioError):
            rejected.append((songs[row], str(features)))
            continue
        x = torch.from_numpy(features.mel).float()
        words = torch.from_numpy(embeddings[row]).expand(len(x), -1)
        encoded = (
            torch.from_numpy(song_encoder.embed(features.sound).embedding) if song_encoder else None
        )
        with torch.inference_mode():
            batch = Batch.from_slices(x, words, encoded=encoded)
            latents.append(release.model.latent(batch).numpy())
        starts.append(features.start)
        used.append(row)
    counts = [len(latent) for latent in latents]
    index = SliceIndex(
        [songs[row] for row in used],
        np.repeat(np.arange(len(used)), counts).astype(np.int32),
        np.concatenate(starts),
    )
    sizes = dict(release.model.parts)
    no_latent = np.empty((0, sum(sizes.values())), np.float32)
    songs_have_lyrics = [has_lyrics[row] for row in used]
    return Embedding(
        np.concatenate([no_latent, *latents]), index, sizes, songs_have_lyrics, rejected
    )


def assign(
    songs: Sequence[str | os.PathLike],
    model: str | os.PathLike | Release,
    lyrics: Mapping[str, str] | None = None,
    n_nearest: int = N_NEAREST,
) -> Assignments:
    """Assign songs to clusters in each grouping, and list the nearest fitted tracks.

    Takes the arguments of `embed` and raises its errors; lists ``n_nearest`` tracks per song.
    """
    release = model if isinstance(model, Release) else load_release(model)
    embedding = embed(songs, release, lyrics)
    if not embedding.index.track_id:
        return Assignments([], embedding.rejected)
    points = grouping_points(release, embedding.latent, embedding.index)
    fitted = _fitted_rows(release, embedding.index.track_id, points["sound"])
    places = {
        name: _places(release, name, points[name], fitted, n_nearest) for name in release.groupings
    }
    assigned = []
    for number, song in enumerate(embedding.index.track_id):
        sound, row = places["sound"][number], fitted[number]
        words = places["lyrics"][number] if embedding.songs_have_lyrics[number] else None
        itself = None if row is None else _nearest(release, row, 0.0)
        assigned.append(AssignedSong(song, sound, words, itself))
    return Assignments(assigned, embedding.rejected)


def _fitted_rows(release: Release, songs: Sequence[str], points: np.ndarray) -> list[int | None]:
    """Match songs with fitted tracks that have the same sound and the same name.

    Args:
        release: a model.
        songs: paths of recordings.
        points: points of the songs by sound, (songs, dimensions).

    Returns:
        The row of each song in ``release.track_rows``; None if the song is new.
    """
    from scipy.spatial.distance import cdist

    rows: list[int | None] = []
    for song, distance in zip(songs, cdist(points, release.groupings["sound"].points), strict=True):
        names = {Path(song).stem, Path(song).name}
        alike = np.flatnonzero(distance <= SAME).tolist()
        same = (row for row in alike if _names(release.track_rows[row]["track_id"]) & names)
        rows.append(next(same, None))
    return rows


def info(model: str | os.PathLike | Release) -> dict:
    """Describe a model: the content of its config.json, with sizes and clusters.

    Raises:
        StoreError: the folder is no model.
    """
    release = model if isinstance(model, Release) else load_release(model)
    return release.config | {
        "folder": str(release.folder),
        "parts": dict(release.model.parts),
        "parameters": sum(weight.numel() for weight in release.model.parameters()),
        "tracks": len(release.track_rows),
        "clusters": {
            name: np.bincount(grouping.clusters).tolist()
            for name, grouping in release.groupings.items()
        },
        "generates": (release.folder / "generator.safetensors").exists(),
    }


def grouping_points(
    release: Release, latent: np.ndarray, index: SliceIndex
) -> dict[str, np.ndarray]:
    """Compute the points of tracks in each grouping, (tracks, dimensions): means over slices."""
    from hbvae.clustering.centres import track_means

    parts = columns(release.model.parts)
    points = {"sound": release.space(latent, parts)}
    if "lyrics" in release.groupings:
        points["lyrics"] = latent[:, parts["lyrics"]]
    n_tracks = len(index.track_id)
    return {name: track_means(slices, index.track, n_tracks) for name, slices in points.items()}


def nearest_clusters(grouping: Grouping, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Assign each point to the cluster with the nearest centroid.

    Args:
        grouping: a grouping.
        points: (points, dimensions).

    Returns:
        (points,) clusters and (points,) distances to their centroids.
    """
    from scipy.spatial.distance import cdist

    distance = cdist(points, grouping.centroids)
    return distance.argmin(axis=1), distance.min(axis=1)


def _names(track_id: str) -> set[str]:
    """List names that a track's file may have; its id may include the file's extension or not."""
    return {Path(track_id).stem, Path(track_id).name}


def _places(
    release: Release, name: str, points: np.ndarray, fitted: Sequence[int | None], n: int
) -> list[Place]:
    """Find the place of each point in a grouping; a fitted track is not among its own nearest."""
    from scipy.spatial.distance import cdist

    grouping, names = release.groupings[name], release.names[name]
    clusters, distance = nearest_clusters(grouping, points)
    own = np.linalg.norm(grouping.points - grouping.centroids[grouping.clusters], axis=1)
    members = {number: _members(release, grouping, number) for number in set(clusters.tolist())}
    places = []
    for point, itself, cluster, to_centroid in zip(points, fitted, clusters, distance, strict=True):
        to_fitted = cdist(point[None], grouping.points)[0]
        typical = float(np.median(own[grouping.clusters == cluster]))
        rows = [row for row in np.argsort(to_fitted, kind="stable") if row != itself]
        nearest = [_nearest(release, row, to_fitted[row]) for row in rows[:n]]
        which = int(cluster), *names[cluster], *members[cluster]
        places.append(Place(*which, float(to_centroid), typical, nearest))
    return places


def _members(
    release: Release, grouping: Grouping, cluster: int
) -> tuple[int, dict[str, Commonest]]:
    """Count a cluster's tracks, and find its most common label of each factor."""
    members = np.flatnonzero(grouping.clusters == cluster)
    labels = {}
    for factor in release.config["factors"]:
        counts = Counter(release.track_rows[row][factor] for row in members)
        del counts[""]  # tracks without a label
        if counts:
            (label, n), *_ = counts.most_common(1)
            labels[factor] = Commonest(label, n / len(members))
    return len(members), labels


def _nearest(release: Release, row: int, distance: float) -> Nearest:
    track = release.track_rows[row]
    labels = {factor: track[factor] for factor in release.config["factors"]}
    return Nearest(track["track_id"], track["title"], labels, float(distance))


def _embed_lyrics(
    songs: Sequence[str], release: Release, given: Mapping[str, str]
) -> tuple[list[bool], np.ndarray]:
    """Embed lyrics: which songs have some, and (songs, embedding_dim); zeros without lyrics."""
    from hbvae.datasets.tags import all_lyrics

    dim = release.config["embedding_dim"]
    embeddings = np.zeros((len(songs), dim), np.float32)
    if not dim:
        return [False] * len(songs), embeddings
    given = {os.fspath(song): text for song, text in given.items()}
    others = [song for song in songs if not given.get(song)]
    given |= zip(others, all_lyrics(others), strict=True)
    texts = [given[song] for song in songs]
    has_lyrics = [bool(text) for text in texts]
    if any(has_lyrics):
        # Imported only here, because it takes longer than everything else.
        from hbvae.features.lyric_embedding import LyricsConfig, embed_lyrics, load_encoder

        config = LyricsConfig(**release.config["lyrics"])
        words = [text for text in texts if text]
        embedded = embed_lyrics(words, load_encoder(config.model), config.long, config.window)
        embeddings[np.array(has_lyrics)] = embedded.embedding
    return has_lyrics, embeddings


def find_songs(paths: Sequence[str | os.PathLike]) -> Iterator[str]:
    """List recordings: each given file, and all files below each given folder, by name.

    Unsupported kinds of recording are included, so that they are reported.
    """
    from hbvae.datasets.files import UNREAD
    from hbvae.datasets.walking import walk_files

    for path in paths:
        if not os.path.isdir(path):
            yield os.fspath(path)
            continue
        for name, _ in walk_files(Path(path), lambda path, reason: None):
            if file_ending(name) in (*audio_endings(), *UNREAD):
                yield os.path.join(path, name)
