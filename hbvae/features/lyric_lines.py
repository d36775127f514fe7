"""Lines of lyrics that nobody sings: headings, chords, credits, words of a lyrics page.

Each is recognised by its form (`hbvae.features.lyric_phrases` has the words). A line that could be
sung stays. Patterns are bounded: a stranger's text must not take long.
"""

import re
import unicodedata

from hbvae.features import lyric_phrases as phrases

LONGEST_NOTE = 300  # characters of a line that is no lyrics
LONGEST_PLACEHOLDER = 160  # characters of a text that says that there are none

_NUMBER = r"[\s,]*(?:\(?[x×]\s?\d+\)?|\(?\d+\s?[x×]\)?|\d{1,2}|(?<=\s)[ivIV]{1,4}|(?<=\s)[A-D])"
_ANY_SECTION = phrases.either(phrases.SECTIONS, phrases.SECTION_WORDS)
_SQUARE = re.compile(rf"[\[{{【［]\s*{_ANY_SECTION}\b[^\]}}】］]{{0,80}}[\]}}】］]\s?[:：]?", re.I)
_ROUND = re.compile(rf"[(（]\s*{_ANY_SECTION}(?:{_NUMBER}){{0,3}}\s*[)）]\s?[:：]?", re.I)
_REPEAT = re.compile(r"(?:\s+|\s*[(\[（]\s*)(?:[x×]\s?\d+|\d+\s?[x×])\s*[)\]）]?\s*$", re.I)

_CHORD = r"[A-H](?:#|b|♯|♭)?(?:maj|min|dim|aug|sus|add|m|M|[Δ°ø+\d])*(?:\([^()]{0,9}\))?"
_CHORD += r"(?:/[A-H](?:#|b)?)?"
_ONE_CHORD = re.compile(rf"\(?{_CHORD}\)?")
_BETWEEN_CHORDS = re.compile(r"[|:/%*.-]+|N\.?C\.?|\(?x?\d+x?\)?")
_INLINE_CHORD = re.compile(rf"\[\s?{_CHORD}\s?\]|\[[|:/%*]*\]")

_NOTES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"{phrases.SECTIONS}(?:{_NUMBER}){{0,3}}\s*[:：.\-–—]*",  # Verse 2
        rf"{phrases.SECTION_WORDS}(?:(?:{_NUMBER}){{1,3}}|\s*(?=[:：]))\s*[:：.\-–—]*",  # Part 2
        r"(?:[\[【［][^\]】］]*[\]】］][\s:：]*)+",  # in brackets alone
        r"\{[^{}]*\}",  # ChordPro
        r"(?:[A-G][#b]?)?\s?[|:]?(?=.*(?:-{3}|--\d|-\d-))[-|\d hpbrstvx/\\~^()<>.:*=]+",  # tabs
        phrases.SETTINGS,
        r"\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?",  # a time alone
        rf"(?:{phrases.ROLES_HAN}{phrases.ROLE_ENDS_HAN}?[\s/／&、·+和与與]{{0,3}}){{1,5}}"
        r"(?:[A-Za-z /&.]{2,40})?\s*[:：].*",  # 作词 : ...
        rf"{phrases.ROLES}(?:\s?(?:/|&|,|and|und|et|y|e|и|ও)\s?{phrases.ROLES}){{0,3}}\s?[:：]\s*\S.*",
        phrases.MADE_BY,
        rf".*{phrases.RIGHTS}.*",
        rf".*{phrases.ADDRESSES}.*",
        phrases.SURELY_NOTHING,
    )
)
_PAGE_HEAD = re.compile(
    r"\A\s*\d+\s?Contributors?[^\n]*?\bLyrics(?=\b|[A-Z\[])(?:[^\n\[]*Read More)?\s*"
)
_PAGE_INLINE = re.compile(
    r"You might also like(?=$|[\s\[A-Z\d(])"
    r"|See [^\n]{1,60} LiveGet tickets as low as \$?\d+"
    r"|(?<!\w)\d*(?:\.\d+)?[KM]?Embed[ \t]*$"
    r"|(?<=[^\W\d_]|[.!?)\]\"'’”])\d*(?:\.\d+)?[KM]?Embed\s*\Z",
    re.M,
)
_PAGE_LINE = re.compile(phrases.PAGE_LINES, re.I)
_NOTHING = re.compile(phrases.either(phrases.NOTHING, phrases.SURELY_NOTHING), re.I)
_ADDRESS = re.compile(rf"\S*{phrases.ADDRESSES}\S*", re.I)


def says_nothing(text: str) -> bool:
    """Whether a text has no words, or only says so: instrumental, not found, an address."""
    if not any(map(str.isalpha, text)):
        return True
    if len(text) > 2 * LONGEST_PLACEHOLDER:
        return False
    core = " ".join(unicodedata.normalize("NFKC", text).split())
    core = core.strip("[](){}<>-_*~.!…#♪♫\"'“”‘’|/\\:;,。，！、=+ ").lower()
    is_short = len(core) <= LONGEST_PLACEHOLDER
    return is_short and bool(_NOTHING.fullmatch(core) or _ADDRESS.fullmatch(core))


def sung_part(line: str, has_chords: bool) -> str:
    """What of a line is sung; "" where it is a heading, a note, a chord line, a credit.

    Args:
        line: the line.
        has_chords: whether the text has chords (`has_chords`); then single ones are no words.
    """
    line = _INLINE_CHORD.sub("", line) if has_chords else line
    if len(line) > LONGEST_NOTE:
        return _SQUARE.sub(" ", line)
    line = _REPEAT.sub("", _ROUND.sub("", _SQUARE.sub("", line)))
    plain = line.strip()
    is_note = any(note.fullmatch(plain) for note in _NOTES)
    return "" if is_note or (has_chords and _are_chords(plain)) else line


def has_chords(lines: list[str]) -> bool:
    """Whether a text has chords, between its lines or within them."""
    if sum(len(_INLINE_CHORD.findall(line)) for line in lines) > 1:
        return True
    return any(_are_surely_chords(line.strip()) for line in lines)


def without_page(text: str) -> str:
    """A text less what a lyrics page has around it: contributors, title, adverts, "Embed"."""
    lines = _PAGE_INLINE.sub("\n", _PAGE_HEAD.sub("", text)).split("\n")
    filled = [number for number, line in enumerate(lines) if line.strip()]
    for side in (filled, filled[::-1]):  # in the middle such a line may be sung
        for number in side:
            if len(lines[number]) > LONGEST_NOTE or not _PAGE_LINE.fullmatch(lines[number].strip()):
                break
            lines[number] = ""
    return "\n".join(lines)


def _chords(line: str) -> list[str]:
    """The chords of a line that has nothing else."""
    tokens = line.split() if len(line) <= LONGEST_NOTE else []
    chords = [token for token in tokens if _ONE_CHORD.fullmatch(token)]
    others = [token for token in tokens if not _ONE_CHORD.fullmatch(token)]
    return chords if all(map(_BETWEEN_CHORDS.fullmatch, others)) else []


def _are_chords(line: str) -> bool:
    return bool(_chords(line))


def _are_surely_chords(line: str) -> bool:
    """Whether a line has several chords: not the alphabet, not somebody who hums (Hm)."""
    chords = set(_chords(line))
    is_spaced = any(len(chord) > 1 for chord in chords) or "  " in line
    return len(chords) > 1 and is_spaced and chords != {"Hm", "H"}
