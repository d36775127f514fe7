"""What headers may claim and files may hold to cost time or memory: refused, or read as usual.

python -m pytest -s tests/features/test_hostile_recordings.py    # prints what each file took
"""

import resource
import struct
import time

import pytest
import soundfile
from support.formats import FFMPEG, forget_length, noise_and_tones, write_kind
from support.kinds import KINDS

from hbvae.errors import AudioError
from hbvae.features.audio_config import AudioConfig
from hbvae.features.decoding import read_central_part
from hbvae.jobs.sandbox import guarded

CONFIG = AudioConfig()
MOST = 256 << 20  # bytes that a recording may take
LARGE = 2**31 - 8
CLUSTER = b"\x1f\x43\xb6\x75"  # of Matroska


def atom(name, content):
    return struct.pack(">I4s", 8 + len(content), name) + content


def patched(path, name, *changes):
    """A recording of a kind, with numbers changed behind a mark that its header has."""
    kind = KINDS[name]
    write_kind(path, kind, kind.rates[-1], min(2, kind.channels[-1]), 8)
    data = bytearray(path.read_bytes())
    for mark, offset, form, value in changes:
        at = data.index(mark)
        struct.pack_into(form, data, at + offset, value)
    path.write_bytes(data)


def ogg_page(serial):
    """The first page of a stream of Opus."""
    packet = b"OpusHead\1\2\0\0\x80\xbb\0\0\0\0\0"
    head = struct.pack("<4sBBqIIIBB", b"OggS", 0, 2, 0, serial, 0, 0, 1, len(packet))
    return with_serial(head + packet, serial)


def with_serial(page, serial):
    """A page of Ogg with another serial number, and its checksum."""
    page = bytearray(page)
    struct.pack_into("<I", page, 14, serial)
    page[22:26] = bytes(4)
    total = 0
    for byte in page:
        total = (total << 8 & 0xFFFFFFFF) ^ CHECKSUMS[total >> 24 ^ byte]
    struct.pack_into("<I", page, 22, total)
    return bytes(page)


def checksum(byte):
    total = byte << 24
    for _ in range(8):
        total = (total << 1 ^ (0x104C11DB7 if total >> 31 else 0)) & 0xFFFFFFFF
    return total


CHECKSUMS = [checksum(byte) for byte in range(256)]


def write_wav(rate, channels, stated):
    form = struct.pack("<HHIIHH", 1, channels, rate, 0, 2 * channels % 65536, 16)
    return b"RIFF\xff\xff\xff\xffWAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack(
        "<I", stated
    ) + bytes(range(256)) * 4000  # fmt: skip


def many_chains(path):
    """A song a moment long, 300 times, each time as a recording of its own."""
    write_kind(path, KINDS["Opus"], 48_000, 2, 0.1)
    pages = [b"OggS" + page for page in path.read_bytes().split(b"OggS")[1:]]
    songs = (with_serial(page, serial) for serial in range(300) for page in pages)
    path.write_bytes(b"".join(songs))


