"""Lyrics with times: LRC in its dialects, and subtitles. What is left of them are the words."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hbvae.features.lyric_words import lyric_words

_TIME = r"\d{1,4}\s*[:：]\s*\d{1,2}(?:\s*[:：.,．，。]\s*\d{1,3}){0,2}"
STAMP = re.compile(
    rf"[\[［【]\s*(?:{_TIME}|\d+,\d+)\s*[\]］】]"
)  # [00:12.30] [00：01,5] [12340,2000]
_WORD = re.compile(rf"<\s*(?:{_TIME}|\d+(?:,\d+)+)\s*>")  # <00:12.30> <0,300,0>
_WORD_MS = re.compile(r"\(\d+,\d+(?:,\d+)?\)")  # of lines that begin with [12340,2000]
_STAMPS = re.compile(rf"(?:\s*{STAMP.pattern})+")
_MARK = re.compile(r"\[[a-zA-Z#]\w{0,20}\s?[:：][^\[\]]*\]")  # [ti:Kite] [offset:-300]
_MARKED = re.compile(r"\[[a-zA-Z#]\w{0,20}\s?[:：].*\]")  # [ti:Kite [live]]
_BACKGROUND = re.compile(r"\[bg\s*[:：]\s*(.*?)\]\s*$")
_ATTACHED = re.compile(
    r"\s*\[[a-z]{2}(?:[:：][\w-]+)?\]"
)  # LRCX: [tt] has codes, [tr:de] other words
_VOICE = re.compile(r"\s*(?:[vV]\d+|[FMD])\s*[:：]\s*")  # of a duet
_ARROW = re.compile(r"^\s*[\d:.,]+\s*-->\s*[\d:.,]+.*$")
_SBV = re.compile(r"^\d+:\d\d:\d\d[.,]\d+,\d+:\d\d:\d\d[.,]\d+$")
_NOT_SPOKEN = re.compile(r"^(?:WEBVTT|NOTE|STYLE|REGION)\b")  # a block of WebVTT
_SPOKEN = re.compile(r"^Dialogue:(?:[^,]*,){9}(.*)$", re.M)  # of SubStation Alpha
_STYLE = re.compile(r"<[^<>]*>|\{[^{}]*\}")

_BARE_TIME = re.compile(r"\s*\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?\s+(?=\S)")
FEWEST_BARE = 3  # lines that begin with a time without brackets, in a text that is timed so

SHARED = 0.3  # share of the times that have a second line, in a text of two languages


class Words(NamedTuple):
    """The words of a text with times."""

    lines: list[str]
    second: str  # the script or language whose lines are left out; "" where there is none


def is_timed(text: str) -> bool:
    """Whether a text has times as LRC has them: at the beginning of a line."""
    return any(_STAMPS.match(line) for line in text.splitlines())


def without_bare_times(lines: list[str]) -> list[str]:
    """The lines, without the times at their beginnings where most have one: 0:12 paper kite."""
    bare = sum(bool(_BARE_TIME.match(line)) for line in lines)
    if bare < FEWEST_BARE or bare <= sum(bool(line.strip()) for line in lines) / 2:
        return lines
    return [_BARE_TIME.sub("", line, count=1) for line in lines]


def timed_words(text: str) -> Words:
    """The words of LRC: without times, marks ([ti:Kite]), voices (v2:), codes and translations.

    LRCX gives a line's codes and translations at the same time, behind a mark. Others give a
    translation as a second line of the same time, or as one without a time: of lines of two scripts
    or languages the first are kept (`first_language`). What is sung in the background is kept.
    """
    lines: list[tuple[str, str]] = []
    names = [mark[1].strip() for mark in re.finditer(r"\[(?:ti|ar)\s?[:：]([^\[\]\n]*)\]", text)]
    headings = {f"{a} - {b}" for a in names for b in names}  # Title - Artist, at 0 s
    time = ""
    for line in text.splitlines():
        stamps = _STAMPS.match(line)
        if stamps:
            time = _first_time(stamps[0])
        words = line[stamps.end() if stamps else 0 :]
        if (stamps and _ATTACHED.match(words)) or line.startswith('{"'):
            continue
        if stamps and "," in stamps[0]:
            words = _WORD_MS.sub("", words)
        words = _WORD.sub("", STAMP.sub("", words)).strip()
        if background := _BACKGROUND.match(words):
            words = background[1]
        elif not stamps and _MARKED.fullmatch(words):
            continue
        words = _MARK.sub("", words).strip()
        if stamps:
            words = words[voice.end() :] if (voice := _VOICE.match(words)) else words
        if words not in headings:
            lines.append((time, words))
    return first_language(lines)


def subtitle_words(text: str) -> list[str] | None:
    """The lines that are spoken in subtitles (SubRip, WebVTT, SBV, SubStation Alpha), else None."""
    lines = text.splitlines()
    if spoken := _SPOKEN.findall(text):
        lines = [part for line in spoken for part in re.split(r"\\[Nn]", line)]
    elif any(map(_ARROW.match, lines)) or any(map(_SBV.match, lines)):
        lines = list(_cues(lines))
    else:
        return None
    plain = [_STYLE.sub("", line).strip() for line in lines]
    return [line for line, before in zip(plain, ["", *plain], strict=False) if line != before]


def first_language(lines: Sequence[tuple[str, str]]) -> Words:
    """The lines of a text, without those that say the same at the same time in a second language.

    Args:
        lines: the time of each, and its words.
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
    for number, pairs in second.items():
        ours, theirs = ("\n".join(side) for side in zip(*pairs, strict=True))
        if len(pairs) >= SHARED * len(first) and (other := _other_language(ours, theirs)):
            left_out[number] = other
    kept = [words for number, words in rows if number not in left_out]
    return Words(kept, ", ".join(dict.fromkeys(left_out.values())))


