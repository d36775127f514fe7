"""The real embedding model, on texts whose relations are known."""

import numpy as np
import pytest

from hbvae.errors import ConfigError
from hbvae.features.lyric_embedding import BUNDLED, LyricsConfig, embed_lyrics, load_encoder

ENGLISH = "The river bends around the mill\nand every wheel is turning still"
BANGLA = "নদীর ঘাটে সন্ধ্যা নামে\nনৌকা ফেরে আপন গ্রামে"
LONG = "\n".join(f"{ENGLISH}, and verse {number} goes on" for number in range(60))


@pytest.fixture(scope="module")
def model():
    return load_encoder(BUNDLED)


def test_short_lyrics_are_embedded_as_the_library_does(model):
    embeddings = embed_lyrics([ENGLISH, BANGLA], model, "windows")
    assert embeddings.embedding.shape == (2, 384)
    assert embeddings.embedding.dtype == np.float32
    assert embeddings.n_long == 0
    np.testing.assert_allclose(embeddings.embedding, model.encode([ENGLISH, BANGLA]), atol=1e-6)


def test_the_same_text_has_the_same_embedding_whatever_the_batch(model):
    alone = embed_lyrics([BANGLA], model, "windows").embedding[0]
    among = embed_lyrics([LONG, ENGLISH, BANGLA, LONG], model, "windows").embedding[2]
    assert (alone == among).all()


def test_meaning_is_near_and_script_is_far(model):
    words = [ENGLISH, "A stream turns round the water mill, the wheels go on", BANGLA]
    river, stream, bangla = embed_lyrics(words, model, "windows").embedding
    assert river @ stream > river @ bangla + 0.3


def test_long_lyrics_are_read_in_windows_or_cut(model):
    cut = embed_lyrics([LONG], model, "truncate")
    complete = embed_lyrics([LONG], model, "windows")
    assert cut.n_long == complete.n_long == 1
    assert cut.n_tokens == complete.n_tokens > 3 * 256
    np.testing.assert_allclose(cut.embedding[0], model.encode(LONG), atol=1e-6)
    assert np.linalg.norm(complete.embedding[0]) == pytest.approx(1)
    # A second half on another subject moves the one and not the other.
    changed = LONG + "\nThe stock exchange fell by nine per cent on Monday" * 40
    assert (embed_lyrics([changed], model, "truncate").embedding == cut.embedding).all()
    moved = embed_lyrics([changed], model, "windows").embedding[0]
    assert moved @ complete.embedding[0] < 0.98


def test_windows_weigh_as_much_as_they_hold(model):
    words = ["river"] * 254 + ["stone"] * 60  # a word piece each; 254 fit beside the special two
    first, second, both = embed_lyrics(
        [" ".join(words[:254]), " ".join(words[254:]), " ".join(words)], model, "windows"
    ).embedding
    expected = 254 * first + 60 * second
    np.testing.assert_allclose(both, expected / np.linalg.norm(expected), atol=1e-6)


def test_no_lyrics_at_all(model):
    embeddings = embed_lyrics([], model, "windows")
    assert embeddings.embedding.shape == (0, 384)


def test_settings_are_checked():
    with pytest.raises(
        ConfigError, match=r"lyrics\.long: expected 'windows' or 'truncate', got 'cut'"
    ):
        LyricsConfig(long="cut")


def test_a_model_that_is_not_there_is_explained(tmp_path):
    with pytest.raises(ConfigError, match="could not be loaded"):
        load_encoder(str(tmp_path / "no-model"))


def test_short_windows_cover_all_of_the_text(model):
    first, second = "the river runs", "silver trains at night"
    n_first = embed_lyrics([first], model, "windows").n_tokens[0]
    halves = embed_lyrics([first, second], model, "windows")
    complete = embed_lyrics([f"{first} {second}"], model, "windows", window=int(n_first))
    assert complete.n_long == 1 and complete.n_tokens[0] == halves.n_tokens.sum()
    start = (halves.embedding * halves.n_tokens[:, None]).sum(axis=0)
    # The second half is longer than the window, so only its direction is alike.
    assert complete.embedding[0] @ start / np.linalg.norm(start) > 0.8
    at_once = embed_lyrics([first], model, "windows", window=10**6)
    assert np.allclose(at_once.embedding, halves.embedding[:1], atol=1e-6)


def test_a_window_has_at_least_one_word_piece():
    with pytest.raises(ConfigError, match=r"lyrics\.window: .* than or equal to 1, got 0"):
        LyricsConfig(window=0)
