"""Removing lines that are not sung from lyrics: headings, credits, notes.

Each is recognised by its form (`hbvae.features.lyric_phrases` has the words). A line that could be
sung stays. Patterns are bounded, so that an untrusted text cannot take long.
"""

import re
from functools import lru_cache
from itertools import pairwise, takewhile

from hbvae.features import lyric_phrases as phrases
from hbvae.features.lyric_absence import SURELY_NOTHING

LONGEST_NOTE = 300  # characters of a line that is not lyrics
LONGEST_HEADING = 60
LONGEST_ROLE = 30  # characters before the colon of a credit

_ORDINAL = rf"(?:[\s,:：\-–—]*\(?(?<![a-z])(?:{phrases.ORDINALS}|[A-D]\b)(?<!\s)\)?[.:]?)"
_ANY_SECTION = phrases.either(phrases.SECTIONS, phrases.SECTION_WORDS)
_SQUARE = re.compile(rf"[\[{{【［]\s*{_ANY_SECTION}\b[^\]}}】］]{{0,80}}[\]}}】］]\s?[:：]?", re.I)
_ROUND = re.compile(rf"[(（]\s*{_ANY_SECTION}{_ORDINAL}{{0,3}}\s*[)）]\s?[:：]?", re.I)
_ALONE = re.compile(r"(?:[\[【［][^\]】］]*[\]】］][\s:：]*)+")  # in brackets alone
_REPEAT = re.compile(
    rf"(?:\s*[(\[（]\s*{phrases.REPEATS}\s*[)\]）]|\s+[x×х]\s?\d{{1,2}}|\s+\d{{1,2}}\s?[x×х])\s*[.]?$",
    re.I,
)
_REPEAT_SIGN = re.compile(r"^\s*(?:\|+:|/+:|:\|\|?(?=\S))\s*|\s*(?::\|+|:/+)\s*$")
_SINGER = re.compile(r"^\s*[\[(（【][^\W\d_][^\[\]()（）]{0,40}[:：]\s?[\])）】]\s*(?=\S)")
_NOTE_SIGNS = re.compile(r"^[\s♩♪♫♬🎵🎶]+|[\s♩♪♫♬🎵🎶]+$")
_FURIGANA = re.compile(r"(?<=[\u4e00-\u9fff々])[(（][\u3041-\u309f]{1,8}[)）]")
_NAME = r"(?:\s*[(（][^()（）]{1,40}[)）])?"
_PREFIX = rf"(?:(?:the\s)?{phrases.ORDINALS}(?:\s+|(?<=\.)))"
_AND = r"(?:\s?[/&+]\s?|\s(?=chorus|verse|refrain|hook)|\s?(?=[^\x00-\u024f]))"
_SECTION = rf"{phrases.SECTIONS}(?:{_ORDINAL}?{_AND}{_ANY_SECTION})?"
_HEADING = re.compile(
    phrases.either(
        rf"{_PREFIX}?{_SECTION}{_ORDINAL}{{0,3}}{_NAME}",  # Verse 2 (Somebody)
        rf"{phrases.SECTION_WORDS}(?:{_ORDINAL}{{1,3}}{_NAME})",  # Part 2
        rf"{_PREFIX}{phrases.SECTION_WORDS}",  # 1. sloka
        rf"{phrases.SECTION_WORDS}\s{phrases.SECTIONS}",  # rap verse
        phrases.DIRECTIONS,
    ),
    re.I,
)
_WITH_COLON = re.compile(rf"{_PREFIX}?{phrases.SECTION_WORDS}{_ORDINAL}{{0,3}}\.?\s?[:：]", re.I)
_DECORATED = re.compile(
    rf"(?P<left>[*~#=_<>{{}}()（）《》〈〉＜＞\-–—\s\"“”/|]+){_ANY_SECTION}{_ORDINAL}{{0,3}}[*~#=_<>{{}}()（）《》〈〉＜＞\-–—\s\"“”/|:.]+",
    re.I,
)
_ORDINAL_ALONE = re.compile(
    rf"[(\[（]\s*{phrases.REPEATS}\s*[)\]）]|(?:[x×х]\s?\d{{1,2}}|\d{{1,2}}\s?[x×х])|bis"
    rf"|[(（*]\s?{phrases.SOUNDS}\s?[)）*]"
    r"|[-–—(]\s?\d{1,2}\s?[-–—)]|\d{1,2}\s?[.)]{1,2}",
    re.I,
)
_DECORATION = ' *~#=_<>{}()[]（）《》〈〉＜＞-–—"“”:：.|/'
_CREDITS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        phrases.ROLES_HAN,
        phrases.MADE,
    )
)
_WITH_NAMES = tuple(re.compile(pattern, re.I) for pattern in (phrases.ROLES, phrases.MADE_BY))
_SMALL = """
    and und et y e i и і de da di du del la le el of the van von der den feat ft by arr trad
    traditional unknown anonymous unbekannt anonyme tradicional popular народные народная lyrics
    music words vocals musik text x vs with at
"""
_IN_NAMES = frozenset(_SMALL.split())  # words in small letters in names, and between them
_ANYWHERE = re.compile(phrases.either(phrases.RIGHTS, phrases.ADDRESSES), re.I)
_HAN_SHORT = re.compile(phrases.ROLES_HAN_SHORT, re.I)
_STANZA = re.compile(r"\d{1,2}\s?[.)]?")
_TITLE = re.compile(r".{1,60}\s[-–—]\s.{1,60}")  # Kite - Nobody, above credits
_FIELD = re.compile(rf"[^:：]{{1,{LONGEST_ROLE}}}(?<![说說道问問答喊])\s?[:：]\s*\S.*")
_SPEAKER = re.compile(
    r".*\b(?:said|says|sang|asked|told|cried|say)\s?[:：]|\w+ (?:said|says)\b", re.I
)
_NOTES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        phrases.SETTINGS,
        r"\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?",  # a time alone
        r"(?:译|訳|翻译|翻譯)\s?[:：].*|/{2,}",
        SURELY_NOTHING,
    )
)


