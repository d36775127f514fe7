"""Cleaning the text of lyrics, as it comes from a file, a tag or a table, to what is sung.

A text of plain lines stays unchanged. Everything here is a function of a text; `hbvae.datasets`
decides where to look for lyrics.
"""

import ast
import json
import re
from collections.abc import Callable
from contextlib import suppress
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote
from warnings import catch_warnings

from hbvae.features.lyric_absence import says_nothing
from hbvae.features.lyric_bytes import repair_text
from hbvae.features.lyric_chords import Chords
from hbvae.features.lyric_languages import Words, before_translation, first_language_lines
from hbvae.features.lyric_lines import sung_part, without_credits, without_numbers
from hbvae.features.lyric_pages import list_kind, other_kind, without_page
from hbvae.features.lyric_subtitles import subtitle_words
from hbvae.features.lyric_timing import in_lines, is_timed, timed_words, without_line_times

NO_WORDS = "it says that there are no words"
NOT_SUNG = "headings, chords, credits or notes are left out"
SEPARATOR = "; "  # between remarks
LONGEST = 1 << 20  # letters; a longer text is not lyrics
MOST_UNESCAPED = 3  # times that a text may have been escaped
FEWEST_ESCAPED = 3  # escaped letters that show that a text is escaped
QUOTED = 0.8  # share of lines that begin like a Markdown quotation

_BREAK = re.compile(r"<\s*/?\s*(?:br|p|div|li|tr|line|text|h\d)\b[^<>]*>", re.I)
_UNSEEN = re.compile(
    r"<!--.{0,1000}?-->|<(head|metadata)>.{0,5000}?</\1>|<\?[^<>]*>|<rt>[^<>]*</rt>|<rp>[^<>]*</rp>",
    re.S,
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BBCODE_END = re.compile(r"\[/(?:b|i|u|s|center|url|quote|color|size)\]")
_BBCODE = re.compile(r"\[/?(?:b|i|u|s|center|url|quote|color|size)(?:=[^\[\]]{0,200})?\]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[\da-fA-F]{1,6}|[a-zA-Z]\w{1,30});")
_LINE_ENDS = re.compile("\r\n|[\r\0\x85\u2028\u2029\v\f]")


class Lyrics(NamedTuple):
    """The result of cleaning a text."""

    text: str | None  # the sung lines, joined with "\\n"; None if there are none
    remark: str = ""  # for the user: why there are no lyrics, or what was removed


def clean_lyrics(text: str) -> Lyrics:
    """Reduce a text to the lines that are sung.

    Times, headings, chords, credits and what a lyrics page adds are removed; of two languages, the
    first is kept; characters that were decoded with a wrong encoding are repaired where this is
    certain. A text of plain lines stays unchanged.
    """
    if len(text) > LONGEST:
        return Lyrics(None, f"longer than {LONGEST:,} letters")
    text = _LINE_ENDS.sub("\n", text.replace("\ufeff", "")).rstrip("\x1a")
    if not any(map(str.isalpha, text)):
        return Lyrics(None, "")
    repaired = repair_text(text)
    if repaired is None:
        return Lyrics(None, "its letters are lost: it was decoded with a wrong encoding")
    if kind := other_kind(repaired):
        return Lyrics(None, kind)
    words = _words(repaired)
    lines = without_page("\n".join(words.lines)).split("\n")
    if says_nothing("\n".join(lines)):
        return Lyrics(None, NO_WORDS)
    if kind := list_kind(lines):
        return Lyrics(None, kind)
    second = [words.second]
    n_before = _filled(lines)
    lines = _first(before_translation, lines, second)
    n_translated = n_before - _filled(lines)
    chords = Chords(lines)
    sung = [
        sung_part(chords.without(line)) if line.strip() else line
        for line in without_credits(without_numbers(lines))
    ]
    kept = [part for line, part in zip(lines, sung, strict=True) if part or not line.strip()]
    remarks = [NOT_SUNG] if _filled(kept) < _filled(words.lines) - n_translated else []
    kept = _first(first_language_lines, kept, second)
    if kept != text.split("\n"):
        text = re.sub(r"\n{3,}", "\n\n", "\n".join(map(str.strip, kept))).strip("\n")
    if says_nothing(text):
        return Lyrics(None, "it has headings, credits or notes, but no words")
    if kind := list_kind(kept):
        return Lyrics(None, kind)
    if others := ", ".join(dict.fromkeys(filter(None, second))):
        remarks.append(f"of lines in two languages the first are kept, {others} left out")
    return Lyrics(text, SEPARATOR.join(remarks))


def _filled(lines: list[str]) -> int:
    return sum(bool(line.strip()) for line in lines)


def _first(choose: Callable[[list[str]], Words], lines: list[str], second: list[str]) -> list[str]:
    """The lines in the first language; the other language is appended to ``second``."""
    words = choose(lines)
    second.append(words.second)
    return words.lines


def _words(text: str) -> Words:
    """The lines of a text that may be escaped, marked up, timed, or a subtitle file."""
    text = _unescaped(text)
    if words := subtitle_words(text):
        return words._replace(lines=[unescape(line) for line in words.lines])
    text = in_lines(text)
    if is_timed(text):
        return timed_words(text)
    return Words(without_line_times(_without_marks(text.split("\n"))), "")


def _unescaped(text: str) -> str:
    """Undo the escaping of a text that a program wrote as a list, a string, HTML or a URL."""
    body = text.strip()
    if body.startswith(("['", '["', "b'", 'b"')):
        errors = ValueError, SyntaxError, MemoryError, RecursionError
        with suppress(*errors), catch_warnings(action="ignore"):  # if it is not a literal
            parts = ast.literal_eval(body)
            parts = [parts.decode("utf-8", "replace")] if isinstance(parts, bytes) else parts
            text = "\n".join(map(str, parts))
    elif body.startswith('"') and body.endswith('"') and "\n" not in body:
        with suppress(ValueError):
            text = json.loads(body)
    if len(re.findall(r"\\u[\da-fA-F]{4}", text)) >= FEWEST_ESCAPED:
        text = re.sub(r"\\u([\da-fA-F]{4})", lambda code: chr(int(code[1], 16)), text)
    if text.count("%20") >= FEWEST_ESCAPED and " " not in text:
        text = unquote(text)
    text = re.sub(r"(?:\\r)?\\n", "\n", text)
    if _BBCODE_END.search(text):
        text = _BBCODE.sub("", text)
    for _ in range(MOST_UNESCAPED):
        before = text
        if subtitle_words(text) is None:
            text = _TAG.sub("", _BREAK.sub("\n", _UNSEEN.sub("", text)))
        text = _ENTITY.sub(lambda entity: unescape(entity[0]), text)
        if text == before:
            break
    return text


def _without_marks(lines: list[str]) -> list[str]:
    """The lines without the quotation marks of Markdown, and without its heading."""
    filled = [line for line in lines if line.strip()]
    if sum(line.startswith(">") for line in filled) >= QUOTED * len(filled):
        lines = [re.sub(r"^>\s?", "", line) for line in lines]
    if filled and re.match(r"#{1,6}\s+[^#]+$", filled[0]) and len(filled) > 1:
        lines = [line if line is not filled[0] else "" for line in lines]
    return lines
