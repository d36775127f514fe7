"""Words for sound: how well songs match them, and which of them a query contains.

The words are an encoder's tags, or any words if it embeds texts. Each song has a score for each
word, which is compared with the scores of the other songs of a collection.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

import numpy as np

from hbvae.clustering.centres import track_means

RAREST = 1e-6  # lower bound of probabilities
MOST_TOKENS = 4  # in a word such as "easy listening"
N_NEAR = 3
FILLERS = {  # words of a query that describe no sound
    *("a", "an", "and", "in", "of", "or", "some", "the", "very", "with"),
    *("music", "song", "songs", "track", "tracks"),
}
SAME = {  # synonyms of tags
    "Hip-Hop": ("rap",),
    "rnb": ("r&b", "rhythm and blues"),
    "Mellow": ("soft", "calm"),
    "chillout": ("downtempo",),
    "chill": ("relaxed", "relaxing"),
    "Progressive rock": ("prog", "prog rock"),
    "sad": ("melancholic", "melancholy"),
    "happy": ("cheerful", "joyful"),
    "acoustic": ("unplugged",),
    "instrumental": ("no vocals", "without vocals"),
    "female vocalists": ("female vocals", "female voice", "female singer"),
    "male vocalists": ("male vocals", "male voice", "male singer", "male vocalist"),
    "guitar": ("guitars",),
    "60s": ("sixties", "1960s"),
    "70s": ("seventies", "1970s"),
    "80s": ("eighties", "1980s"),
    "90s": ("nineties", "1990s"),
    "00s": ("2000s",),
}


class Query(NamedTuple):
    """The supported words that a text contains, and the rest of it."""

    matched: list[int]  # numbers of the words, each once, in the order of the text
    unknown: list[str]  # other words, as written


def tag_scores(tags: np.ndarray, track: np.ndarray, n_tracks: int) -> np.ndarray:
    """Score each tag for each track: the mean log-probability over its slices.

    Args:
        tags: (slices, n_tags), probabilities, bounded below by `RAREST`.
        track: (slices,), 0 to n_tracks - 1.

    Returns:
        (n_tracks, n_tags).
    """
    return track_means(np.log(np.maximum(tags, RAREST)), track, n_tracks)


def text_scores(embedding: np.ndarray, texts: np.ndarray) -> np.ndarray:
    """Cosine similarity of tracks and texts in an encoder's common space.

    Args:
        embedding: (tracks, dim), the mean of each track's slices.
        texts: (texts, dim).

    Returns:
        (tracks, texts) cosines of the angles between them; 0 for a row of zeros.
    """
    return _unit(embedding) @ _unit(texts).T


def _unit(rows: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths > 0, lengths, 1)


def standard_scores(scores: np.ndarray, collection: np.ndarray | None = None) -> np.ndarray:
    """Standardise scores against a collection, so that every word has the same weight.

    Args:
        scores: (tracks, words).
        collection: (its tracks, words); by default the tracks are the collection.

    Returns:
        (tracks, words): standard deviations above the collection's mean, 0 where all its tracks
        score the same.
    """
    collection = scores if collection is None else collection
    mean, deviation = collection.mean(0), collection.std(0)
    varies = deviation > 1e-9
    return np.where(varies, (scores - mean) / np.where(varies, deviation, 1), 0.0)


def read_query(text: str, words: Sequence[str]) -> Query:
    """Find supported words in a text.

    Longer words take precedence, from left to right; a match does not cross a comma unless the word
    has one. Case, accents, hyphens and blanks do not matter: "hip hop" is "Hip-Hop". `FILLERS` are
    skipped.

    Args:
        text: such as "sad female vocals, acoustic".
        words: the supported words.
    """
    numbers = spellings(words)
    matched, unknown = [], []
    for number, word in enumerate(words):
        if "," in word and word.lower() in text.lower():
            matched.append(number)
            text = re.sub(re.escape(word), ",", text, flags=re.IGNORECASE)
    for part in re.split(r"[,;\n]", text):
        tokens, at = part.split(), 0
        while at < len(tokens):
            for n in range(min(MOST_TOKENS, len(tokens) - at), 0, -1):
                number = numbers.get(plain("".join(tokens[at : at + n])))
                if number is not None:
                    matched.append(number)
                    break
            else:
                n = 1
                if plain(tokens[at]) and tokens[at].lower() not in FILLERS:
                    unknown.append(tokens[at])
            at += n
    return Query(list(dict.fromkeys(matched)), list(dict.fromkeys(unknown)))


def near_words(token: str, words: Sequence[str]) -> list[str]:
    """Supported words similar to an unknown word: those that contain it, else similar spellings."""
    wanted = plain(token)
    containing = [word for word in words if len(wanted) > 1 and wanted in plain(word)]
    by_plain = {plain(word): word for word in words}
    return containing[:N_NEAR] or [
        by_plain[word] for word in get_close_matches(wanted, by_plain, N_NEAR, 0.7)
    ]


def spellings(words: Iterable[str]) -> Mapping[str, int]:
    """Numbers of words by all their spellings, normalised by `plain`."""
    numbers = {}
    words = list(words)
    for number, word in enumerate(words):
        for other in SAME.get(word, ()):
            numbers.setdefault(plain(other), number)
    return numbers | {plain(word): number for number, word in enumerate(words)}


def plain(text: str) -> str:
    """Normalise a text for comparison: lower-case letters and digits without accents."""
    letters = unicodedata.normalize("NFKD", text).lower()
    return "".join(letter for letter in letters if letter.isalnum())
