"""Reading lyrics, title, artist and other fields from a recording's tags.

Tags in the wild have any encoding, several values in a field, and HTML entities.
"""

import logging
import os
import re
import unicodedata
from collections.abc import Container, Iterator, Mapping
from html import unescape
from pathlib import Path

from hbvae.datasets.other_tags import OTHER_TAGS
from hbvae.features.lyric_bytes import decode_text, repair_text
from hbvae.storage.metadata import Metadata

logger = logging.getLogger(__name__)
# Names of fields in ID3 (mp3, wav, aiff), Vorbis comments (flac, ogg, opus), MP4, APE and ASF.
TITLE = ("TIT2", "TT2", "title", "\xa9nam")
ARTISTS = (
    ("TPE1", "TP1", "artist", "\xa9ART", "author"),
    ("TPE2", "TP2", "albumartist", "album artist", "album_artist", "aART", "WM/AlbumArtist"),
)
# Fields of labels, with plain names as for `LYRICS`.
LABELS = {
    "genre": ("tcon", "tco", "genre", "gen", "wmgenre"),
    "artist": ("tpe1", "tp1", "artist", "art", "author"),
    "album": ("talb", "tal", "album", "alb", "wmalbumtitle"),
    "language": ("tlan", "tla", "language", "wmlanguage"),
    "mood": ("tmoo", "mood", "wmmood"),
}
# Fields of the year, with plain names as for `LYRICS`; the original year, which a reissue keeps,
# comes first.
YEARS = (
    ("tdor", "tory", "originaldate", "originalyear", "wmoriginalreleaseyear"),
    ("tdrc", "tdrl", "tyer", "tye", "date", "year", "day", "releasedate", "wmyear"),
)
YEAR = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?:\d{4})?(?!\d)")  # in 1994, 1994-05-02, 19940502
# Fields of lyrics in order of precedence: plain lyrics before lyrics with times, which are often
# incomplete. Names are plain: in lower case, without prefixes or punctuation (`_plain_name`).
LYRICS = tuple(
    re.compile(pattern)
    for pattern in (
        *("uslt|ult", "unsync(ed)?(lyrics)?", "(song|plain|full)?lyrics", "lyr", "wmlyrics"),
        *("lyrics(?!by|url)[a-z]{2,3}", "lyric", "unsyncedlyrics[a-z]{2,3}"),
        *("synced(lyrics)?.{0,3}", "sylt|slt", "wmlyricssynchronised"),
    )
)
SUNG = (0, 1, 2)  # content types of ID3's SYLT that are words: other, lyrics, transcription


def lyric_fields(path: Path) -> Iterator[tuple[str, str]]:
    """The name and text of each field of lyrics in a recording's tags, in the order of `LYRICS`."""
    for read in (_read_tags, *OTHER_TAGS):
        tags = read(path)
        names = [(name, _plain_name(name)) for name in _names(tags)]
        for field in LYRICS:
            for name, plain in names:
                if field.fullmatch(plain):
                    for text in _lyrics(tags[name]):
                        yield name, text


def metadata_fields(path: Path) -> Metadata:
    """Title, artist, album and year in a recording's tags, each in one line; "" if absent."""
    metadata = Metadata()
    for read in (_read_tags, *OTHER_TAGS):
        tags = read(path)
        artist = next(filter(None, (_first(tags, names) for names in ARTISTS)), "")
        texts = _repair(_first(tags, TITLE), artist, ", ".join(_field_texts(tags, LABELS["album"])))
        metadata = metadata.or_else(Metadata(*texts, _year(tags)))
        if metadata.title or metadata.artist:
            break
    return metadata


def year_in(text: str) -> str:
    """The year in a date; "" if there is none."""
    match = YEAR.search(text)
    return match[1] if match else ""


def _year(tags: Mapping) -> str:
    for fields in YEARS:
        if year := year_in(" ".join(_field_texts(tags, fields))):
            return year
    return ""


def _field_texts(tags: Mapping, fields: Container[str]) -> list[str]:
    """The texts of the first non-empty tag whose plain name is one of ``fields``."""
    texts = (_texts(tags[name]) for name in _names(tags) if _plain_name(name) in fields)
    return next(filter(None, texts), [])


