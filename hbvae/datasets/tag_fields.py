"""The fields of a recording's tags: which are lyrics, title, artist and so on, and their texts.

A value is a text as people have it: in any encoding, with several values, with marks of HTML.
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
# Where formats keep them: ID3 (mp3, wav, aiff), Vorbis comments (flac, ogg, opus), MP4, APE, ASF.
TITLE = ("TIT2", "TT2", "title", "\xa9nam")
ARTISTS = (
    ("TPE1", "TP1", "artist", "\xa9ART", "author"),
    ("TPE2", "TP2", "albumartist", "album artist", "album_artist", "aART", "WM/AlbumArtist"),
)
# Fields of labels, named as those of lyrics below.
LABELS = {
    "genre": ("tcon", "tco", "genre", "gen", "wmgenre"),
    "artist": ("tpe1", "tp1", "artist", "art", "author"),
    "album": ("talb", "tal", "album", "alb", "wmalbumtitle"),
    "language": ("tlan", "tla", "language", "wmlanguage"),
    "mood": ("tmoo", "mood", "wmmood"),
}
# Fields of the year, named as those of lyrics: the original one first, which a reissue keeps.
YEARS = (
    ("tdor", "tory", "originaldate", "originalyear", "wmoriginalreleaseyear"),
    ("tdrc", "tdrl", "tyer", "tye", "date", "year", "day", "releasedate", "wmyear"),
)
YEAR = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?:\d{4})?(?!\d)")  # of 1994, 1994-05-02, 19940502
# Fields of lyrics, the first one first: plain ones before those with times, which programs also
# fill with less; names in lower case, without what a format puts before them or between words.
LYRICS = tuple(
    re.compile(pattern)
    for pattern in (
        *("uslt|ult", "unsync(ed)?(lyrics)?", "(song|plain|full)?lyrics", "lyr", "wmlyrics"),
        *("lyrics(?!by|url)[a-z]{2,3}", "lyric", "unsyncedlyrics[a-z]{2,3}"),
        *("synced(lyrics)?.{0,3}", "sylt|slt", "wmlyricssynchronised"),
    )
)
SUNG = (0, 1, 2)  # contents of ID3's SYLT that are words: other, lyrics, a transcription


def lyric_fields(path: Path) -> Iterator[tuple[str, str]]:
    """The fields of lyrics that a recording has, each with its text, in the order of `LYRICS`."""
    for read in (_read_tags, *OTHER_TAGS):
        tags = read(path)
        names = [(name, _plain_name(name)) for name in _names(tags)]
        for field in LYRICS:
            for name, plain in names:
                if field.fullmatch(plain):
                    for text in _lyrics(tags[name]):
                        yield name, text


def metadata_fields(path: Path) -> Metadata:
    """Title, artist, album and year of a recording, each in one line; "" where it has none."""
    metadata = Metadata()
    for read in (_read_tags, *OTHER_TAGS):
        tags = read(path)
        artist = next(filter(None, (_first(tags, names) for names in ARTISTS)), "")
        texts = _mended(_first(tags, TITLE), artist, ", ".join(_field_texts(tags, LABELS["album"])))
        metadata = metadata.or_else(Metadata(*texts, _year(tags)))
        if metadata.title or metadata.artist:
            break
    return metadata


def year_in(text: str) -> str:
    """The year in a date; "" without."""
    match = YEAR.search(text)
    return match[1] if match else ""


def _year(tags: Mapping) -> str:
    for fields in YEARS:
        if year := year_in(" ".join(_field_texts(tags, fields))):
            return year
    return ""


def _field_texts(tags: Mapping, fields: Container[str]) -> list[str]:
    """The texts of the first of the tags that is one of some fields and has some."""
    texts = (_texts(tags[name]) for name in _names(tags) if _plain_name(name) in fields)
    return next(filter(None, texts), [])


def label_field(path: Path, label: str) -> list[str]:
    """What a recording's tags say of one of `LABELS`; numbers of genres are their names."""
    from mutagen.id3 import TCON

    for read in (_read_tags, *OTHER_TAGS):
        if texts := _field_texts(read(path), LABELS[label]):
            if label == "genre":
                texts = TCON(encoding=3, text=texts).genres  # (17) is Rock
            return [text for text in _mended(*texts) if text]
    return []


