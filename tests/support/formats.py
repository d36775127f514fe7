"""Recordings in the containers and codecs that people have, made with FFmpeg, or with PyAV."""

import shutil
import struct
import subprocess
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
import soundfile

FFMPEG = shutil.which("ffmpeg")


class Kind(NamedTuple):
    """How a kind of file is made.

    Attributes:
        container: as FFmpeg calls it.
        codec: as FFmpeg calls it.
        rates: that are tried, Hz.
        channels: that are tried.
        options: of the encoder or the container.
    """

    ending: str
    container: str
    codec: str
    rates: tuple[int, ...] = (22_050, 44_100, 48_000)
    channels: tuple[int, ...] = (1, 2)
    options: tuple[tuple[str, str], ...] = ()


# AAC may leave noise to the decoder, which makes another one each time.
ENCODER = {"aac": {"aac_pns": "0"}}
KINDS = {
    "AAC in m4a": Kind("m4a", "ipod", "aac", (8_000, 22_050, 44_100, 48_000, 96_000), (1, 2, 6)),
    "ALAC in m4a": Kind("m4a", "ipod", "alac", (22_050, 44_100, 96_000)),
    "AAC in mp4, in fragments": Kind(
        "mp4", "mp4", "aac", options=(("movflags", "frag_keyframe+empty_moov"),)
    ),
    "AAC in mp4, index first": Kind("mp4", "mp4", "aac", options=(("movflags", "faststart"),)),
    "MP3 in mp4": Kind("mp4", "mp4", "libmp3lame", (44_100, 48_000)),
    "AAC in mov": Kind("mov", "mov", "aac"),
    "AAC in 3gp": Kind("3gp", "3gp", "aac"),
    "AAC": Kind("aac", "adts", "aac", (8_000, 22_050, 44_100, 48_000)),
    "Opus in webm": Kind("webm", "webm", "libopus", (16_000, 48_000)),
    "Vorbis in webm": Kind("webm", "webm", "libvorbis"),
    "Vorbis in mka": Kind("mka", "matroska", "libvorbis", (8_000, 44_100)),
    "AAC in mka": Kind("mka", "matroska", "aac"),
    "FLAC in mka": Kind("mka", "matroska", "flac"),
    "MP3 in mka": Kind("mka", "matroska", "libmp3lame"),
    "AC-3 in mkv": Kind("mkv", "matroska", "ac3", (44_100, 48_000)),
    "WMA 2": Kind("wma", "asf", "wmav2"),
    "WMA 1": Kind("wma", "asf", "wmav1"),
    "WavPack": Kind("wv", "wv", "wavpack", (8_000, 44_100, 96_000)),
    "True Audio": Kind("tta", "tta", "tta", (8_000, 44_100, 96_000)),
    "AC-3": Kind("ac3", "ac3", "ac3", (32_000, 44_100, 48_000), (1, 2, 6)),
    "E-AC-3": Kind("eac3", "eac3", "eac3", (32_000, 44_100, 48_000), (1, 2, 6)),
    "PCM in caf": Kind("caf", "caf", "pcm_s16le"),
    "ALAC in caf": Kind("caf", "caf", "alac"),
    "IMA in caf": Kind("caf", "caf", "adpcm_ima_qt"),
    "PCM in aiff-c": Kind("aifc", "aiff", "pcm_s16be"),
    "A-law in aiff-c": Kind("aifc", "aiff", "pcm_alaw"),
    "w64": Kind("w64", "w64", "pcm_s16le"),
    "MP2": Kind("mp2", "mp2", "mp2", (22_050, 44_100, 48_000)),
    "MP3 in wav": Kind("wav", "wav", "libmp3lame"),
    "FLAC of unknown length": Kind("flac", "flac", "flac", (22_050, 44_100)),
    "MP3": Kind("mp3", "mp3", "libmp3lame"),
    "FLAC": Kind("flac", "flac", "flac"),
    "Opus": Kind("opus", "opus", "libopus", (48_000,)),
    "Vorbis": Kind("ogg", "ogg", "libvorbis", (44_100,)),
}


