"""Recordings in the containers and codecs that people have, made with FFmpeg, or with PyAV."""

import shutil
import subprocess
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
from support.kinds import KINDS, Kind

FFMPEG = shutil.which("ffmpeg")
# AAC may leave noise to the decoder, which makes another one each time.
ENCODER = {"aac": {"aac_pns": "0"}}
# What PyAV has instead of an encoder of FFmpeg's command, and what that one needs.
INSTEAD = {"libvorbis": ("vorbis", {"strict": "-2"})}
PYAV_ALONE = ("libopencore_amrnb",)  # encoders that FFmpeg's command may lack
ENCODER_OPTIONS = (
    "aac_pns",
    "sample_fmt",
    "frame_duration",
    "b",
    "q",
)  # options; others of containers


def is_writable(kind: Kind, with_pyav: bool = not FFMPEG) -> bool:
    """Whether there is an encoder for a kind of recording: FFmpeg's, or PyAV's."""
    if FFMPEG and not with_pyav:
        return kind.codec in PYAV_ALONE or kind.codec in _ffmpeg_encoders()
    try:
        return av.Codec(INSTEAD.get(kind.codec, (kind.codec,))[0], "w").is_encoder
    except av.codec.codec.UnknownCodecError:
        return False


@lru_cache
def _ffmpeg_encoders() -> frozenset[str]:
    listed = subprocess.run([FFMPEG, "-v", "error", "-encoders"], capture_output=True, text=True)
    return frozenset(line.split()[1] for line in listed.stdout.splitlines() if " A" in line[:3])


@lru_cache(maxsize=8)
def noise_and_tones(rate: int, channels: int, seconds: float, seed: int = 0) -> np.ndarray:
    """Noise and tones that come and go, (frames, channels) float32."""
    random = np.random.default_rng(seed)
    t = np.arange(round(seconds * rate)) / rate
    noise = 0.05 * random.standard_normal((len(t), channels))
    tone = 0.3 * np.sin(2 * np.pi * 440 * t * (1 + t / 30)) * (np.sin(3 * t) > 0)
    return (noise + tone[:, None]).clip(-0.9, 0.9).astype(np.float32)


def write_kind(
    path: Path,
    kind: Kind,
    rate: int,
    channels: int,
    seconds: float,
    seed: int = 0,
    tags: dict[str, str] | None = None,
    with_pyav: bool = not FFMPEG,
) -> Path:
    """A recording of `noise_and_tones`."""
    y = noise_and_tones(rate, channels, seconds, seed)
    song = Song(path, kind, seconds, tags or {})
    if with_pyav or kind.codec in PYAV_ALONE:
        _write_with_pyav(song, y, rate)
    else:
        _write_with_ffmpeg([song], y, rate)
    if kind is KINDS["FLAC of unknown length"]:
        forget_length(path)
    return path


class Song(NamedTuple):
    """A file to be made: the first seconds of a sound, and tags."""

    path: Path
    kind: Kind
    seconds: float
    tags: dict[str, str]


def write_songs(songs: Sequence[Song], rate: int, channels: int, seed: int = 0) -> None:
    """Many recordings of `noise_and_tones`, by one run of FFmpeg, or by PyAV."""
    y = noise_and_tones(rate, channels, max(song.seconds for song in songs), seed)
    by_pyav = [song for song in songs if not FFMPEG or song.kind.codec in PYAV_ALONE]
    for song in by_pyav:
        _write_with_pyav(song, y[: round(song.seconds * rate)], rate)
    if by_ffmpeg := [song for song in songs if song not in by_pyav]:
        _write_with_ffmpeg(by_ffmpeg, y, rate)
    for song in songs:
        if song.kind is KINDS["FLAC of unknown length"]:
            forget_length(song.path)


def _write_with_ffmpeg(songs: Sequence[Song], y: np.ndarray, rate: int) -> None:
    words = ["-f", "f32le", "-ar", str(rate), "-ac", str(y.shape[1]), "-i", "-"]
    for path, kind, seconds, tags in songs:
        named = {"c:a": kind.codec, **dict(kind.options), **ENCODER.get(kind.codec, {})}
        words += [word for name, value in named.items() for word in (f"-{name}", value)]
        words += [word for tag in tags.items() for word in ("-metadata", "=".join(tag))]
        words += ["-t", str(seconds), "-f", kind.container, path]
    run_ffmpeg(*words, stdin=y.tobytes())


def run_ffmpeg(*words: str | Path, stdin: bytes = b"") -> None:
    """Run FFmpeg's command; its last word is the file that it writes."""
    subprocess.run([FFMPEG, "-v", "error", "-y", *words], check=True, input=stdin)


def _write_with_pyav(song: Song, y: np.ndarray, rate: int) -> None:
    path, kind, _, tags = song
    layout = {1: "mono", 2: "stereo", 6: "5.1"}[y.shape[1]]
    codec, needed = INSTEAD.get(kind.codec, (kind.codec, {}))
    named = dict(kind.options) | needed | ENCODER.get(codec, {})
    sample_format = named.pop("sample_fmt", None)
    container_options = {
        name: value for name, value in named.items() if name not in ENCODER_OPTIONS
    }
    encoder_options = {
        name: value for name, value in named.items() if name in (*ENCODER_OPTIONS, "strict")
    }
    with av.open(str(path), "w", format=kind.container, options=container_options) as container:
        container.metadata.update(tags)
        stream = container.add_stream(codec, rate=rate, layout=layout, options=encoder_options)
        if sample_format:
            stream.format = sample_format
        stream.bit_rate = 128_000
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