def silence_hours(path):
    """Six hours of silence in FLAC, in 200 KB, whose length its header does not say."""
    block = path.with_name("block.flac")
    soundfile.write(block, noise_and_tones(8_000, 1, 40)[:, 0] * 0, 8_000)
    data = block.read_bytes()
    frames = data[data.index(b"\xff\xf8") :]
    path.write_bytes(data[: -len(frames)] + frames * (6 * 3600 // 40))
    forget_length(path)


def hostile():
    """What writes each hostile file, by what it claims."""

    def kind(name, *changes):
        return lambda path: patched(path, name, *changes)

    def content(data):
        return lambda path: path.write_bytes(data)

    ftyp = atom(b"ftyp", b"M4A \0\0\2\0isom")
    tracks = atom(b"moov", atom(b"trak", atom(b"mdia", b"")) * 5000)
    deep = b""
    for _ in range(20_000):
        deep = atom(b"moov", deep)
    some = ogg_page(1)
    return {
        "wav at 4 GHz": content(write_wav(2**32 - 1, 2, 2**32 - 1)),
        "wav at no rate": content(write_wav(0, 2, 10**6)),
        "wav of 65,535 channels": content(write_wav(44_100, 65_535, 10**6)),
        "wav of no channel": content(write_wav(44_100, 0, 10**6)),
        "wav of 4 GB in 1 MB": content(write_wav(44_100, 2, 2**32 - 1)),
        "flac of 99 days": kind("FLAC", (b"fLaC", 22, ">I", 2**32 - 1), (b"fLaC", 21, "B", 0x7F)),
        "flac of hours of silence": silence_hours,
        "m4a of 2 billion s": kind("AAC in m4a", (b"mdhd", 20, ">I", 2**32 - 1)),
        "m4a without a clock": kind("AAC in m4a", (b"mdhd", 16, ">I", 0)),
        "m4a of a clock of 4 GHz": kind("AAC in m4a", (b"mdhd", 16, ">I", 2**32 - 1)),
        "m4a at no rate": kind("AAC in m4a", (b"mp4a", 28, ">I", 0)),
        "m4a of 2 billion blocks": kind(
            "AAC in m4a", (b"stsz", 8, ">I", 1), (b"stsz", 12, ">I", LARGE)
        ),
        "m4a of 2 billion equal times": kind("AAC in m4a", (b"stts", 12, ">I", LARGE)),
        "m4a of 2 billion chunks": kind("AAC in m4a", (b"stco", 8, ">I", LARGE)),
        "m4a of a block of 2 GB": kind("AAC in m4a", (b"stsz", 16, ">I", LARGE)),
        "m4a of 20,000 nested boxes": content(ftyp + deep),
        "m4a of 5,000 tracks": content(ftyp + tracks),
        "alac at 4 GHz": kind("ALAC in m4a", (b"alac", 28, ">I", 2**32 - 1)),
        "webm of a block of 2^56 bytes": kind("Opus in webm", (CLUSTER, 4, ">Q", 2**56 - 2)),
        "wma of 2^60 bytes a packet": kind("WMA 2", (b"\xa1\xdc\xab\x8c\x47\xa9", 92, "<I", LARGE)),
        "wavpack of 2 billion frames": kind("WavPack", (b"wvpk", 12, "<I", LARGE)),
        "wavpack of a block of 2 GB": kind("WavPack", (b"wvpk", 4, "<I", LARGE)),
        "true audio of 2 billion frames": kind("True Audio", (b"TTA1", 14, "<I", LARGE)),
        "aiff of 2 billion frames": kind("PCM in aiff", (b"COMM", 10, ">I", LARGE)),
        "caf of 2^60 bytes": kind("ALAC in caf", (b"data", 4, ">Q", 2**60)),
        "ogg of 300 recordings": many_chains,
        "ogg of 3,000 streams": content(b"".join(map(ogg_page, range(3000)))),
        "ogg of a packet without end": content(
            some + (some[:5] + b"\1" + some[6:26] + b"\xff" * 256 + bytes(255 * 255)) * 400
        ),
        "mp3 behind a tag of 256 MB": content(b"ID3\4\0\0\x7f\x7f\x7f\x7f" + bytes(100_000)),
        "mp3 behind 200,000 tags": content(b"ID3\4\0\0\0\0\0\0" * 200_000),
        "dsf of 2^60 frames": content(
            struct.pack("<4sQQQ4sQIIIIIIQII4sQ", b"DSD ", 28, 2**60, 0, b"fmt ", 52, 1, 0, 2, 2,
                        2_822_400, 1, 2**60, 4096, 0, b"data", 2**60) + bytes(100_000)
        ),
        "aac whose blocks have 16 channels by turns": kind("AAC", (b"\xff\xf1", 2, ">H", 0x5FC0)),
    }  # fmt: skip


def read(path):
    """What is read, and what it takes: CPU seconds, and bytes beyond what its process had."""
    begin, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        seconds, reason = read_central_part(path, CONFIG).duration, ""
    except AudioError as problem:
        seconds, reason = 0.0, str(problem)
    most = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) << 10
    return seconds, reason, time.process_time() - begin, most


@pytest.mark.skipif(not FFMPEG, reason="FFmpeg's command is not installed")
def test_no_header_costs_time_or_memory(tmp_path):
    writers = hostile()
    for name, write in writers.items():
        path = tmp_path / f"{name}.song"
        write(path)
    for name in writers:
        (outcome,) = guarded(read, [tmp_path / f"{name}.song"], seconds=60)
        assert not isinstance(outcome, AudioError), (name, str(outcome))
        seconds, reason, cpu, most = outcome
        print(f"{name:44} {cpu:5.2f} s {most >> 20:4} MiB {seconds:8.1f} s {reason[:90]}")
        assert most < MOST, name
