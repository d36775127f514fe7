"""Recordings of kinds that neither FFmpeg nor PyAV writes: DSD and Shorten."""

import struct
from pathlib import Path

import numpy as np
from support.formats import noise_and_tones

DSD_RATE = 2_822_400  # Hz


def _pulses(seconds: float, rate: int = DSD_RATE) -> np.ndarray:
    """Two tones in DSD: pulses whose sum follows the tone, (2, bits) of 0 and 1."""
    t = np.arange(round(seconds * rate) // 8 * 8) / rate
    channels = []
    for frequency in (440, 660):
        total = np.floor(np.cumsum(0.5 + 0.2 * np.sin(2 * np.pi * frequency * t)))
        channels.append(np.diff(total, prepend=0).astype(np.uint8))
    return np.stack(channels)


def write_dsf(path: Path, seconds: float, rate: int = DSD_RATE) -> Path:
    """A recording in DSD as Sony keeps it (dsf)."""
    block, bits = 4096, _pulses(seconds, rate)
    data = [np.packbits(channel, bitorder="little").tobytes() for channel in bits]
    data = [channel + bytes(-len(channel) % block) for channel in data]
    sound = b"".join(
        channel[first : first + block]
        for first in range(0, len(data[0]), block)
        for channel in data
    )
    form = struct.pack("<4sQIIIIIIQII", b"fmt ", 52, 1, 0, 2, 2, rate, 1, bits.shape[1], block, 0)
    header = struct.pack("<4sQQQ", b"DSD ", 28, 28 + 52 + 12 + len(sound), 0)
    path.write_bytes(header + form + struct.pack("<4sQ", b"data", 12 + len(sound)) + sound)
    return path


def write_dff(path: Path, seconds: float) -> Path:
    """A recording in DSD as Philips keeps it (dff, DSDIFF 1.5)."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return name + struct.pack(">Q", len(content)) + content + bytes(len(content) % 2)

    sound = np.packbits(_pulses(seconds), axis=1).T.tobytes()
    properties = [
        chunk(b"FS  ", struct.pack(">I", DSD_RATE)),
        chunk(b"CHNL", struct.pack(">H", 2) + b"SLFTSRGT"),
        chunk(b"CMPR", b"DSD \x0enot compressed"),
    ]
    content = [
        b"DSD " + chunk(b"FVER", bytes((1, 5, 0, 0))),
        chunk(b"PROP", b"SND " + b"".join(properties)),
        chunk(b"DSD ", sound),
    ]
    path.write_bytes(chunk(b"FRM8", b"".join(content)))
    return path


def write_shn(path: Path, seconds: float, rate: int = 44_100, block: int = 256) -> Path:
    """A recording in Shorten 2 (shn): differences of 16-bit samples, in Rice codes.

    Robinson (1994), SHORTEN: Simple lossless and near-lossless waveform compression, section 3.
    """
    y = (noise_and_tones(rate, 2, seconds) * 2**15).astype(int)
    bits: list[str] = []

    def unsigned(value: int, size: int) -> None:
        low = f"{value & ((1 << size) - 1):0{size}b}" if size else ""
        bits.append("0" * (value >> size) + "1" + low)

    def number(value: int) -> None:  # of a header: how many bits it has, then the number
        unsigned(value.bit_length(), 2)
        unsigned(value, value.bit_length())

    wav = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + 4 * len(y), b"WAVE", b"fmt ", 16, 1, 2,
                      rate, 4 * rate, 4, 16, b"data", 4 * len(y))  # fmt: skip
    for value in (5, 2, block, 0, 0, 0):  # 16 bits, low byte first; channels; no predictor, no mean
        number(value)
    unsigned(9, 2)  # verbatim: the header of the wav
    unsigned(len(wav), 5)
    for byte in wav:
        unsigned(byte, 8)
    size = 11
    for first in range(0, len(y) // block * block, block):
        for channel in y[first : first + block].T:
            unsigned(0, 2)  # the samples themselves
            unsigned(size - 1, 3)
            for value in channel.tolist():
                unsigned(2 * value if value >= 0 else -2 * value - 1, size)
    unsigned(4, 2)  # the end
    text = "".join(bits)
    text += "0" * (-len(text) % 32)
    path.write_bytes(b"ajkg\x02" + int(text, 2).to_bytes(len(text) // 8, "big"))
    return path