@lru_cache(maxsize=4096)  # songs repeat themselves
def sung_part(line: str) -> str:
    """The part of a line that is sung; "" for a heading, a note or a credit."""
    if len(line) > LONGEST_NOTE:
        return _SQUARE.sub(" ", line)
    original = line
    if _is_heading(line.strip()):
        return ""
    line = _FURIGANA.sub("", _REPEAT.sub("", _ROUND.sub("", _SQUARE.sub("", line))))
    line = _REPEAT_SIGN.sub("", _SINGER.sub("", line))
    if (signed := _NOTE_SIGNS.sub("", line)) != line.strip():
        line = signed
    plain = line.strip()
    if line != original and not any(map(str.isalnum, plain)):
        return ""
    return "" if _is_heading(plain) or _is_credit(plain) or _is_note(plain) else line


def without_credits(lines: list[str]) -> list[str]:
    """Remove credits that are recognised by credits next to them: other roles, a title.

    They are at the beginning or the end of a text, each with a colon.
    """
    filled = [number for number, line in enumerate(lines) if line.strip()]
    left_out: set[int] = set()
    for side, sure in ((filled, _is_first_credit), (filled[::-1], _is_credit)):
        title = [n for n in side[:1] if _TITLE.fullmatch(lines[n].strip())]
        block = [
            *takewhile(lambda number: _is_beside_credits(lines[number].strip()), side[len(title) :])
        ]
        if any(sure(lines[number].strip()) for number in block):
            left_out.update(title + block)
    return ["" if number in left_out else line for number, line in enumerate(lines)]


def without_numbers(lines: list[str]) -> list[str]:
    """Remove the numbers 1, 2, ... of stanzas, each on a separate line before a stanza."""
    filled = [number for number, line in enumerate(lines) if line.strip()]
    places = [n for n, number in enumerate(filled) if _STANZA.fullmatch(lines[number].strip())]
    counted = [int(lines[filled[place]].strip(" .)")) for place in places]
    apart = all(after - place > 1 for place, after in pairwise([*places, len(filled)]))
    if len(places) < 2 or counted != list(range(1, len(places) + 1)) or not apart:
        return lines
    left_out = {filled[place] for place in places}
    return ["" if number in left_out else line for number, line in enumerate(lines)]


def _is_first_credit(line: str) -> bool:
    return _is_credit(line) or bool(_HAN_SHORT.fullmatch(line))


def _is_beside_credits(line: str) -> bool:
    if len(line) > LONGEST_NOTE:
        return False
    return _is_credit(line) or _is_heading(line) or _is_field(line)


def _is_field(line: str) -> bool:
    return bool(_FIELD.fullmatch(line)) and not _SPEAKER.match(line)


@lru_cache(maxsize=4096)
def _is_heading(line: str) -> bool:
    if len(line) > LONGEST_HEADING:
        return bool(_ALONE.fullmatch(line))
    return bool(
        _HEADING.fullmatch(line.strip(_DECORATION))
        or _HEADING.fullmatch(line.rstrip(":： "))
        or _WITH_COLON.fullmatch(line)
        or _DECORATED.fullmatch(line)
        or _ORDINAL_ALONE.fullmatch(line)
        or _ALONE.fullmatch(line)
    )


@lru_cache(maxsize=4096)
def _is_credit(line: str) -> bool:
    bare = line[1:-1].strip() if line[:1] in ("(", "（", "【", "[") else line
    if _ANYWHERE.search(line):
        return True
    for text in {line, bare}:
        if any(credit.fullmatch(text) for credit in _CREDITS):
            return True
        named = (credit.fullmatch(text) for credit in _WITH_NAMES)
        if any(match and _are_names("".join(filter(None, match.groups()))) for match in named):
            return True
    return False


def _are_names(text: str) -> bool:
    """Whether a text can be names ("Lyrics: A. Body and the Others"), not "text: I miss you"."""
    words = re.findall(r"(?<![\w'’.-])[^\W\d_][\w'’.-]*", text)
    return all(word.rstrip(".") in _IN_NAMES or not word[0].islower() for word in words)


def _is_note(line: str) -> bool:
    return any(note.fullmatch(line) for note in _NOTES)
