"""The words that the explorer can be searched by, and how well each song fits each of them."""

import base64
from typing import NamedTuple

import numpy as np
import yaml

from hbvae.clustering.centres import track_means
from hbvae.features.pretrained.base import EncoderCard
from hbvae.features.pretrained.registry import encoder
from hbvae.features.pretrained.words import spellings, tag_scores, text_scores
from hbvae.storage.features import EncoderOutput

STEPS = 255  # of a word's scores


class Words(NamedTuple):
    """Words for the sound, and the songs' scores."""

    names: list[str]
    scores: np.ndarray  # (tracks, words), see `hbvae.features.pretrained.words`
    source: str  # who knows them, for people
    are_tags: bool = False  # that the encoder gives; else any words, compared with the sound


def words_heard(
    encoder_output: EncoderOutput, track: np.ndarray, name: str, vocabulary: str
) -> Words | None:
    """The words that an encoder knows, and how well each track fits them.

    They are its tags. An encoder that embeds texts embeds a vocabulary. Any other knows none.

    Args:
        encoder_output: what it makes of the slices.
        track: (slices,), 0 to tracks - 1.
        name: of the encoder.
        vocabulary: a file as `read_vocabulary` reads it.
    """
    card, n_tracks = EncoderCard(**encoder_output.card), int(track.max()) + 1
    if card.tags:
        scores = tag_scores(encoder_output.tags, track, n_tracks)
        return Words(list(card.tags), scores, card.in_words, are_tags=True)
    if not card.reads_text:
        return None
    texts = read_vocabulary(vocabulary)
    points = encoder(name, card.version).embed_text(list(texts.values()))
    scores = text_scores(track_means(encoder_output.embedding, track, n_tracks), points)
    return Words(list(texts), scores, card.in_words)


def read_vocabulary(path: str) -> dict[str, str]:
    """Words, each with the text that is embedded for it.

    Args:
        path: of a YAML file: by kind of word, a ``text`` and lists of ``words``.
    """
    with open(path, encoding="utf-8") as file:
        kinds = yaml.safe_load(file).values()
    return {
        str(word): kind["text"].format(word)
        for kind in kinds
        for line in kind["words"]
        for word in line
    }


def words_data(words: Words) -> dict:
    """Words as lists and texts that JSON can hold.

    A word's scores are a byte a song, from its lowest score to its highest, in base64: in steps of
    less than a fiftieth of their standard deviation where they spread over five of them.
    """
    low, high = words.scores.min(0), words.scores.max(0)
    width = np.where(high > low, high - low, 1)
    steps = np.round((words.scores - low) / width * STEPS).astype(np.uint8)
    return {
        "names": words.names,
        "spellings": dict(spellings(words.names)),
        "scores": base64.b64encode(steps.T.tobytes()).decode(),  # word after word
        "source": words.source,
    }
