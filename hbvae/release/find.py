"""Songs found by words: those of a model's collection, or others that its encoder hears."""

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
from hbvae.release.folder import Hearing, Searchable, load_searchable


class RankedSong(NamedTuple):
    """A song, and how well it fits."""

    song: str  # id in the model's collection, or path
    title: str
    labels: dict[str, str]
    score: float  # standard deviations above the mean of the model's collection


class Ranking(NamedTuple):
    """What `find` finds."""

    words: list[str]  # that the songs were ranked by
    unknown: dict[str, list[str]]  # words that it does not know, and known ones near to each
    songs: list[RankedSong]  # the best first
    rejected: list[tuple[str, str]]  # song and reason of each that cannot be read


class _Asked(NamedTuple):
    """What a text asks an encoder for."""

    words: list[str]
    unknown: dict[str, list[str]]
    columns: list[int]  # of the tags; unused where the encoder embeds texts
    point: np.ndarray | None  # (1, dim), the text embedded


def find(
    text: str,
    model: str | os.PathLike | Searchable,
    songs: Sequence[str | os.PathLike] | None = None,
) -> Ranking:
    """Rank songs by how well they fit words.

    An encoder that embeds texts reads the text as a whole. Of any other the tags that the text
    names count, each the same.

    Args:
        text: such as "sad guitar, female vocals".
        model: a model folder, or what `load_searchable` made of it.
        songs: paths of recordings; None, the songs that the model was fitted to.

    Raises:
        ConfigError: the model's run had no encoder that knows words; it knows none of these; or the
            encoder is not here, where it is needed.
        StoreError: the folder is no model.
    """
    searchable = model if isinstance(model, Searchable) else load_searchable(model)
    hearing, config, known = searchable
    ears = None
    if songs is not None or not hearing.card.tags:
        ears = encoder(**config["encoder"])
    asked = _ask(text, hearing, ears)
    collection = _scores(hearing, asked, hearing.known)
    if songs is None:
        labels = [{factor: row[factor] for factor in config["factors"]} for row in known]
        rows = [(row["track_id"], row["title"]) for row in known]
        scores, rejected = collection, []
    else:
        song_points, rejected = _hear(songs, hearing, ears, AudioConfig(**config["audio"]))
        labels = [{}] * len(song_points)
        rows = [(song, os.path.basename(song)) for song in song_points]
        points = np.array(list(song_points.values())).reshape(
            len(song_points), hearing.known.shape[1]
        )
        scores = _scores(hearing, asked, points)
    fits = standard_scores(
        standard_scores(scores, collection).mean(1, keepdims=True),
        standard_scores(collection).mean(1, keepdims=True),
    )[:, 0]
    order = np.argsort(-fits, kind="stable").tolist()
    ranked = [RankedSong(*rows[row], labels[row], float(fits[row])) for row in order]
    return Ranking(asked.words, asked.unknown, ranked, rejected)


def _ask(text: str, hearing: Hearing, ears: Encoder | None) -> _Asked:
    """Read a text for an encoder."""
    tags = hearing.card.tags
    if not text.strip():
        raise ConfigError('expected words, such as "sad guitar", got none')
    if not tags:
        return _Asked([text.strip()], {}, [], ears.embed_text([text]))
    query = read_query(text, tags)
    unknown = {word: near_words(word, tags) for word in query.unknown}
    if not query.matched:
        near = list(dict.fromkeys(word for words in unknown.values() for word in words))
        offer = f"; the nearest it knows: {', '.join(near)}" if near else ""
        raise ConfigError(
            f"{hearing.card.name} knows no word of {text!r}{offer}. Its words: "
            f"{', '.join(sorted(tags, key=str.lower))}"
        )
    return _Asked([tags[number] for number in query.matched], unknown, query.matched, None)


def _scores(hearing: Hearing, asked: _Asked, points: np.ndarray) -> np.ndarray:
    """(tracks, words) scores of tracks whose points are like those of ``hearing.known``."""
    if hearing.card.tags:
        return points[:, asked.columns]
    return text_scores(points, asked.point)


def _hear(
    songs: Sequence[str | os.PathLike], hearing: Hearing, ears: Encoder, config: AudioConfig
) -> tuple[dict[str, np.ndarray], list[tuple[str, str]]]:
    """A point for each song that can be read, like those of ``hearing.known``; and the others."""
    from tqdm import tqdm

    from hbvae.features.decoding import read_central_part
    from hbvae.jobs.sandbox import guarded

    songs, points, rejected = [os.fspath(song) for song in songs], {}, []
    read = partial(read_central_part, config=config, also_at=ears.card.sample_rate)
    parts = tqdm(guarded(read, songs), "songs", len(songs), disable=None)
    for song, part in zip(songs, parts, strict=True):
        if isinstance(part, AudioError):
            rejected.append((song, str(part)))
            continue
        embeddings = ears.embed(part.also)
        if hearing.card.tags:
            points[song] = tag_scores(embeddings.tags, np.zeros(len(embeddings.tags), int), 1)[0]
        else:
            points[song] = embeddings.embedding.mean(0)
    return points, rejected