def label_field(path: Path, label: str) -> list[str]:
    """The values of one of `LABELS` in a recording's tags; ID3 genre numbers become names."""
    from mutagen.id3 import TCON

    for read in (_read_tags, *OTHER_TAGS):
        if texts := _field_texts(read(path), LABELS[label]):
            if label == "genre":
                texts = TCON(encoding=3, text=texts).genres  # (17) is Rock
            return [text for text in _repair(*texts) if text]
    return []


def _read_tags(path: Path) -> Mapping:
    """The tags that mutagen reads, by the names of the file's format; empty if there are none.

    The format is detected from the name and the content, then from the content alone. Tags are
    optional: an error is logged, and the result is empty.
    """
    import mutagen

    for opened in (lambda: path.open("rb"), lambda: os.fdopen(os.open(path, os.O_RDONLY), "rb")):
        try:
            with opened() as file:  # the second has no file name
                tags = getattr(mutagen.File(file), "tags", None)
        except Exception as problem:  # mutagen raises many kinds on damaged files
            logger.info("%s: its tags cannot be read (%s)", path, problem)
            continue
        if tags:
            return tags
    return {}


def _names(tags: Mapping) -> list[str]:
    """The names of the tags in a reproducible order: as in the file for ID3, else ascending."""
    from mutagen.id3 import ID3

    names = tags.keys()
    return list(names) if isinstance(tags, ID3) else sorted(names)


def _plain_name(name: str) -> str:
    """A field's name in the form of `LYRICS`: lyrics for TXXX:Lyrics, uslt for USLT::eng."""
    kind, _, rest = name.partition(":")
    parts = rest.split(":")
    own = parts[-1] if kind in ("TXXX", "----") else parts[0] if kind == "COMM" else kind
    return re.sub(r"[\W_]+", "", own.lower())  # ----:com.apple.iTunes:LYRICS


def _first(tags: Mapping, names: tuple[str, ...]) -> str:
    """The text of the first non-empty tag with one of the names; "" if there is none."""
    wanted = {name.lower() for name in names}
    for key in _names(tags):
        # ID3 may have one per language: USLT::eng.
        if key.split(":")[0].lower() in wanted and (text := ", ".join(_texts(tags[key]))):
            return text
    return ""


def _repair(*texts: str) -> tuple[str, ...]:
    """Repair texts that share an encoding, each in one line; texts that are lost become ""."""
    joined = "\n".join(" ".join(unescape(text).split()) for text in texts)
    lines = (repair_text(joined) or joined).split("\n")
    lines = lines if len(lines) == len(texts) else joined.split("\n")
    visible = ("".join(letter for letter in line if _is_visible(letter)) for line in lines)
    return tuple("" if set(line) <= set("? \ufffd") else line.strip() for line in visible)


def _is_visible(letter: str) -> bool:
    return unicodedata.category(letter) != "Cc" and letter not in "\ufeff\u202d\u202e"


def _lyrics(value) -> list[str]:
    """The distinct texts of a tag's value; several single lines are joined to one text."""
    texts = list(dict.fromkeys(_texts(value)))
    return texts if any("\n" in text for text in texts) else ["\n".join(texts)] if texts else []


def _texts(value) -> list[str]:
    """The non-empty texts of a tag's value."""
    from mutagen.id3 import SYLT

    if isinstance(value, SYLT):
        return [_timed_text(value)] if value.type in SUNG else []
    value = getattr(value, "text", value)
    values = value if isinstance(value, list | tuple) else [value]
    texts = ((decode_text(part) or "") if isinstance(part, bytes) else str(part) for part in values)
    parts = [part for text in texts for part in text.split("\0")]
    return [text for part in parts if (text := _with_line_feeds(part).strip())]


def _timed_text(value) -> str:
    """The words of ID3's SYLT, sorted by time: lines, or syllables with line breaks."""
    words = sorted(value.text, key=lambda word: word[1])
    parts = [_with_line_feeds(word) for word, _ in words]
    spaced = sum(part != part.strip(" ") for part in parts)
    are_syllables = any("\n" in part for part in parts) or spaced > len(parts) / 2
    return ("" if are_syllables else "\n").join(parts).strip()


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
