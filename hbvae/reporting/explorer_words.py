"""Search words of the explorer, and how well each song matches each word."""

import base64
from typing import NamedTuple

import numpy as np
import yaml

from hbvae.clustering.centres import track_means
from hbvae.features.pretrained.base import EncoderCard
from hbvae.features.pretrained.registry import encoder
from hbvae.features.pretrained.words import spellings, tag_scores, text_scores
from hbvae.storage.features import EncoderOutput

STEPS = 255  # quantisation steps of a word's scores


class Words(NamedTuple):
    """Words for sound, and the songs' scores."""

    names: list[str]
    scores: np.ndarray  # (tracks, words), see `hbvae.features.pretrained.words`
    source: str  # description of the encoder
    are_tags: bool = False  # whether they are the encoder's tags; else embedded words


def searchable_words(
    encoder_output: EncoderOutput, track: np.ndarray, name: str, vocabulary: str
) -> Words | None:
    """List the words that an encoder supports, and score each track by them.

    The words are the encoder's tags or, if it embeds texts, a vocabulary; None with other encoders.

    Args:
        encoder_output: the encoder's output for the slices.
        track: (slices,), 0 to tracks - 1.
        name: name of the encoder.
        vocabulary: path of a file for `read_vocabulary`.
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
    """Read words, each with the text to embed for it.

    Args:
        path: path of a YAML file: by kind of word, a ``text`` and lists of ``words``.
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
    """Convert words to lists and texts for JSON.

    A word's scores are one byte per song, from its lowest score to its highest, in base64. If the
    scores spread over five standard deviations, a step is less than a fiftieth of one.
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
