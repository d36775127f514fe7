"""Lyrics as people sing them, from a text as people have it: in a file, a tag or a table.

A text of plain lines stays as it is. All here are functions of texts; the files of `hbvae.datasets`
say where lyrics are looked for.
"""

import ast
import json
import re
from contextlib import suppress
from html import unescape
from typing import NamedTuple

from hbvae.features.lyric_bytes import mend_text
from hbvae.features.lyric_lines import (
    LONGEST_NOTE,
    has_chords,
    says_nothing,
    sung_part,
    without_page,
)
from hbvae.features.lyric_timing import (
    Words,
    is_timed,
    subtitle_words,
    timed_words,
    without_bare_times,
)

NO_WORDS = "it says that there are no words"
LONGEST = 1 << 20  # letters; what is longer is no lyrics
LONGEST_LOOK = 5000  # letters of a program's log that show what it is
FEWEST_FIELDS = 4  # lines "name: value", each of another name, in a log or a list
FEWEST_LISTED = 3  # tracks or files of a list

_PAGE = re.compile(r"<(?:!doctype|html|head|body|script|style)\b", re.I)
_BREAK = re.compile(r"<\s*/?\s*(?:br|p|div|li|tr|h\d)\b[^<>]*>", re.I)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[\da-fA-F]{1,6}|[a-zA-Z]\w{1,30});")
_FIELD = re.compile(r"\s*([^\W\d_][^:：\[\]]{1,40}?)\s*[:：=]\s+\S|\s*([A-Z_]{3,})\s*=")
_LISTED = re.compile(
    r"\s*(?:\d+\s*[.)|\]:-]?\s+.*\b\d+:\d\d\b.*|[0-9a-fA-F]{32,}\s.*|.*[:*]\s?[0-9a-fA-F]{32,}\s*)"
)
_LOG = re.compile(
    r"ripping log|extraction log|exact audio copy|x lossless decoder|log created by|log checksum|"
    r"^\s*used drive\s*:|read offset correction|accuraterip|^\s*copy ok\b|track quality\s+\d|"
    r"^\s*(?:test|copy) crc\b|end of status report|dynamic range meter|^#EXTM3U|audiochecker|"
    r'^\s*FILE ".*" (?:WAVE|MP3|AIFF)|^\s*TRACK \d+ AUDIO|^\s*INDEX \d+ \d+:\d+:\d+|'
    r"^\s*(?:%PDF|PK\x03\x04|\x7fELF)",
    re.I | re.M,
)


class Lyrics(NamedTuple):
    """What became of a text."""

    text: str | None  # lines that are sung, "\\n" between them; None where there are none
    remark: str = ""  # what a person should know: why there are none, what was left out


def clean_lyrics(text: str) -> Lyrics:
    """The lines of a text that are sung.

    Times, headings, chords, credits and what a lyrics page has around the words are left out; of
    lines in two languages at the same time the first are kept; characters that were read in a wrong
    encoding are put right where that is certain. A text of plain lines comes out as it is.
    """
    if len(text) > LONGEST:
        return Lyrics(None, f"longer than {LONGEST:,} letters")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\n")
    if not any(map(str.isalpha, text)):
        return Lyrics(None, "")
    mended = mend_text(text)
    if mended is None:
        return Lyrics(None, "its letters are lost: it was read in a wrong encoding")
    if kind := _other_kind(mended):
        return Lyrics(None, kind)
    words = _words(mended)
    lines = without_page("\n".join(words.lines)).split("\n")
    if says_nothing("\n".join(lines)):
        return Lyrics(None, NO_WORDS)
    chords = has_chords(lines)
    sung = [sung_part(line, chords) if line.strip() else line for line in lines]
    if sung == text.split("\n"):
        return _sung(text, sung, "")
    kept = [
        part.strip() for line, part in zip(lines, sung, strict=True) if part or not line.strip()
    ]
    plain = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n")
    left_out = f"of lines in two languages the first are kept, {words.second} left out"
    return _sung(plain, kept, left_out if words.second else "")


def _sung(text: str, lines: list[str], remark: str) -> Lyrics:
    """A text of sung lines, unless none are left or they are of another kind."""
    if says_nothing(text):
        return Lyrics(None, "it has headings, credits or notes, and no words")
    filled = [line for line in lines if line.strip()]
    short = [line for line in filled if len(line) <= LONGEST_NOTE]
    fields = [field[1] or field[2] for field in map(_FIELD.match, short) if field]
    if len(fields) >= FEWEST_FIELDS and len(set(fields)) > len(filled) / 2:
        return Lyrics(None, "it is a list of fields with values")
    listed = sum(bool(_LISTED.fullmatch(line)) for line in short)
    if listed >= FEWEST_LISTED and listed > len(filled) / 2:
        return Lyrics(None, "it is a list of tracks or files")
    return Lyrics(text, remark)


def _other_kind(text: str) -> str:
    """What a text is that holds no lyrics, or none that can be told from what is around them."""
    if text.lstrip().startswith("{\\rtf"):
        return "it is RTF: save it as plain text"
    if _PAGE.search(text):
        return "it is a web page: save its lyrics as plain text"
    if _LOG.search(text[:LONGEST_LOOK]):
        return "it is a log or a list of a program"
    if text.lstrip().startswith("{"):
        with suppress(ValueError, RecursionError):
            json.loads(text)
            return "it is JSON"
    return ""


def _words(text: str) -> Words:
    """The lines of a text that may be a list of Python's, marked up, a subtitle, or timed."""
    if text.startswith(("['", '["')):
        with suppress(ValueError, SyntaxError, MemoryError, RecursionError):
            text = "\n".join(map(str, ast.literal_eval(text)))
    if "\n" not in text.strip() and "\\n" in text:
        text = re.sub(r"\\r?\\n|\\n", "\n", text)
    if (spoken := subtitle_words(text)) is None:
        text = _TAG.sub("", _BREAK.sub("\n", text))
    text = _ENTITY.sub(lambda entity: unescape(entity[0]), text)
    if spoken is not None:
        return Words([unescape(line) for line in spoken], "")
    return timed_words(text) if is_timed(text) else Words(without_bare_times(text.split("\n")), "")