def _first_time(stamps: str) -> str:
    """The first of some stamps, the same however it is written."""
    stamp = STAMP.search(stamps)[0]
    numbers = [int(number) for number in re.findall(r"\d+", stamp)]
    fraction = re.search(r"[.,．，。]\s*(\d+)\s*\D$", stamp)
    if fraction and len(numbers) > 2:  # .5 is .50
        numbers[-1] = int(fraction[1].ljust(3, "0"))
    return ":".join(map(str, numbers))


def _cues(lines: Sequence[str]) -> Iterator[str]:
    """The lines of cues, without their numbers and names, which are above the times."""
    is_spoken = False
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if _NOT_SPOKEN.match(line):
            is_spoken = False
        elif _ARROW.match(line) or _SBV.match(line.strip()):
            is_spoken = True
        elif is_spoken and not _ARROW.match(after):
            yield line
        is_spoken = is_spoken and bool(line.strip())


def _other_language(ours: str, theirs: str) -> str:
    """The script or the language of a text, if it is not that of another one; else ""."""
    scripts = script(ours), script(theirs)
    if "" in scripts:
        return ""
    if scripts[0] != scripts[1]:
        return f"{scripts[1].title()} letters"
    languages = lyric_words(ours).language, lyric_words(theirs).language
    return languages[1] if "" not in languages and languages[0] != languages[1] else ""


def script(text: str) -> str:
    """The script of most letters, as Unicode names it; Japanese for Han with kana among them."""
    counts = Counter(
        unicodedata.name(letter, "").split(" ")[0].split("-")[0]
        for letter in text
        if letter.isalpha()
    )
    kana = counts.pop("HIRAGANA", 0) + counts.pop("KATAKANA", 0)
    if kana:
        counts["JAPANESE"] = kana + (counts.pop("CJK", 0) if kana > counts["CJK"] / 10 else 0)
    return max(counts, key=counts.get, default="")
