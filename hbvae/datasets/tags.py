"""What a recording says of itself, in its tags and in the files beside it: title and lyrics."""

import logging
import os
import re
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from stat import S_ISREG

from hbvae.errors import AudioError
from hbvae.jobs.sandbox import guarded

logger = logging.getLogger(__name__)
LYRICS_ENDINGS = (".lrc", ".txt")  # of files beside a recording, the first that is there
LONGEST = 1 << 20  # bytes or letters; what is longer is no lyrics
LONGEST_TITLE = 200  # characters
NO_LYRICS = ("nan", "none", "null", "n/a")  # what programs write where there are none
SECONDS, MEMORY = 60.0, 1 << 30  # bytes; that the tags of a file may take: a tag has pictures
AT_ONCE = 32  # files that are read at once: to hand each over takes longer than to read it
LRC_TAG = re.compile(r"\[[a-zA-Z#]+:[^\]]*\]|\[\d+:[\d.:]+\]|<\d+:[\d.:]+>")
# Where formats keep them: ID3 (mp3, wav, aiff), Vorbis comments (flac, ogg, opus), APE.
TITLE = ("TIT2", "title", "Title")
ARTIST = ("TPE1", "artist", "Artist")
LYRICS = ("USLT", "lyrics", "unsyncedlyrics", "Lyrics")


def all_lyrics(paths: Iterable[str | os.PathLike]) -> list[str | None]:
    """`find_lyrics` of each recording; a file that harms its reader has none."""
    return _read_all(find_lyrics, list(paths), lambda path: None)


def all_titles(paths: Iterable[str | os.PathLike]) -> list[str]:
    """`song_title` of each recording; its file's name where the tags harm their reader."""
    return _read_all(song_title, list(paths), lambda path: Path(path).stem)


def _read_all(read: Callable, paths: list, otherwise: Callable) -> list:
    """What is read of each file; several at once, and one by one where one of them does harm."""
    chunks = [paths[first : first + AT_ONCE] for first in range(0, len(paths), AT_ONCE)]
    outcomes = guarded(partial(_read_chunk, read), chunks, SECONDS, MEMORY)
    texts = []
    for chunk, outcome in zip(chunks, outcomes, strict=True):
        if isinstance(outcome, AudioError):
            outcome = guarded(read, chunk, SECONDS, MEMORY)
        for path, text in zip(chunk, outcome, strict=True):
            if isinstance(text, AudioError):
                logger.warning("the tags of %s are not used: %s", path, text)
                text = otherwise(path)
            texts.append(text)
    return texts


def _read_chunk(read: Callable, paths: list) -> list:
    return [read(path) for path in paths]


def texts_state(path: str | os.PathLike) -> str:
    """Name, size and time of each text beside a recording; another one means other lyrics."""
    path = Path(path)
    states = []
    for name in _texts_beside(path):
        try:
            status = name.lstat()
        except OSError:
            continue
        states.append(f"{name.suffix} {status.st_size} {status.st_mtime_ns}")
    return "; ".join(states)


def _texts_beside(path: Path) -> list[Path]:
    endings = [name for ending in LYRICS_ENDINGS for name in (ending, ending.upper())]
    return [path.with_suffix(ending) for ending in endings]


def as_lyrics(text: str) -> str | None:
    """The text; None where it has no words: blank, a number, `NO_LYRICS`, longer than `LONGEST`."""
    if len(text) > LONGEST:
        logger.warning("a text of %d letters is no lyrics: %.40r ...", len(text), text)
        return None
    has_words = any(letter.isalpha() for letter in text)
    return text if has_words and text.strip().lower() not in NO_LYRICS else None


def find_lyrics(path: str | os.PathLike) -> str | None:
    """The lyrics of a recording: of a file beside it, else of its tags; None if there are none.

    ``song.mp3`` has its lyrics in ``song.lrc`` or ``song.txt`` (of an .lrc, less its times). What
    is linked there, longer than 1 MiB or blank is passed over.
    """
    path = Path(path)
    for name in _texts_beside(path):
        if text := read_text(name):
            return as_lyrics(text)
    return as_lyrics(_first(_read_tags(path), LYRICS) or "")


def read_title(path: str | os.PathLike) -> str | None:
    """ "Artist: title" of a recording's tags, the title alone, or None. In one line."""
    tags = _read_tags(Path(path))
    title, artist = _first(tags, TITLE), _first(tags, ARTIST)
    title = f"{artist}: {title}" if title and artist else title
    return " ".join(title.split())[:LONGEST_TITLE] or None if title else None


def song_title(path: str | os.PathLike) -> str:
    """What people call a recording: the title of its tags, else its file's name."""
    return read_title(path) or Path(path).stem


def read_text(path: Path) -> str | None:
    """The lines of a text file, of an .lrc less its times; None where there are none to be read."""
    try:
        status = path.lstat()
        if not S_ISREG(status.st_mode) or status.st_size > LONGEST:
            return None
        data = path.read_bytes()
    except OSError:
        return None
    text = _decode(data)
    if path.suffix.lower() == ".lrc":
        text = LRC_TAG.sub("", text)
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(lines).strip("\n") or None


def _decode(data: bytes) -> str:
    """UTF-8 or, by its mark, UTF-16; else what Windows wrote in western Europe."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _read_tags(path: Path):
    """The tags as mutagen gives them, by the names of the file's format; empty if there are none.

    Tags are a favour: ones that cannot be read are logged and are none.
    """
    import mutagen

    try:
        file = mutagen.File(path)
    except Exception as problem:  # mutagen raises many kinds on damaged files
        logger.info("%s: its tags cannot be read (%s)", path, problem)
        return {}
    return {} if file is None or file.tags is None else file.tags


def _first(tags, names: tuple[str, ...]) -> str | None:
    """The text under the first of the names that has some."""
    for key in tags.keys():  # noqa: SIM118 - ID3 tags are no mapping
        # ID3 has one of each language: USLT::eng.
        if key.split(":")[0] in names or key.lower() in names:
            value = tags[key]
            value = getattr(value, "text", value)
            if isinstance(value, list | tuple):
                value = "\n".join(map(str, value))
            if text := str(value).strip().replace("\r\n", "\n").replace("\r", "\n"):
                return text
    return None
