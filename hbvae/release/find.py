"""Search songs by words, in a model's collection or among other recordings."""

import os
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from hbvae.errors import AudioError, ConfigError
from hbvae.features.audio_config import AudioConfig
from hbvae.features.pretrained.base import Encoder
from hbvae.features.pretrained.registry import encoder
from hbvae.features.pretrained.words import (
    near_words,
    read_query,
    standard_scores,
    tag_scores,
    text_scores,
)
from hbvae.release.folder import Searchable, WordIndex, load_searchable


class RankedSong(NamedTuple):
    """A song, and how well it fits."""

    song: str  # id in the model's collection, or path
    title: str
    labels: dict[str, str]
    score: float  # standard deviations above the mean of the model's collection


class Ranking(NamedTuple):
    """Result of `find`."""

    words: list[str]  # the words used
    unknown: dict[str, list[str]]  # words unknown to the encoder, with similar ones that it knows
    songs: list[RankedSong]  # the best first
    rejected: list[tuple[str, str]]  # song and reason of each that cannot be read


class _Query(NamedTuple):
    """A search text, prepared for an encoder."""

    words: list[str]
    unknown: dict[str, list[str]]
    columns: list[int]  # of the tags; unused if the encoder embeds texts
    point: np.ndarray | None  # (1, dim), embedding of the text


def find(
    text: str,
    model: str | os.PathLike | Searchable,
    songs: Sequence[str | os.PathLike] | None = None,
) -> Ranking:
    """Rank songs by how well they match words.

    An encoder that embeds texts compares songs with the entire text. With any other encoder, the
    score is the mean over the tags that the text names.

    Args:
        text: search words, such as "sad guitar, female vocals".
        model: path of a model folder, or the result of `load_searchable`.
        songs: paths of recordings; None for the songs that the model was fitted to.

    Raises:
        ConfigError: the model's run had no encoder that supports words; the encoder knows none of
            the words; or the encoder is needed but not installed.
        StoreError: the folder is not a model.
    """
    searchable = model if isinstance(model, Searchable) else load_searchable(model)
    word_index, config, track_rows = searchable
    song_encoder = None
    if songs is not None or not word_index.card.tags:
        song_encoder = encoder(**config["encoder"])
    query = _prepare_query(text, word_index, song_encoder)
    collection = _scores(word_index, query, word_index.features)
    if songs is None:
        labels = [{factor: row[factor] for factor in config["factors"]} for row in track_rows]
        rows = [(row["track_id"], row["title"]) for row in track_rows]
        scores, rejected = collection, []
    else:
        song_points, rejected = _embed_songs(
            songs, word_index, song_encoder, AudioConfig(**config["audio"])
        )
        labels = [{}] * len(song_points)
        rows = [(song, os.path.basename(song)) for song in song_points]
        points = np.array(list(song_points.values())).reshape(
            len(song_points), word_index.features.shape[1]
        )
        scores = _scores(word_index, query, points)
    fits = standard_scores(
        standard_scores(scores, collection).mean(1, keepdims=True),
        standard_scores(collection).mean(1, keepdims=True),
    )[:, 0]
    order = np.argsort(-fits, kind="stable").tolist()
    ranked = [RankedSong(*rows[row], labels[row], float(fits[row])) for row in order]
    return Ranking(query.words, query.unknown, ranked, rejected)


def _prepare_query(text: str, word_index: WordIndex, song_encoder: Encoder | None) -> _Query:
    """Read a search text with an encoder's vocabulary or text input."""
    tags = word_index.card.tags
    if not text.strip():
        raise ConfigError('expected words, such as "sad guitar", got none')
    if not tags:
        return _Query([text.strip()], {}, [], song_encoder.embed_text([text]))
    query = read_query(text, tags)
    unknown = {word: near_words(word, tags) for word in query.unknown}
    if not query.matched:
        near = list(dict.fromkeys(word for words in unknown.values() for word in words))
        offer = f"; similar words that it knows: {', '.join(near)}" if near else ""
        raise ConfigError(
            f"{word_index.card.name} knows no word of {text!r}{offer}. Its words: "
            f"{', '.join(sorted(tags, key=str.lower))}"
        )
    return _Query([tags[number] for number in query.matched], unknown, query.matched, None)


def _scores(word_index: WordIndex, query: _Query, points: np.ndarray) -> np.ndarray:
    """Score tracks, (tracks, words); ``points`` have the form of `WordIndex.features`."""
    if word_index.card.tags:
        return points[:, query.columns]
    return text_scores(points, query.point)


def _embed_songs(
    songs: Sequence[str | os.PathLike],
    word_index: WordIndex,
    song_encoder: Encoder,
    config: AudioConfig,
) -> tuple[dict[str, np.ndarray], list[tuple[str, str]]]:
    """Compute a point for each readable song, as in `WordIndex.features`; list the others."""
    from tqdm import tqdm

    from hbvae.features.decoding import read_central_part
    from hbvae.jobs.sandbox import guarded

    songs, points, rejected = [os.fspath(song) for song in songs], {}, []
    read = partial(read_central_part, config=config, also_at=song_encoder.card.sample_rate)
    parts = tqdm(guarded(read, songs), "songs", len(songs), disable=None)
    for song, part in zip(songs, parts, strict=True):
        if isinstance(part, AudioError):
            rejected.append((song, str(part)))
            continue
        embeddings = song_encoder.embed(part.also)
        if word_index.card.tags:
            points[song] = tag_scores(embeddings.tags, np.zeros(len(embeddings.tags), int), 1)[0]
        else:
            points[song] = embeddings.embedding.mean(0)
    return points, rejected
