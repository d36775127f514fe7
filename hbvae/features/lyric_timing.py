"""Reading the words of lyrics with times: LRC and its dialects."""

import re

from hbvae.features.lyric_languages import Words, first_at_each_time

_TIME = r"-?\d{1,4}\s*[:：]\s*\d{1,2}(?:\s*[:：.,．，。]\s*\d{1,3}){0,2}"
_SPAN = rf"{_TIME}(?:\s*(?:-{{1,2}}>|[-–—~→])\s*{_TIME})?"
STAMP = re.compile(
    rf"[\[［【]\s*(?:{_SPAN}|\d{{1,2}}\.\d\d\.\d{{2,3}}|\d+,\d+)\s*[\]］】]"
)  # [00:12.30] [00：01,5] [12340,2000] [00:12.30 --> 00:14.00]
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
_COMMENT = re.compile(r"#\s")

_BETWEEN = re.compile(  # boundaries of lines that follow each other without line breaks
    rf"(?<=[^\s\]])\s*(?={STAMP.pattern})|(?<=\])\s+(?=\[[a-zA-Z#]|{STAMP.pattern})"
)
_LINE_TIME = re.compile(  # of lines in a text that is timed without brackets
    rf"\s*(?:{_SPAN}\s*(?:[-–—|:)\]]\s*|\s)|[({{<]{_SPAN}[)}}>]\s*|(?:\d+\.\d+\t){{1,2}})(?=\S)"
)
FEWEST_TIMES = 3  # lines that begin with a time without brackets, or end with a time
FEWEST_WORDS = 2  # words of a line, if the lines follow each other without line breaks


def is_timed(text: str) -> bool:
    """Whether a text has times like LRC: before lines, or at the end of most lines."""
    lines = text.split("\n")
    if any(map(_STAMPS.match, lines)):
        return True
    filled = [line for line in lines if line.strip()]
    stamped = sum(bool(STAMP.search(line[-30:])) for line in filled)
    return stamped >= FEWEST_TIMES and stamped > len(filled) / 2


def without_line_times(lines: list[str]) -> list[str]:
    """The lines without times at their beginnings ("0:12 paper kite"), if most lines have one."""
    times = [_LINE_TIME.match(line) for line in lines]
    n_timed = sum(map(bool, times))
    n = sum(bool(line.strip()) for line in lines)
    if n_timed < min(FEWEST_TIMES, max(n, 2)) or n_timed <= n / 2:
        return lines
    return [line[time.end() :] if time else line for line, time in zip(lines, times, strict=True)]


def in_lines(text: str) -> str:
    """Split a text whose timed lines follow each other without line breaks."""
    if "\n" in text.strip():
        return text
    spans = [part.split() for part in STAMP.split(text) if part.strip()]
    if len(spans) < 2 or sum(map(len, spans)) < FEWEST_WORDS * len(spans):
        return text
    return _BETWEEN.sub("\n", text)


def timed_words(text: str) -> Words:
    """The words of LRC without times, marks ([ti:Kite]), voices (v2:), codes and translations.

    LRCX gives a line's codes and translations at the same time, after a mark. Other dialects give a
    translation as a second line with the same time or without a time: of two scripts or languages,
    the first is kept (`first_at_each_time`). Background vocals are kept.
    """
    lines: list[tuple[str, str]] = []
    names = [mark[1].strip() for mark in re.finditer(r"\[(?:ti|ar)\s?[:：]([^\[\]\n]*)\]", text)]
    headings = {f"{a} - {b}" for a in names for b in names}  # Title - Artist, at 0 s
    time = ""
    for line in text.split("\n"):
        stamps = _STAMPS.match(line)
        if stamps:
            time = _first_time(stamps[0])
        words = line[stamps.end() if stamps else 0 :]
        if (stamps and _ATTACHED.match(words)) or line.startswith('{"') or _COMMENT.match(line):
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
    return first_at_each_time(lines)


def _first_time(stamps: str) -> str:
    """The first of some time stamps, in a normal form."""
    stamp = STAMP.search(stamps)[0]
    numbers = [int(number) for number in re.findall(r"\d+", stamp)]
    fraction = re.search(r"[.,．，。]\s*(\d+)\s*\D$", stamp)
    if fraction and len(numbers) > 2:  # .5 is .50
        numbers[-1] = int(fraction[1].ljust(3, "0"))
    return ":".join(map(str, numbers))
