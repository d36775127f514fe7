"""Recognising texts that contain more than lyrics or something else: pages, logs, lists, files."""

import json
import re
from contextlib import suppress

from hbvae.features import lyric_phrases as phrases
from hbvae.features.lyric_lines import LONGEST_NOTE, sung_part

LONGEST_LOOK = 5000  # letters that identify a program's log
FEWEST_FIELDS = 3  # lines "name: value" with different names, in a log or a list
FEWEST_NAMED = 2  # of these lines, those with a usual name
FEWEST_LISTED = 3  # tracks or files in a list

_PAGE = re.compile(r"<(?:!doctype|html|head|body|script|style)\b", re.I)
_TIMED_TEXT = re.compile(r"\s*(?:<\?xml[^<>]*>\s*)?<(?:tt|timedtext|lyrics?|transcript)\b")
_FIELD = re.compile(r"\s*([^\W\d_][^:：=\[\]]{1,40})[:：=]\s*\S")
_FIELD_NAME = re.compile(
    r"(?:album )?artist|album|title|genre|year|date|bit ?rate|label|format|duration|length|size|"
    r"encoder|codec|sample ?rate|channels?|source|studio|bar ?code|catalog(?:ue)?(?: number)?|"
    r"dis[ck]|comment|composer|producer|url|artwork|ripper|release(?: date)?|quality|name|volume|"
    r"tracks?|pan|isrc|upc|id|file(?:name)?|media|country|tape|microphones?|mixed in|type|version",
    re.I,
)
_LISTED = re.compile(
    r"\s*(?:\d{1,3}\s?[.)|\]:-]?\s+.*\b\d{1,3}:\d\d\b.*|.*\.(?:mp3|flac|wav|ogg|m4a|wma|aac|opus|aiff?)"
    r"|\d\d\s?[.\-–]\s?\S.{0,60})"
)
_SUM = re.compile(r"\s*(?:[0-9a-fA-F]{32,}\s.*|.*[:*]\s?[0-9a-fA-F]{32,}\s*)")
_LOG = re.compile(
    r"ripping log|extraction log|exact audio copy|x lossless decoder|log created by|log checksum|"
    r"^\s*used drive\s*:|read offset correction|accuraterip|^\s*copy ok\b|track quality\s+\d|"
    r"^\s*(?:test|copy) crc\b|end of status report|dynamic range meter|^#EXTM3U|audiochecker|"
    r'^\s*FILE ".*" (?:WAVE|MP3|AIFF)|^\s*TRACK \d+ AUDIO|^\s*INDEX \d+ \d+:\d+:\d+|'
    r"^LAME \d|^\\document(?:class|style)\b|^#!/|^<\?php|^%!PS|"
    r"^\s*(?:%PDF|PK\x03\x04|\x7fELF)",
    re.I | re.M,
)
_HEAD = re.compile(
    r"\A\s*(?:\d+\s?Contributors?[^\n]*?\bLyrics(?=\b|[^\W_]|\[)|[^\n\[]{1,80}?\sLyrics(?=[A-Z\[“\"]))"
    r"(?:[^\n\[]*Read More)?[\s\xa0]*"
)
_SOLD = r"See [^\n]{1,60} LiveGet tickets as low as \$?\d+"
_TAIL = r"\d{0,6}(?:\.\d{1,3})?[KM]?Embed(?:Share URLCopyEmbedCopy)?"
_INLINE = re.compile(
    rf"{_SOLD}(?:You might also like)?|You might also like(?=$|[\s\[A-Z\d(])"
    rf"|(?<!\w){_TAIL}[ \t]*$|(?<=[^\W\d_]|[.!?)\]\"'’”]){_TAIL}\s*\Z",
    re.M,
)
_EDITOR = re.compile(
    r"(?:\n\d{1,6})?(?:\n\d{0,6}Embed)?(?:\nCancel)?\nHow to Format Lyrics:[\s\S]*\Z"
)
_TITLE = re.compile(phrases.PAGE_TITLE)
_TOP, _END = (re.compile(pattern, re.I) for pattern in (phrases.PAGE_TOP, phrases.PAGE_END))


def other_kind(text: str) -> str:
    """What a text is if it is not lyrics, or mixes them with other content; else ""."""
    if text.lstrip().startswith("{\\rtf"):
        return "it is RTF: save it as plain text"
    if _PAGE.search(text) and not _TIMED_TEXT.match(text):
        return "it is a web page: save its lyrics as plain text"
    if _LOG.search(text[:LONGEST_LOOK]):
        return "it is a program's log or list"
    if text.lstrip().startswith("{"):
        with suppress(ValueError, RecursionError):
            json.loads(text)
            return "it is JSON"
    return ""


def list_kind(lines: list[str]) -> str:
    """What a text is if its lines are a list; "" for lyrics."""
    filled = [line for line in lines if line.strip()]
    short = [line for line in filled if len(line) <= LONGEST_NOTE]
    fields = [field[1].strip(" .") for field in map(_FIELD.match, short) if field]
    n_named = sum(bool(_FIELD_NAME.fullmatch(name)) for name in fields)
    enough = len(fields) >= FEWEST_FIELDS and n_named >= FEWEST_NAMED
    if enough and len(set(fields)) > len(filled) / 2:
        return "it is a list of fields with values"
    listed = sum(bool(_LISTED.fullmatch(line)) for line in short)
    if listed >= FEWEST_LISTED and listed > len(filled) / 2:
        return "it is a list of tracks or files"
    if filled and all(map(_SUM.fullmatch, short)) and len(short) == len(filled):
        return "it is a list of tracks or files"
    return ""


def without_page(text: str) -> str:
    """Remove what a lyrics page adds to a text: contributors, title, adverts, "Embed"."""
    body = _HEAD.sub("", text)
    if body != text or re.search(rf"{_TAIL}\s*\Z", text):  # the page glues lines together
        body = body.replace("You might also like", "\n")
    body = _EDITOR.sub("", body)
    lines = _INLINE.sub("\n", body).split("\n")
    filled = [number for number, line in enumerate(lines) if line.strip()]
    if filled[1:] and filled[1] > filled[0] + 1 and _TITLE.fullmatch(lines[filled[0]].strip()):
        lines[filled[0]] = ""
    for side, page_line in ((filled, _TOP), (filled[::-1], _END)):
        for number in side:  # in the middle such a line may be sung
            line = lines[number].strip()
            if len(line) > LONGEST_NOTE or (sung_part(line) and not page_line.fullmatch(line)):
                break
            if page_line.fullmatch(line):
                lines[number] = ""
    return "\n".join(lines)
