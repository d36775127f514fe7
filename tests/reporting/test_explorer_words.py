"""The words of the explorer: whose they are, and how the page carries the scores."""

import base64
from pathlib import Path

import numpy as np
import pytest
from support.tiny_checkpoints import save_clap

from hbvae.features.pretrained.base import EncoderCard
from hbvae.features.pretrained.registry import encoder, encoder_card
from hbvae.features.pretrained.words import spellings
from hbvae.reporting.explorer_words import Words, read_vocabulary, searchable_words, words_data
from hbvae.storage.features import EncoderOutput

VOCABULARY = Path(__file__).parents[2] / "resources/explorer/vocabulary.yaml"
TRACK = np.array([0, 0, 1])


def encode(**fields):
    card = EncoderCard("ears", "1", "ISC", "someone", "tags of other songs", 16_000, 3.0, 2, ())
    embedding = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 2.0]])
    tags = np.array([[0.1, 0.9], [0.4, 0.9], [0.0, 0.5]])
    return EncoderOutput(embedding, tags, card._replace(**fields)._asdict())


def test_an_encoders_tags_are_its_words():
    words = searchable_words(encode(tags=("rock", "pop")), TRACK, "ears", "unread.yaml")
    assert words.names == ["rock", "pop"] and words.source == "ears 1 (someone; ISC licence)"
    expected = [[np.log(0.1 * 0.4) / 2, np.log(0.9)], [np.log(1e-6), np.log(0.5)]]
    np.testing.assert_allclose(words.scores, expected)


def test_an_encoder_with_neither_tags_nor_texts_knows_no_words():
    assert searchable_words(encode(), TRACK, "ears", "unread.yaml") is None


def test_each_word_of_the_vocabulary_is_there_once_with_its_text():
    words = read_vocabulary(VOCABULARY)
    assert words["piano"] == "music with piano" and words["sad"] == "sad music"
    assert words["1960s"] == "1960s music" and 250 < len(words) < 500
    lines = VOCABULARY.read_text(encoding="utf-8").splitlines()
    listed = [w.strip() for x in lines if "- [" in x for w in x.split("[")[1].strip("]").split(",")]
    assert len(listed) == len(words) == len(set(spellings(words).values()))
    assert len(set(map(str.lower, listed))) == len(listed)


@pytest.mark.parametrize("spread", [1e-9, 1.0, 40.0])
def test_scores_are_carried_in_steps_of_a_word(spread):
    scores = np.random.default_rng(0).normal(size=(200, 3)) * [spread, 1, 0]
    data = words_data(Words(["a", "b", "c"], scores, "ears"))
    steps = np.frombuffer(base64.b64decode(data["scores"]), np.uint8).reshape(3, 200).T
    low, high = scores.min(0), scores.max(0)
    off = np.abs(low + steps / 255 * (high - low) - scores)
    assert (off <= (high - low) / 510 + 1e-12).all()
    assert steps[:, :2].min() == 0 and steps[:, :2].max() == 255 and not steps[:, 2].any()


def test_an_encoder_that_embeds_texts_embeds_the_vocabulary(tmp_path):
    name = str(save_clap(tmp_path / "clap"))
    (tmp_path / "words.yaml").write_text('moods: {text: "{} piano", words: [[sad, slow], [happy]]}')
    card = encoder_card(name)
    embedding = np.random.default_rng(0).normal(size=(3, card.dim))
    output = EncoderOutput(embedding, np.empty((3, 0)), card._asdict())
    words = searchable_words(output, TRACK, name, str(tmp_path / "words.yaml"))
    assert words.names == ["sad", "slow", "happy"]
    points = encoder(name).embed_text(["sad piano", "slow piano", "happy piano"])
    means = np.stack([embedding[:2].mean(0), embedding[2]])
    expected = (means / np.linalg.norm(means, axis=1, keepdims=True)) @ points.T
    np.testing.assert_allclose(words.scores, expected, atol=1e-6)