def write_kind(
    path: Path, kind: Kind, rate: int, channels: int, seconds: float, seed: int = 0
) -> Path:
    """A recording of noise and tones that come and go."""
    random = np.random.default_rng(seed)
    t = np.arange(round(seconds * rate)) / rate
    noise = 0.05 * random.standard_normal((len(t), channels))
    tone = 0.3 * np.sin(2 * np.pi * 440 * t * (1 + t / 30)) * (np.sin(3 * t) > 0)
    y = (noise + tone[:, None]).clip(-0.9, 0.9)
    if FFMPEG:
        wav = path.with_name(f"{path.name}.source")
        soundfile.write(wav, y, rate, format="WAV")
        named = {**dict(kind.options), **ENCODER.get(kind.codec, {})}
        options = [word for name, value in named.items() for word in (f"-{name}", value)]
        command = [FFMPEG, "-v", "error", "-y", "-nostdin", "-i", wav, "-c:a", kind.codec, *options]
        subprocess.run([*command, "-f", kind.container, path], check=True)
        wav.unlink()
    else:
        _write_with_pyav(path, kind, y.astype(np.float32), rate)
    if kind is KINDS["FLAC of unknown length"]:
        forget_length(path)
    return path


def _write_with_pyav(path: Path, kind: Kind, y: np.ndarray, rate: int) -> None:
    layout = {1: "mono", 2: "stereo", 6: "5.1"}[y.shape[1]]
    with av.open(str(path), "w", format=kind.container, options=dict(kind.options)) as container:
        encoder = ENCODER.get(kind.codec, {})
        stream = container.add_stream(kind.codec, rate=rate, layout=layout, options=encoder)
        stream.codec_context.open()
        resampler = av.AudioResampler(
            stream.format, layout, rate, frame_size=stream.codec_context.frame_size or 4096
        )
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(y.T), "fltp", layout)
        frame.sample_rate, frame.pts = rate, 0
        for part in (frame, None):
            for piece in resampler.resample(part):
                container.mux(stream.encode(piece))
        container.mux(stream.encode(None))


def forget_length(flac: Path) -> None:
    """Make a FLAC one whose header does not say how long it is."""
    data = bytearray(flac.read_bytes())
    data[21] &= 0xF0
    data[22:26] = bytes(4)
    flac.write_bytes(data)


def write_dsf(path: Path, seconds: float, seed: int = 0) -> Path:
    """A DSD recording: the pulses of a tone, whose sum follows it."""
    rate, block = 2_822_400, 4096
    t = np.arange(round(seconds * rate)) / rate
    channels = []
    for frequency in (440, 660):
        total = np.floor(np.cumsum(0.5 + 0.2 * np.sin(2 * np.pi * frequency * t)))
        bits = np.diff(total, prepend=0).astype(np.uint8)
        data = np.packbits(bits, bitorder="little").tobytes()
        channels.append(data + bytes(-len(data) % block))
    blocks = [
        data[first : first + block]
        for first in range(0, len(channels[0]), block)
        for data in channels
    ]
    sound = b"".join(blocks)
    form = struct.pack("<4sQIIIIIIQII", b"fmt ", 52, 1, 0, 2, 2, rate, 1, len(t), block, 0)
    header = struct.pack("<4sQQQ", b"DSD ", 28, 28 + 52 + 12 + len(sound), 0)
    path.write_bytes(header + form + struct.pack("<4sQ", b"data", 12 + len(sound)) + sound)
    return path


def decode_whole(path: Path) -> tuple[np.ndarray, int]:
    """All of a recording as FFmpeg decodes it, (frames, channels) float32, and its rate."""
    with av.open(str(path)) as container:
        resampler = av.AudioResampler("fltp")
        blocks = [
            piece.to_ndarray()
            for frame in container.decode(audio=0)
            for piece in resampler.resample(frame)
        ]
        rate = container.streams.audio[0].rate
    return np.concatenate(blocks, axis=1).T, rate
