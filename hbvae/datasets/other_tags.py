"""Reading tags that mutagen does not: a second kind of tags in a file, and other containers.

Each function returns a file's tags by name: an empty mapping if there are none or they are damaged.
"""

import re
import struct
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from hbvae.features.decoders.content import container, read_head, shared_container
from hbvae.features.lyric_bytes import decode_text

ID3V1 = 128  # bytes at the end of a file
LYRICS3_END = 9  # bytes of its end mark
BY_FFMPEG = ("matroska", "caf")
RIFF_NAMES = {
    b"INAM": "title",
    b"IART": "artist",
    b"IGNR": "genre",
    b"IPRD": "album",
    b"ICRD": "date",
}
MOST_CHUNKS = 1000  # chunks of a RIFF file that are read
LONGEST_INFO = 1 << 16  # bytes
LONGEST_LYRICS3 = 5100  # bytes; the limit of its first version


def ape_tags(path: Path) -> Mapping:
    """The APE tags of a file; mp3 and TTA files may have them instead of ID3 or beside it."""
    from mutagen import MutagenError
    from mutagen.apev2 import APEv2

    try:
        return APEv2(path)
    except (MutagenError, ValueError, IndexError):
        return {}


def lyrics3_tags(path: Path) -> dict[str, str]:
    """The lyrics in a Lyrics3 block, which old programs write before ID3v1 at the end of an mp3."""
    with suppress(OSError, ValueError), path.open("rb") as file:
        file.seek(0, 2)
        end = max(0, file.tell() - ID3V1)
        file.seek(max(0, end - LONGEST_LYRICS3 - LYRICS3_END))
        block = file.read(end - file.tell())
        if block.endswith(b"LYRICS200"):
            size = int(block[-15:-LYRICS3_END])
            file.seek(max(0, end - size - 15))
            fields = file.read(size)
            if match := re.search(rb"LYR(\d{5})", fields):
                return _lyrics(fields[match.end() :][: int(match[1])])
        if block.endswith(b"LYRICSEND") and b"LYRICSBEGIN" in block:
            return _lyrics(block[:-LYRICS3_END].split(b"LYRICSBEGIN")[-1])
    return {}


def _lyrics(data: bytes) -> dict[str, str]:
    text = decode_text(data)
    return {"lyrics": text} if text else {}


def riff_tags(path: Path) -> dict[str, str]:
    """The INFO chunk of a RIFF file (wav), in any encoding."""
    tags = {}
    with suppress(OSError, struct.error), path.open("rb") as file:
        if file.read(4) != b"RIFF":
            return {}
        file.seek(12)
        for _ in range(MOST_CHUNKS):
            name, size = struct.unpack("<4sI", file.read(8))
            after = file.tell() + size + size % 2
            if name == b"LIST" and size <= LONGEST_INFO and file.read(4) == b"INFO":
                tags |= _info(file.read(size - 4))
            file.seek(after)
    return tags


def _info(data: bytes) -> dict[str, str]:
    fields = {}
    while len(data) >= 8:
        name, size = struct.unpack("<4sI", data[:8])
        text = decode_text(data[8 : 8 + size])
        if name in RIFF_NAMES and text:
            fields[RIFF_NAMES[name]] = text
        data = data[8 + size + size % 2 :]
    return fields


def ffmpeg_tags(path: Path) -> dict[str, str]:
    """The tags of containers that only FFmpeg reads: Matroska, WebM and CAF."""
    try:
        head = read_head(path)
        name = container(head) or shared_container(head)
    except OSError:
        return {}
    if name not in BY_FFMPEG:
        return {}
    import av

    tags: dict[str, str] = {}
    with (
        suppress(OSError, ValueError, av.FFmpegError),
        path.open("rb") as file,
        av.open(file, format=name, metadata_encoding="latin-1") as recording,
    ):
        for part in (recording, *recording.streams.audio):
            tags = {key.lower(): value for key, value in part.metadata.items()} | tags
    texts = {key: decode_text(value.encode("latin-1")) for key, value in tags.items()}
    return {key: text for key, text in texts.items() if text}


OTHER_TAGS: tuple[Callable[[Path], Mapping], ...] = (
    ape_tags,
    lyrics3_tags,
    riff_tags,
    ffmpeg_tags,
)
