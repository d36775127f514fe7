"""Tags where mutagen does not look for them: a second kind in a file, other containers.

Each function reads a file's tags by their names; none where there are none, or they are damaged.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from hbvae.features.decoders.content import container, head_of, shared_container
from hbvae.features.lyric_bytes import decode_text

ID3V1 = 128  # bytes at the end of a file
LYRICS3_END = 9  # bytes: its mark
BY_MUTAGEN = ("flac", "ogg", "mov", "asf", "ape", "wv", "mpc", "mpc8", "dsf", "iff", "aiff")
LONGEST_LYRICS3 = 5100  # bytes of its first version


def ape_tags(path: Path) -> Mapping:
    """An APE tag, which mp3 and TTA may have beside ID3 or without."""
    from mutagen import MutagenError
    from mutagen.apev2 import APEv2

    try:
        return APEv2(path)
    except (MutagenError, ValueError, IndexError):
        return {}


def lyrics3_tags(path: Path) -> dict[str, str]:
    """The lyrics of a Lyrics3 block, which old programs put before ID3v1 at the end of an mp3."""
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


def ffmpeg_tags(path: Path) -> dict[str, str]:
    """The tags of containers that FFmpeg reads: Matroska, WebM, CAF, the INFO of RIFF."""
    import av

    try:
        head = head_of(path)
        name = container(head) or shared_container(head)
        if not name or name in BY_MUTAGEN:
            return {}
        with (
            path.open("rb") as file,
            av.open(file, format=name, metadata_encoding="latin-1") as recording,
        ):
            tags = {}
            for part in (recording, *recording.streams.audio):
                tags = {key.lower(): value for key, value in part.metadata.items()} | tags
    except (OSError, ValueError, av.FFmpegError):
        return {}
    texts = {key: decode_text(value.encode("latin-1")) for key, value in tags.items()}
    return {key: text for key, text in texts.items() if text}


OTHER_TAGS: tuple[Callable[[Path], Mapping], ...] = (ape_tags, lyrics3_tags, ffmpeg_tags)
