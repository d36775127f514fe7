"""Every decoder; and the door through which a recording is opened."""

import importlib
import pkgutil
from functools import cache
from pathlib import Path

from hbvae.errors import AudioError
from hbvae.features.decoders.base import DECODERS, Decoder, Recording

OTHERS = {  # what files are that begin with these bytes
    b"MThd": "MIDI, which holds notes and no sound; render it to wav",
    b"\xff\xd8\xff": "a picture; leave it out",
    b"\x89PNG": "a picture; leave it out",
    b"GIF8": "a picture; leave it out",
    b"OFR ": "OptimFROG (ofr), which is not read; convert it to flac",
    b"ADIF": "AAC of an old kind (ADIF), which is not read; convert it to flac or m4a",
    b"%PDF": "a document (PDF); leave it out",
    b"PK\x03\x04": "an archive (zip); unpack it",
    b"Rar!": "an archive (rar); unpack it",
    b"7z\xbc\xaf": "an archive (7z); unpack it",
    b"\0\x05\x16\x07": "what macOS keeps of another file; leave it out",
}


@cache
def decoder_modules() -> list[str]:
    """The modules of this package, any of which a job that decodes may run."""
    package = __name__.rpartition(".")[0]
    modules = pkgutil.iter_modules(importlib.import_module(package).__path__)
    return [f"{package}.{module.name}" for module in modules]


@cache
def all_decoders() -> list[Decoder]:
    """Every decoder of this package's modules, in the order in which they are asked."""
    for module in decoder_modules():
        importlib.import_module(module)
    return sorted(DECODERS, key=lambda decoder: decoder.order)


@cache
def audio_endings() -> tuple[str, ...]:
    """Endings of the files that are taken for recordings, in lower case."""
    return tuple(dict.fromkeys(ending for each in all_decoders() for ending in each.endings))


def open_recording(path: Path) -> Recording:
    """Open a recording with the first decoder that can read its content.

    Raises:
        AudioError: there is no file, or its content is no recording; says what it is instead.
    """
    try:
        if path.exists() and not path.is_file():
            raise AudioError("expected a file, got a folder or a device; correct the path")
        with path.open("rb") as file:
            head = file.read(512)
    except FileNotFoundError:
        raise AudioError("expected a file, there is none at this path; correct it") from None
    except OSError as problem:
        raise AudioError(f"the file cannot be opened: {problem.strerror}") from problem
    if not head:
        raise AudioError("the file is empty (0 bytes); copy or download it again")
    for decoder in all_decoders():
        if recording := decoder.open(path):
            return recording
    raise AudioError(_not_audio(head))


def _not_audio(head: bytes) -> str:
    """The reason to refuse a file that is not audio, from its first bytes."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    known = next((what for begin, what in OTHERS.items() if head.startswith(begin)), None)
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        content = "a web page: the download failed; download it again"
    elif head[8:12] == b"RMID":
        content = OTHERS[b"MThd"]
    elif known:
        content = known
    elif start.isascii() and b"\0" not in head:
        content = "text; download the recording itself"
    else:
        content = (
            "something else: damaged, headerless, or of another kind; convert or download again"
        )
    return f"expected audio (wav, flac, ogg, opus, mp3, m4a, wma and others), got {content}"
