"""What a file is, from its first bytes: a name's ending may say anything.

The names of containers are those of FFmpeg's demuxers, so that it opens a file as what it is and
guesses nothing: some of what FFmpeg reads are lists of other files and of addresses.
"""

import os
from pathlib import Path
from typing import BinaryIO

HEAD = 4096  # bytes that are looked at
TAG = 10  # bytes of the header of an ID3v2 tag
# How blocks of DTS begin, in words of 16 or 14 bits, the high or the low byte first.
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
    b"riff\x2e\x91\xcf\x11": "w64",  # libsndfile takes floats of some of them for whole numbers
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
    """Go to where a file's content begins, after its ID3v2 tags; returns that place."""
    begin = 0
    file.seek(0)
    while len(head := file.read(TAG)) == TAG and head.startswith(b"ID3"):
        a, b, c, d = (byte & 0x7F for byte in head[6:])
        begin += TAG + (a << 21) + (b << 14) + (c << 7) + d
        file.seek(begin)
    file.seek(begin)
    return begin


def head_of(path: Path) -> bytes:
    """The first `HEAD` bytes of a file's content."""
    with path.open("rb") as file:
        skip_tags(file)
        return file.read(HEAD)


class AfterTags:
    """A file without the ID3v2 tags before its content, which FFmpeg knows of few containers."""

    def __init__(self, path: Path):
        self.file = path.open("rb")
        self.begin = skip_tags(self.file)

    def read(self, size: int) -> bytes:
        """The next bytes."""
        return self.file.read(size)

    def tell(self) -> int:
        """The place in the content."""
        return self.file.tell() - self.begin

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place in the content."""
        return self.file.seek(offset + self.begin * (whence == os.SEEK_SET), whence) - self.begin

    def close(self) -> None:
        """Close the file."""
        self.file.close()


def container(head: bytes) -> str | None:
    """The container that FFmpeg alone reads and these bytes begin, or None."""
    if head[4:8] in ATOMS:
        return "mov"
    for start, name in STARTS.items():
        if head.startswith(start):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return "avi"
    if head[:4] == b"RIFF" and head[8:16] == b"WAVEfmt ":
        if head[20:22] == b"\x55\0":
            return "wav"  # an mp3 in it, whose length libsndfile takes from the header
        if head[20:22] == b"\1\0" and any(mark in head for mark in DTS):
            return "wav"  # the copy of a CD in DTS, which libsndfile takes for noise
    if head[:4] == b"fLaC" and len(head) > 26 and not (head[21] & 15 or any(head[22:26])):
        return "flac"  # its header does not say how long it is
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
    """The container that libsndfile reads as a rule and these bytes begin, or None."""
    if head[:4] == b"RIFF" and head[8:12] != b"WAVE":
        return None
    return SHARED.get(head[:4])


def title(name: str) -> str:
    """What people call a container."""
    return TITLES.get(name, name.upper())


def _is_loas(head: bytes) -> bool:
    """Whether two blocks of AAC follow each other as radio sends them (LOAS)."""
    if len(head) < 3 or head[0] != 0x56 or head[1] & 0xE0 != 0xE0:
        return False
    following = 3 + ((head[1] & 0x1F) << 8 | head[2])
    return head[following : following + 1] == b"\x56"


def _is_adts(head: bytes) -> bool:
    """Whether two blocks of AAC follow each other, each with a header that says its length."""
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
        return False
    length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    following = head[length : length + 2]
    return length >= 7 and (len(following) < 2 or following[0] == 0xFF)
