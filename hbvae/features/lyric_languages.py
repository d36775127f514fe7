"""Lyrics in two languages: the first is kept; translations and transliterations are removed.

The position of a translation identifies it, not only its language: at the same time as a line,
beside it, below each line, or after all of them.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from itertools import groupby, pairwise
from typing import NamedTuple

from hbvae.features.lyric_phrases import TRANSLATION
from hbvae.features.lyric_words import lyric_words

SHARED = 0.3  # share of the times that have a second line, in a text of two languages
MOST_BESIDE = 0.7  # share of the lines that have a translation beside them,
MOST_BELOW = 0.9  # or below: singers change languages too, but less regularly
OTHER_LETTERS = 0.2  # share of the letters of a line in another script than Latin
FEWEST = 3  # lines that have it
MOST_COMMON = 0.1  # share of the words of a text that one in another language has
FEWEST_LETTERS = 60  # of lines in one script that have lines in another language below them
FEWEST_BLOCK = 8  # lines of a text that is followed by its complete translation
LONGEST_HEADING = 80  # letters
LONGEST = 300  # letters of a line that has a translation beside it
_BETWEEN = tuple(  # separators of a line and its translation
    re.compile(pattern)
    for pattern in (
        r"\s*\t\s*",
        r"\s*[|｜]\s*",
        r"\s+/+\s+|\s*／\s*",
        r"\s+=\s+|\s{2,}",
        r"\s+[-–—]\s+",
        r"\s*[(（【\[]\s*(?=[^()（）【】\[\]]+[)）】\]]\s*$)",
    )
)
_HEADING = re.compile(rf"[\W_]*{TRANSLATION}[\W_]*", re.I)


class Words(NamedTuple):
    """The words of a text in its first language."""

    lines: list[str]
    second: str  # the script or language whose lines are removed; "" if there is none


def first_at_each_time(lines: Sequence[tuple[str, str]]) -> Words:
    """Remove lines that repeat a line at the same time in a second language.

    Args:
        lines: time and words of each line.
    """
    column, rows, first = Counter(), [], {}
    second: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for time, words in lines:
        rows.append((column[time], words))
        if not any(map(str.isalpha, words)):
            continue
        if column[time]:
            second[column[time]].append((first[time], words))
        first.setdefault(time, words)
        column[time] += 1
    left_out = {}
    shared = {n: pairs for n, pairs in second.items() if len(pairs) >= SHARED * len(first)}
    for number, pairs in shared.items():
        ours, theirs = ("\n".join(side) for side in zip(*pairs, strict=True))
        if other := _other_language(ours, theirs):
            left_out[number] = other
    if len(left_out) < len(shared) and any("letters" in other for other in left_out.values()):
        left_out |= dict.fromkeys(set(shared) - set(left_out), "")  # a transliteration
    kept = [words for number, words in rows if number not in left_out]
    return Words(kept, ", ".join(dict.fromkeys(filter(None, left_out.values()))))


def before_translation(lines: list[str]) -> Words:
    """The lines before a heading "Translation", if those after it are in another language."""
    headings = [
        number
        for number, line in enumerate(lines)
        if len(line) < LONGEST_HEADING and _HEADING.fullmatch(line.strip())
    ]
    for number, after in pairwise([*headings, len(lines)]):
        before = [line for n, line in enumerate(lines[:number]) if n not in headings]
        if other := _other_language("\n".join(before), "\n".join(lines[number + 1 : after])):
            return Words(before, other)
    return Words(lines, "")


def first_language_lines(lines: list[str]) -> Words:
    """Remove a translation beside, below or after the lines of a text without times."""
    for find in (_beside, _below, _in_threes, _behind):
        if words := find(lines):
            return words
    return Words(lines, "")


def _beside(lines: list[str]) -> Words | None:
    """The left halves of lines that have a translation on their right."""
    filled = sum(any(map(str.isalpha, line)) for line in lines)
    for between in _BETWEEN:
        halves = [
            between.split(line, maxsplit=1) if len(line) <= LONGEST else [line] for line in lines
        ]
        pairs = [pair for pair in halves if len(pair) == 2 and all(map(script, pair))]
        apart = [pair for pair in pairs if _letters(pair[0]) != _letters(pair[1])]
        if len(apart) >= max(FEWEST, MOST_BESIDE * filled):
            other = _other_language(*("\n".join(side) for side in zip(*apart, strict=True)))
            return Words([half[0] for half in halves], other) if other else None
    return None


def _below(lines: list[str]) -> Words | None:
    """The lines that each have one or two lines in another script or language below them."""
    letters = [_letters(line) for line in lines]
    filled = [number for number, own in enumerate(letters) if own]
    if len(filled) < 2 * FEWEST:
        return None
    runs = [
        list(run)
        for _, run in groupby(filled, lambda number: letters[number] == letters[filled[0]])
    ]
    ours, theirs = runs[::2], runs[1::2]
    if not theirs and len(filled) % 2 == 0:
        ours, theirs = ([[number] for number in side] for side in (filled[::2], filled[1::2]))
    n_below = Counter(map(len, theirs)).most_common(1)[0][0] if theirs else 0
    regular = sum(len(run) == 1 for run in ours) + sum(len(run) == n_below for run in theirs)
    if n_below not in (1, 2) or len(theirs) < FEWEST or regular < MOST_BELOW * len(runs):
        return None
    first = "\n".join(lines[number] for run in ours for number in run)
    last = "\n".join(lines[run[-1]] for run in theirs)
    if script(first) == script(last) and (len(first) < FEWEST_LETTERS or _share_words(first, last)):
        return None
    other = _other_language(first, last)
    left_out = {number for run in theirs for number in run}
    kept = [line for number, line in enumerate(lines) if number not in left_out]
    return Words(kept, other) if other else None


def _in_threes(lines: list[str]) -> Words | None:
    """The first of every three lines, if the second has the same words in another script."""
    filled = [number for number, line in enumerate(lines) if script(line)]
    columns = [filled[first::3] for first in range(3)]
    letters = [{_letters(lines[number]) for number in column} for column in columns]
    if len(filled) < 3 * FEWEST or len(filled) % 3 or any(len(names) > 1 for names in letters):
        return None
    if letters[0] != letters[2] or letters[0] == letters[1]:
        return None
    left_out = {*columns[1], *columns[2]}
    kept = [line for number, line in enumerate(lines) if number not in left_out]
    return Words(kept, f"{letters[1].pop().title()} letters")


def _behind(lines: list[str]) -> Words | None:
    """The first half of a text whose second half has as many lines in another script."""
    filled = [number for number, line in enumerate(lines) if script(line)]
    half = len(filled) // 2
    if half < FEWEST_BLOCK or len(filled) % 2:
        return None
    ours, theirs = ({_letters(lines[n]) for n in side} for side in (filled[:half], filled[half:]))
    if len(ours) > 1 or len(theirs) > 1 or ours == theirs:
        return None
    return Words(lines[: filled[half]], f"{script(lines[filled[half]]).title()} letters")


def _other_language(ours: str, theirs: str) -> str:
    """The script or language of ``theirs`` if it differs from that of ``ours``; else ""."""
    scripts = script(ours), script(theirs)
    if "" in scripts:
        return ""
    if scripts[0] != scripts[1]:
        return f"{scripts[1].title()} letters"
    languages = lyric_words(ours).language, lyric_words(theirs).language
    return languages[1] if "" not in languages and languages[0] != languages[1] else ""


def _share_words(ours: str, theirs: str) -> bool:
    """Whether two texts have as many words in common as texts in the same language."""
    words = set(ours.lower().split()), set(theirs.lower().split())
    return len(words[0] & words[1]) > MOST_COMMON * min(map(len, words))


def _letters(line: str) -> str:
    """The script of a line, apart from some words in Latin letters; Han and kana are Japanese."""
    scripts = _scripts(line)
    n_latin, n = scripts["LATIN"], scripts.total()
    if n_latin and n - n_latin >= OTHER_LETTERS * n:
        del scripts["LATIN"]
    name = max(scripts, key=scripts.get, default="")
    return "JAPANESE" if name in ("CJK", "HIRAGANA", "KATAKANA") else name


def _scripts(text: str) -> Counter:
    return Counter(_letter_script(letter) for letter in text if letter.isalpha())


@cache
def _letter_script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0].split("-")[0]


def script(text: str) -> str:
    """The script of most letters, with its Unicode name; Japanese for Han with kana."""
    counts = _scripts(text)
    kana = counts.pop("HIRAGANA", 0) + counts.pop("KATAKANA", 0)
    if kana:
        counts["JAPANESE"] = kana + (counts.pop("CJK", 0) if kana > counts["CJK"] / 10 else 0)
    return max(counts, key=counts.get, default="")
