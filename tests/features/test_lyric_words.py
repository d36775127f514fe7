"""The language of lyrics, and the words in them that say something."""

import numpy as np
import pytest

from hbvae.features.lyric_words import LyricWords, list_words, lyric_words

ENGLISH = "The river runs down to the sea and I am waiting there for you"
GERMAN = "Ich bleibe bei dir in der Nacht und der Regen fällt auf die Stadt"
BANGLA = "আমি নামব এখানেই ভালো, যে পথ আমায় ফিরিয়ে দিল তাকেই আজ বলি"
CHINESE = "你问我爱你有多深,我爱你有几分。我的情也真,我的爱也真,月亮代表我的心"
JAPANESE = "君を愛してる 夜空の星 ラブソングを歌おう"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "English"),
        (GERMAN, "German"),
        ("Quand il me prend dans ses bras, il me parle tout bas, je vois la vie en rose", "French"),
        (BANGLA, "Bangla"),
        (CHINESE, "Chinese"),
        (JAPANESE, "Japanese"),
        ("ami tomake bhalobashi tumi amar praner priyo bondhu ami jani tumi nei", ""),
        ("la la la na na na yeah yeah oh oh hey", ""),
        ("Help!", ""),
        ("", ""),
        ("12345 !!! ... ???", ""),
    ],
)
def test_the_language_is_recognised_or_left_open(text, language):
    assert lyric_words(text).language == language


def test_stop_words_remarks_and_syllables_are_left_out():
    text = "[Chorus: all]\nOh yeah, the River runs, the river\u2019s running for you\n(la la la)"
    words = lyric_words(f"{text}\n{ENGLISH}").words
    assert words == {"river": 3, "runs": 2, "running": 1, "sea": 1, "waiting": 1}


def test_a_word_in_bangla_keeps_its_vowel_signs():
    assert {"নামব", "ফিরিয়ে"} <= set(lyric_words(BANGLA).words)


def test_scripts_without_spaces_have_words():
    assert "月亮" in lyric_words(CHINESE).words
    assert set(lyric_words(JAPANESE).words) >= {"夜空", "ラブソング"}


def test_lines_in_english_do_not_make_english_words_telling():
    words = lyric_words(f"{GERMAN}. {GERMAN}. You are not what they are").words
    assert set(words) == {"bleibe", "nacht", "regen", "fällt", "stadt"}


def test_words_are_listed_once_with_the_songs_that_have_them():
    sung = [LyricWords("", {"b": 1, "a": 2}), LyricWords("", {"b": 3, "c": 1})]
    words, mentions = list_words(sung)
    assert words == ["a", "b", "c"]
    np.testing.assert_array_equal(mentions, [[0, 0, 2], [0, 1, 1], [1, 1, 3], [1, 2, 1]])


def test_the_most_common_words_are_kept():
    sung = [LyricWords("", {"b": 1, "z": 1}), LyricWords("", {"a": 1, "z": 1})]
    words, mentions = list_words(sung, at_most=2)
    assert words == ["a", "z"]
    np.testing.assert_array_equal(mentions, [[0, 1, 1], [1, 0, 1], [1, 1, 1]])


def test_no_lyrics_at_all():
    words, mentions = list_words([lyric_words("")] * 3)
    assert words == [] and mentions.shape == (0, 3)
