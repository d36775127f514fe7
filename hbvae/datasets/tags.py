"""What a recording says of itself: its title and lyrics, in its tags and in texts beside it."""

import logging
import os
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

from hbvae.datasets.sidecars import Sidecars
from hbvae.datasets.tag_fields import label_field, lyric_fields, metadata_fields
from hbvae.errors import AudioError
from hbvae.features.lyric_bytes import decode_text
from hbvae.features.lyric_text import SEPARATOR, Lyrics, clean_lyrics
from hbvae.jobs.sandbox import guarded
from hbvae.storage.metadata import Metadata

logger = logging.getLogger(__name__)
LONGEST = 1 << 20  # bytes; a longer file is no lyrics
LONGEST_FIELD = 200  # characters of a title, an artist or an album
SECONDS, MEMORY = 60.0, 1 << 30  # bytes; that the tags of a file may take: a tag has pictures
AT_ONCE = 32  # files that are read at once: to hand each over takes longer than to read it


class LyricsResult(NamedTuple):
    """The lyrics of a recording."""

    text: str | None  # None where there are none
    source: str = ""  # name of the file or the field that they are in
    remark: str = ""  # on texts that hold more than lyrics, or no lyrics


def all_lyrics(paths: Iterable[str | os.PathLike]) -> list[str | None]:
    """`find_lyrics` of each recording; a file that harms its reader has none."""
    return [lyrics.text for lyrics in all_song_lyrics(paths)]


def all_song_lyrics(paths: Iterable[str | os.PathLike]) -> list[LyricsResult]:
    """`read_lyrics` of each recording; a file that harms its reader has none."""
    sidecars = Sidecars()
    songs = [(path, sidecars.beside(path)) for path in paths]
    return _read_all(_read_lyrics, songs, lambda song: LyricsResult(None))


def all_metadata(paths: Iterable[str | os.PathLike]) -> list[Metadata]:
    """`read_metadata` of each recording; its file's name where the tags harm their reader."""
    return _read_all(read_metadata, list(paths), lambda path: Metadata(Path(path).stem))


def all_labels(paths: Iterable[str | os.PathLike], label: str) -> list[str]:
    """`read_label` of each recording; "" where the tags harm their reader."""
    return _read_all(partial(read_label, label=label), list(paths), lambda path: "")


def _read_all(read: Callable, songs: list, otherwise: Callable) -> list:
    """What is read of each song; several at once, and one by one where one of them does harm."""
    chunks = [songs[first : first + AT_ONCE] for first in range(0, len(songs), AT_ONCE)]
    outcomes = guarded(partial(_read_chunk, read), chunks, SECONDS, MEMORY)
    results = []
    for chunk, outcome in zip(chunks, outcomes, strict=True):
        if isinstance(outcome, AudioError):
            outcome = guarded(read, chunk, SECONDS, MEMORY)
        for song, result in zip(chunk, outcome, strict=True):
            if isinstance(result, AudioError):
                path = song[0] if isinstance(song, tuple) else song
                logger.warning("the tags of %s are not used: %s", path, result)
                result = otherwise(song)
            results.append(result)
    return results


def _read_chunk(read: Callable, songs: list) -> list:
    return [read(song) for song in songs]


def find_lyrics(path: str | os.PathLike) -> str | None:
    """The lyrics of a recording, None if there are none: the text of `read_lyrics`."""
    return read_lyrics(path).text


def read_lyrics(path: str | os.PathLike) -> LyricsResult:
    """The lyrics of a recording, from the first place that has words.

    These are the texts beside it (`Sidecars.beside`), then its tags' fields in the order of
    `hbvae.datasets.tag_fields.LYRICS`. What is linked there or longer than 1 MiB is passed over,
    and so is what has no words (`clean_lyrics`).
    """
    return _read_lyrics((path, Sidecars().beside(path)))


def _read_lyrics(song: tuple[str | os.PathLike, list[Path]]) -> LyricsResult:
    path, texts = song
    remarks: dict[str, None] = {}
    beside = ((text.name, read_text(text)) for text in texts)
    fields = ((f"tag {name}", clean_lyrics(text)) for name, text in lyric_fields(Path(path)))
    for sources in (beside, fields):
        for source, lyrics in sources:
            if lyrics.text:
                return LyricsResult(lyrics.text, source, lyrics.remark)
            if lyrics.remark:
                remarks[lyrics.remark] = None
    return LyricsResult(None, "", SEPARATOR.join(remarks))


def read_text(path: Path) -> Lyrics:
    """The lyrics in a text file."""
    try:
        status = path.lstat()
        if not S_ISREG(status.st_mode):
            return Lyrics(None, "it is not a regular file")
        if status.st_size > LONGEST:
            return Lyrics(None, "it is larger than 1 MiB")
        data = path.read_bytes()
    except OSError as problem:
        return Lyrics(None, f"it cannot be read: {problem.strerror}")
    text = decode_text(data)
    if text is None:
        return Lyrics(None, "its encoding is unknown; save it as UTF-8")
    lines = (line.strip() for line in text.splitlines())
    return clean_lyrics("\n".join(lines).strip("\n"))


def read_metadata(path: str | os.PathLike) -> Metadata:
    """Title, artist, album and year of a recording's tags; its file's name is its title without."""
    fields = Metadata(*(text[:LONGEST_FIELD] for text in metadata_fields(Path(path))))
    return fields.or_else(Metadata(Path(path).stem))


def read_label(path: str | os.PathLike, label: str) -> str:
    """What a recording's tags say of one of `LABELS`, each value in a line; "" where nothing."""
    return "\n".join(label_field(Path(path), label))
