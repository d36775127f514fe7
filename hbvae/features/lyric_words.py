"""The language and the words of lyrics, used to name a group of songs."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

LANGUAGES = {  # that can be identified, by their codes in ISO 639-1
    **{"af": "Afrikaans", "ar": "Arabic", "bg": "Bulgarian", "bn": "Bangla", "ca": "Catalan"},
    **{"cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English"},
    **{"es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish"},
    **{"fr": "French", "ga": "Irish", "gl": "Galician", "gu": "Gujarati", "ha": "Hausa"},
    **{"he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "hy": "Armenian"},
    **{"id": "Indonesian", "it": "Italian", "ja": "Japanese", "kn": "Kannada", "ko": "Korean"},
    **{"ku": "Kurdish", "lt": "Lithuanian", "lv": "Latvian", "ml": "Malayalam", "mr": "Marathi"},
    **{"ms": "Malay", "nl": "Dutch", "no": "Norwegian", "pa": "Punjabi", "pl": "Polish"},
    **{"pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovene"},
    **{"so": "Somali", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "te": "Telugu"},
    **{"th": "Thai", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu"},
    **{"vi": "Vietnamese", "yo": "Yoruba", "zh": "Chinese", "zu": "Zulu"},
}
_SUNG = """
    ah ahh ay ayy eh ey ha hah hey hmm huh la mm mmm na nah oh ohh ooh oooh uh uhh uhuh whoa woah
    woo wow ya yah yay yea yeah yep yo bam bum doo dum lala nana cause cos cuz em gimme gonna gotta
    imma lemme til tryna wanna
"""
VOCABLES = frozenset(_SUNG.split())  # sung in many languages, or written so in songs alone
FEWEST_LETTERS = 20  # of a text whose language can be recognised
FEWEST_CHARACTERS = 4  # the same in Chinese and Japanese
SUREST = 0.9  # minimum probability of a language
STOP_WORDS_USED = 0.15  # minimum share in a text in the Latin script; real texts have twice as many
SHORTEST, LONGEST = 3, 20  # letters of a word; a longer one is a line in a script without spaces
MOST_WORDS = 20_000  # in a dataset; limits memory

_REMARK = re.compile(r"\[[^\[\]]*\]")  # [Chorus]
_NO_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff々]")  # Chinese and Japanese
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff々]{2,}")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]{2,}")


class LyricWords(NamedTuple):
    """The language and the words of a song's lyrics."""

    language: str  # in English; "" if it cannot be recognised
    words: Mapping[str, int]  # number of times that each word is sung; without stop words


class WordList(NamedTuple):
    """The words of some songs."""

    words: list[str]  # ascending
    mentions: np.ndarray  # (mentions, 3) int32: row of a song, row of a word, number of times


def lyric_words(text: str) -> LyricWords:
    """Identify the language of lyrics and count their words.

    The language is py3langid's guess among `LANGUAGES` (Lui & Baldwin 2012). It is accepted if it
    is probable enough and, in the Latin script, if the text uses the language's stop words: a text
    in an unsupported language, such as Bangla in Latin letters, does not.

    Words are in lower case. Stop words of the language and of English (stopwords-iso) and
    `VOCABLES` are left out. In Chinese and Japanese, pairs of neighbouring Han characters and runs
    of katakana serve as words.
    """
    plain = _letters(text)
    tokens = [token for token in plain.split() if token not in VOCABLES]
    language = _language(" ".join(tokens), tokens)
    stop_words = _stop_words(language) | _stop_words("en")  # many songs have lines in English
    words = Counter(word for token in tokens if token not in stop_words for word in _split(token))
    mentioned = {word: times for word, times in words.items() if word not in stop_words}
    return LyricWords(LANGUAGES.get(language, ""), mentioned)


def list_words(sung: Sequence[LyricWords], at_most: int = MOST_WORDS) -> WordList:
    """List the words of songs, at most the ``at_most`` most common, and count them per song."""
    counts = Counter(word for song in sung for word in song.words)
    common = sorted(counts, key=lambda word: (-counts[word], word))[:at_most]
    rows = {word: row for row, word in enumerate(sorted(common))}
    mentions = [np.empty((0, 3), np.int32)]
    for number, song in enumerate(sung):
        mentioned = [
            (number, rows[word], song.words[word]) for word in sorted(song.words) if word in rows
        ]
        mentions.append(np.array(mentioned, np.int32).reshape(-1, 3))
    return WordList(list(rows), np.concatenate(mentions))


def _letters(text: str) -> str:
    """A text in lower case; all but letters, combining marks and inner apostrophes are spaces."""
    text = _REMARK.sub(" ", unicodedata.normalize("NFC", text).lower().replace("\u2019", "'"))
    other = {
        ord(letter): None if letter in "\u200c\u200d" else " "  # joiners within a word
        for letter in set(text)
        if letter != "'" and unicodedata.category(letter)[0] not in "LM"
    }
    return re.sub(r"(?<!\w)'|'(?!\w)", " ", text.translate(other))


def _language(text: str, tokens: list[str]) -> str:
    """The code of a text's language; "" if it is uncertain."""
    is_short = len(text) < FEWEST_LETTERS
    if is_short and (len(text) < FEWEST_CHARACTERS or not _NO_SPACES.search(text)):
        return ""
    code, probability = _identifier().classify(text)
    if probability < SUREST:
        return ""
    if unicodedata.name(tokens[0][0], "").startswith("LATIN"):
        used = sum(token in _stop_words(code) for token in tokens)
        if used < STOP_WORDS_USED * len(tokens):
            return ""
    return code


def _split(token: str) -> Iterable[str]:
    """The words in a token, which has no spaces."""
    if not _NO_SPACES.search(token):
        longest = max(token.split("'"), key=len)  # l'amour, night's
        return [longest] if SHORTEST <= len(longest) <= LONGEST else []
    pairs = (run[i : i + 2] for run in _HAN.findall(token) for i in range(len(run) - 1))
    return [*pairs, *_KATAKANA.findall(token)]


@cache
def _stop_words(code: str) -> frozenset[str]:
    """The stop words of a language; empty if the language has no list."""
    from stopwordsiso import stopwords

    return frozenset(unicodedata.normalize("NFC", word).lower() for word in stopwords(code))


@cache
def _identifier():
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier
