"""Identifying a file from its first bytes, because the ending of its name may be wrong.

Containers have the names of FFmpeg's demuxers, so that FFmpeg opens a file with the right demuxer
and does not guess: some formats that FFmpeg reads are lists of other files and of addresses.
"""

import os
from pathlib import Path
from typing import BinaryIO

HEAD = 4096  # bytes to inspect
TAG = 10  # bytes in the header of an ID3v2 tag
# First bytes of DTS blocks, in words of 16 or 14 bits, big- or little-endian.
DTS = (b"\x7f\xfe\x80\x01", b"\xfe\x7f\x01\x80", b"\x1f\xff\xe8\x00", b"\xff\x1f\x00\xe8")
# Containers that libsndfile does not read, or takes for an mp3: by their first bytes.
STARTS = {
    b"\x1a\x45\xdf\xa3": "matroska",
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11": "asf",
    b"MAC ": "ape",
    b"wvpk": "wv",
    b"TTA1": "tta",
    b"MP+": "mpc",
    b"MPCK": "mpc8",
    b"DSD ": "dsf",
    b"FRM8": "iff",
    b"#!AMR": "amr",
    b".RMF": "rm",
    b".ra\xfd": "rm",
    b"tBaK": "tak",
    b"ajkg": "shn",
    b"FLV\x01": "flv",
    b"riff\x2e\x91\xcf\x11": "w64",  # libsndfile reads floats in some of them as integers
    b"\0\0\x01\xba": "mpeg",
    **dict.fromkeys(DTS, "dts"),
    b"OMA\0": "oma",
    b"EA3\x01": "oma",
}
ATOMS = (
    b"ftyp",
    b"moov",
    b"mdat",
    b"wide",
    b"pnot",
)  # of MPEG-4 and QuickTime
# Containers that libsndfile reads as a rule: by their first bytes.
SHARED = {
    b"RIFF": "wav",
    b"RF64": "wav",
    b"FORM": "aiff",
    b"caff": "caf",
    b"fLaC": "flac",
    b"OggS": "ogg",
}
TITLES = {
    "mov": "MPEG-4 audio or video (m4a, mp4)",
    "matroska": "Matroska or WebM (mka, webm)",
    "asf": "Windows Media (wma)",
    "ape": "Monkey's Audio (ape)",
    "wv": "WavPack (wv)",
    "tta": "True Audio (tta)",
    "mpc": "Musepack (mpc)",
    "mpc8": "Musepack (mpc)",
    "dsf": "DSD (dsf)",
    "iff": "DSD (dff)",
    "aac": "AAC (aac)",
    "loas": "AAC (aac)",
    "rm": "RealMedia (rm, ra)",
    "mpeg": "MPEG (mpg, vob)",
    "mpegts": "MPEG (mts, m2ts)",
}


def skip_tags(file: BinaryIO) -> int:
    """Seek to the beginning of a file's content, after its ID3v2 tags, and return its position."""
    begin = 0
    file.seek(0)
    while len(head := file.read(TAG)) == TAG and head.startswith(b"ID3"):
        a, b, c, d = (byte & 0x7F for byte in head[6:])
        begin += TAG + (a << 21) + (b << 14) + (c << 7) + d
        file.seek(begin)
    file.seek(begin)
    return begin


def read_head(path: Path) -> bytes:
    """The first `HEAD` bytes of a file's content."""
    with path.open("rb") as file:
        skip_tags(file)
        return file.read(HEAD)


class AfterTags:
    """A file without the ID3v2 tags before its content, which FFmpeg skips in few containers."""

    def __init__(self, path: Path):
        self.file = path.open("rb")
        self.begin = skip_tags(self.file)

    def read(self, size: int) -> bytes:
        """Read the next bytes."""
        return self.file.read(size)

    def tell(self) -> int:
        """The position in the content."""
        return self.file.tell() - self.begin

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Seek to a position in the content."""
        return self.file.seek(offset + self.begin * (whence == os.SEEK_SET), whence) - self.begin

    def close(self) -> None:
        """Close the file."""
        self.file.close()


def container(head: bytes) -> str | None:
    """The container that begins with these bytes and that only FFmpeg reads, or None."""
    if head[4:8] in ATOMS:
        return "mov"
    for start, name in STARTS.items():
        if head.startswith(start):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return "avi"
    if head[:4] == b"RIFF" and head[8:16] == b"WAVEfmt ":
        if head[20:22] == b"\x55\0":
            return "wav"  # it contains an mp3, whose length libsndfile takes from the header
        if head[20:22] == b"\1\0" and any(mark in head for mark in DTS):
            return "wav"  # a copy of a DTS CD, which libsndfile reads as noise
    if head[:4] == b"fLaC" and len(head) > 26 and not (head[21] & 15 or any(head[22:26])):
        return "flac"  # its header does not state its length
    if _is_adts(head):
        return "aac"
    if _is_loas(head):
        return "loas"
    if head[:2] == b"\x0b\x77" and len(head) > 5:
        return "eac3" if head[5] >> 3 > 10 else "ac3"
    if len(head) > 388 and any(
        head[first] == head[first + size] == head[first + 2 * size] == 0x47
        for first, size in ((0, 188), (4, 192))
    ):
        return "mpegts"
    return None


def shared_container(head: bytes) -> str | None:
    """The container that begins with these bytes and that libsndfile usually reads, or None."""
    if head[:4] == b"RIFF" and head[8:12] != b"WAVE":
        return None
    return SHARED.get(head[:4])


def title(name: str) -> str:
    """The name of a container for people."""
    return TITLES.get(name, name.upper())


def _is_loas(head: bytes) -> bool:
    """Whether two blocks of AAC follow each other as in radio broadcasts (LOAS)."""
    if len(head) < 3 or head[0] != 0x56 or head[1] & 0xE0 != 0xE0:
        return False
    following = 3 + ((head[1] & 0x1F) << 8 | head[2])
    return head[following : following + 1] == b"\x56"


def _is_adts(head: bytes) -> bool:
    """Whether two blocks of AAC follow each other, each with its length in a header (ADTS)."""
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
        return False
    length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    following = head[length : length + 2]
    return length >= 7 and (len(following) < 2 or following[0] == 0xFF)