def _read_tags(path: Path) -> Mapping:
    """The tags as mutagen gives them, by the names of the file's format; empty if there are none.

    The format is what the name's ending says, else what the content says. Tags are a favour: ones
    that cannot be read are logged and are none.
    """
    import mutagen

    for opened in (lambda: path.open("rb"), lambda: os.fdopen(os.open(path, os.O_RDONLY), "rb")):
        try:
            with opened() as file:  # the second has no name
                tags = getattr(mutagen.File(file), "tags", None)
        except Exception as problem:  # mutagen raises many kinds on damaged files
            logger.info("%s: its tags cannot be read (%s)", path, problem)
            continue
        if tags:
            return tags
    return {}


def _names(tags: Mapping) -> list[str]:
    """The names of the tags, in the same order at every run: ID3's own, else ascending."""
    from mutagen.id3 import ID3

    names = tags.keys()
    return list(names) if isinstance(tags, ID3) else sorted(names)


def _plain_name(name: str) -> str:
    """A field's name as `LYRICS` has them: that of TXXX:Lyrics is lyrics, of USLT::eng uslt."""
    kind, _, rest = name.partition(":")
    parts = rest.split(":")
    own = parts[-1] if kind in ("TXXX", "----") else parts[0] if kind == "COMM" else kind
    return re.sub(r"[\W_]+", "", own.lower())  # ----:com.apple.iTunes:LYRICS


def _first(tags: Mapping, names: tuple[str, ...]) -> str:
    """The text under the first of the tags that has one of the names; "" where there is none."""
    wanted = {name.lower() for name in names}
    for key in _names(tags):
        # ID3 has one of each language: USLT::eng.
        if key.split(":")[0].lower() in wanted and (text := ", ".join(_texts(tags[key]))):
            return text
    return ""


def _mended(*texts: str) -> tuple[str, ...]:
    """Texts of one encoding in one line each, as they were written; what is lost is ""."""
    joined = "\n".join(" ".join(unescape(text).split()) for text in texts)
    lines = (repair_text(joined) or joined).split("\n")
    lines = lines if len(lines) == len(texts) else joined.split("\n")
    visible = ("".join(letter for letter in line if _is_visible(letter)) for line in lines)
    return tuple("" if set(line) <= set("? \ufffd") else line.strip() for line in visible)


def _is_visible(letter: str) -> bool:
    return unicodedata.category(letter) != "Cc" and letter not in "\ufeff\u202d\u202e"


def _lyrics(value) -> list[str]:
    """The texts of a tag's value: one of each language; values of a line each are one text."""
    texts = list(dict.fromkeys(_texts(value)))
    return texts if any("\n" in text for text in texts) else ["\n".join(texts)] if texts else []


def _texts(value) -> list[str]:
    """The texts of a tag's value that are not empty."""
    from mutagen.id3 import SYLT

    if isinstance(value, SYLT):
        return [_timed_text(value)] if value.type in SUNG else []
    value = getattr(value, "text", value)
    values = value if isinstance(value, list | tuple) else [value]
    texts = ((decode_text(part) or "") if isinstance(part, bytes) else str(part) for part in values)
    parts = [part for text in texts for part in text.split("\0")]
    return [text for part in parts if (text := _with_line_feeds(part).strip())]


def _timed_text(value) -> str:
    """The words of ID3's SYLT in the order of their times: lines, or syllables with line breaks."""
    words = sorted(value.text, key=lambda word: word[1])
    parts = [_with_line_feeds(word) for word, _ in words]
    spaced = sum(part != part.strip(" ") for part in parts)
    are_syllables = any("\n" in part for part in parts) or spaced > len(parts) / 2
    return ("" if are_syllables else "\n").join(parts).strip()


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
