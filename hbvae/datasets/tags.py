"""Reading the metadata and lyrics of recordings, from their tags and the texts beside them."""

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
LONGEST = 1 << 20  # bytes; a longer file is not lyrics
LONGEST_FIELD = 200  # characters of a title, an artist or an album
SECONDS, MEMORY = 60.0, 1 << 30  # s and bytes; limits on reading tags, which may contain pictures
AT_ONCE = 32  # files per call of the sandbox: a call takes longer than reading a file


class LyricsResult(NamedTuple):
    """The lyrics of a recording."""

    text: str | None  # None if there are none
    source: str = ""  # name of the file or tag that contains them
    remark: str = ""  # remark on texts that contain more than lyrics, or no lyrics


def all_lyrics(paths: Iterable[str | os.PathLike]) -> list[str | None]:
    """Apply `find_lyrics` to each recording; None for a file that makes its reader fail."""
    return [lyrics.text for lyrics in all_song_lyrics(paths)]


def all_song_lyrics(paths: Iterable[str | os.PathLike]) -> list[LyricsResult]:
    """Apply `read_lyrics` to each recording; no lyrics for a file that makes its reader fail."""
    sidecars = Sidecars()
    songs = [(path, sidecars.beside(path)) for path in paths]
    return _read_all(_read_lyrics, songs, lambda song: LyricsResult(None))


def all_metadata(paths: Iterable[str | os.PathLike]) -> list[Metadata]:
    """Apply `read_metadata` to each recording; its file name if the tags make their reader fail."""
    return _read_all(read_metadata, list(paths), lambda path: Metadata(Path(path).stem))


def all_labels(paths: Iterable[str | os.PathLike], label: str) -> list[str]:
    """Apply `read_label` to each recording; "" if the tags make their reader fail."""
    return _read_all(partial(read_label, label=label), list(paths), lambda path: "")


def _read_all(read: Callable, songs: list, otherwise: Callable) -> list:
    """Read songs in chunks; if reading a chunk fails, read its songs one by one."""
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
    """The text of a recording's lyrics from `read_lyrics`; None if there are none."""
    return read_lyrics(path).text


def read_lyrics(path: str | os.PathLike) -> LyricsResult:
    """The lyrics of a recording, from the first source that has words.

    Sources are the texts beside it (`Sidecars.beside`), then the fields of its tags in the order of
    `hbvae.datasets.tag_fields.LYRICS`. Links, files larger than 1 MiB and texts without words
    (`clean_lyrics`) are skipped.
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
    """Title, artist, album and year in a recording's tags; the default title is its file name."""
    fields = Metadata(*(text[:LONGEST_FIELD] for text in metadata_fields(Path(path))))
    return fields.or_else(Metadata(Path(path).stem))


def read_label(path: str | os.PathLike, label: str) -> str:
    """The values of one of `LABELS` in a recording's tags, one per line; "" if there are none."""
    return "\n".join(label_field(Path(path), label))
