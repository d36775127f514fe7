"""Reading the words of subtitles and karaoke files."""

import re
from collections.abc import Iterator, Sequence

from hbvae.features.lyric_languages import Words, first_at_each_time

_ARROW = re.compile(r"^\s*[\d:.,]+\s*-->\s*[\d:.,]+.*$")
_SBV = re.compile(r"^\d+:\d\d:\d\d[.,]\d+,\d+:\d\d:\d\d[.,]\d+$")
_NOT_SPOKEN = re.compile(r"^(?:WEBVTT|NOTE|STYLE|REGION)\b")  # a block of WebVTT
_SPOKEN = re.compile(
    r"^Dialogue:([^,\n]*,[^,\n]*)(?:,[^,\n]*){7},(.*)$", re.M
)  # of SubStation Alpha
_FRAMES = re.compile(r"^\s*(?:\[\d+\]\[\d*\]|\{\d+\}\{\d*\})")  # MPL2, MicroDVD
_STYLE = re.compile(r"<[^<>]*>|\{[^{}]*\}")
_SONG = re.compile(r"^#(?:TITLE|ARTIST|BPM|MP3|GAP)\s*:", re.M)  # UltraStar
_SYLLABLE = re.compile(r"^[:*FRG]\s+-?\d+\s+\d+\s+-?\d+\s(.*)$")


def subtitle_words(text: str) -> Words | None:
    """The spoken lines of subtitles, or the sung lines of karaoke; None for other texts.

    Supported are SubRip, WebVTT, SBV, SubStation Alpha, MPL2, MicroDVD and UltraStar.
    """
    lines = text.split("\n")
    if spoken := _SPOKEN.findall(text):
        timed = [(time, part) for time, line in spoken for part in re.split(r"\\[Nn]", line)]
    elif any(map(_ARROW.match, lines)) or any(map(_SBV.match, lines)):
        timed = list(_cues(lines))
    elif sum(map(bool, map(_FRAMES.match, lines))) > len(lines) / 2:
        timed = [
            (str(number), part)
            for number, line in enumerate(lines)
            for part in _FRAMES.sub("", line).split("|")
        ]
    elif _SONG.search(text) and any(map(_SYLLABLE.match, lines)):
        return Words(_sung(lines), "")
    else:
        return None
    shown, before = [], ""
    for time, line in timed:
        plain = _STYLE.sub("", line).strip()
        if plain != before:  # rolling captions repeat each line
            shown.append((time, plain))
        before = plain or before
    return first_at_each_time(shown)


def _cues(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The lines of cues with their times, without the numbers and names above them."""
    is_spoken, time = False, ""
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if _NOT_SPOKEN.match(line):
            is_spoken = False
        elif _ARROW.match(line) or _SBV.match(line.strip()):
            is_spoken, time = True, line
        elif is_spoken and not _ARROW.match(after):
            yield time, line
        is_spoken = is_spoken and bool(line.strip())


def _sung(lines: Sequence[str]) -> list[str]:
    """The lines of an UltraStar song, joined from syllables that contain their own spaces."""
    sung = [""]
    for line in lines:
        if syllable := _SYLLABLE.match(line):
            sung[-1] += syllable[1]
        elif line.startswith("-"):
            sung.append("")
    return [" ".join(line.replace("~", "").split()) for line in sung]
