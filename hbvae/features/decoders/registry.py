"""The registry of decoders, and `open_recording`, which chooses a decoder."""

import importlib
import pkgutil
import posixpath
from functools import cache
from pathlib import Path

from hbvae.errors import AudioError
from hbvae.features.decoders.base import DECODERS, Decoder, Recording

OTHERS = {  # content that is not a supported recording, by its first bytes
    b"MThd": "MIDI, which holds notes, not sound; render it to wav",
    b"\xff\xd8\xff": "a picture; leave it out",
    b"\x89PNG": "a picture; leave it out",
    b"GIF8": "a picture; leave it out",
    b"OFR ": "OptimFROG (ofr), which is not supported; convert it to flac",
    b"ADIF": "an old kind of AAC (ADIF), which is not supported; convert it to flac or m4a",
    b"CTENFDAM": "an encrypted song from NetEase (ncm); use an unprotected copy",
    b"%PDF": "a document (PDF); leave it out",
    b"PK\x03\x04": "an archive (zip); unpack it",
    b"Rar!": "an archive (rar); unpack it",
    b"7z\xbc\xaf": "an archive (7z); unpack it",
    b"\x1f\x8b": "an archive (gzip); unpack it",
    b"\0\x05\x16\x07": "macOS metadata of another file; leave it out",
}
RIFFS = {  # kinds of RIFF file without sound
    b"RMID": OTHERS[b"MThd"],
    b"CDDA": "a pointer to an audio CD track (cda), without sound; rip the CD",
    b"WEBP": "a picture; leave it out",
    b"sfbk": "instrument sounds (SoundFont); leave it out",
}
LISTS = (b"#extm3u", b"[playlist]")  # first bytes of playlists


@cache
def decoder_modules() -> list[str]:
    """The modules of this package; a job that decodes may run any of them."""
    package = __name__.rpartition(".")[0]
    modules = pkgutil.iter_modules(importlib.import_module(package).__path__)
    return [f"{package}.{module.name}" for module in modules]


@cache
def all_decoders() -> list[Decoder]:
    """All decoders of this package, in the order in which they are tried."""
    for module in decoder_modules():
        importlib.import_module(module)
    return sorted(DECODERS, key=lambda decoder: decoder.order)


@cache
def audio_endings() -> tuple[str, ...]:
    """Endings of files that count as recordings, in lower case."""
    return tuple(dict.fromkeys(ending for each in all_decoders() for ending in each.endings))


def file_ending(path: str) -> str:
    """The ending of a file name in lower case, without trailing blanks and dots: ".mp3"."""
    return posixpath.splitext(path.rstrip(" .\t\r\n\xa0"))[1].lower()


def is_audio_name(path: str) -> bool:
    """Whether a file counts as a recording according to the ending of its name."""
    return file_ending(path) in audio_endings()


def open_recording(path: Path) -> Recording:
    """Open a recording with the first decoder that can read its content.

    Raises:
        AudioError: the file is missing or is not a recording; the message says what it is.
    """
    try:
        if path.exists() and not path.is_file():
            raise AudioError("expected a file, got a folder or a device; correct the path")
        with path.open("rb") as file:
            head = file.read(512)
    except FileNotFoundError:
        raise AudioError("the file does not exist; correct the path") from None
    except OSError as problem:
        raise AudioError(f"the file cannot be opened: {problem.strerror}") from problem
    if not head:
        raise AudioError("the file is empty (0 bytes); copy or download it again")
    for decoder in all_decoders():
        if recording := decoder.open(path):
            return recording
    raise AudioError(_not_audio(head))


def _not_audio(head: bytes) -> str:
    """The reason to reject a file that is not audio, from its first bytes."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    foreign = next((what for begin, what in OTHERS.items() if head.startswith(begin)), None)
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        content = "a web page: the download failed; download it again"
    elif head.startswith(b"RIFF") and head[8:12] in RIFFS:
        content = RIFFS[head[8:12]]
    elif start.startswith(LISTS):
        content = "a playlist; give the songs themselves"
    elif foreign:
        content = foreign
    elif start.isascii() and b"\0" not in head:
        content = "a text file; give the recording itself"
    else:
        content = (
            "an unknown format: damaged, headerless or not audio; convert or download it again"
        )
    return f"expected audio (wav, flac, ogg, opus, mp3, m4a, wma and others), got {content}"
