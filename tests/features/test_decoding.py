"""Recordings are decoded as librosa decodes them, and refused with a reason."""

import os
import re

import numpy as np
import pytest
import soundfile
from support.librosa_reference import (
    CONFIG,
    reference_db,
    reference_image,
    reference_slices,
    write_song,
    write_wav,
)

from hbvae.errors import AudioError
from hbvae.features.audio_config import AudioConfig
from hbvae.features.decoding import read_central_part
from hbvae.features.log_mel import extract_track, log_mel, mel_filterbank, min_max

LOWEST = {"bitrate_mode": "CONSTANT", "compression_level": 0.99}  # mp3 without a length


@pytest.fixture(scope="module")
def filterbank():
    return mel_filterbank(CONFIG)


FILES = [
    *[("wav", rate, 1 + rate // 100 % 2, {}) for rate in (8000, 11025, 16000, 22050, 24000)],
    *[("wav", rate, 2, {}) for rate in (32000, 44100, 48000, 88200, 96000)],
    ("wav", 44100, 5, {}),
    *[("flac", rate, channels, {}) for rate, channels in ((8000, 2), (44100, 1), (96000, 2))],
    *[("ogg", rate, channels, {}) for rate, channels in ((8000, 1), (44100, 2), (96000, 1))],
    *[("au", rate, channels, {}) for rate, channels in ((22050, 1), (48000, 2))],
    *[("mp3", rate, 1, {}) for rate in (8000, 16000, 22050, 44100)],
    *[("mp3", rate, 2, {}) for rate in (24000, 32000, 44100, 48000)],
    *[("mp3", rate, 2, LOWEST) for rate in (22050, 24000, 44100)],
    ("mp3", 44100, 1, {"bitrate_mode": "VARIABLE", "compression_level": 0.99}),
]


@pytest.mark.parametrize("ending, rate, channels, options", FILES)
def test_equals_librosa(ending, rate, channels, options, tmp_path, filterbank):
    path = write_song(tmp_path / f"song.{ending}", 17.31, rate, channels, **options)
    slices, start = reference_slices(path)
    part = read_central_part(path, CONFIG)
    assert part.start == start
    np.testing.assert_allclose(part.slices, slices, rtol=0, atol=1e-6)

    db = log_mel(part.slices, filterbank, CONFIG)
    expected = reference_db(slices)
    np.testing.assert_allclose(db, expected, rtol=0, atol=2e-3)
    np.testing.assert_allclose(min_max(db), reference_image(expected), rtol=0, atol=1e-4)


@pytest.mark.parametrize(
    "seconds, n_slices, start", [(29.99, 9, 0), (30, 10, 0), (31, 10, 0.5), (3, 1, 0), (5.9, 1, 0)]
)
def test_slices_of_a_track(seconds, n_slices, start, tmp_path):
    random = np.random.default_rng(0)
    y = random.normal(0, 0.1, round(seconds * 22050)).astype(np.float32)
    part = read_central_part(write_wav(tmp_path / "a.wav", y), AudioConfig())
    assert (len(part.slices), part.start) == (n_slices, start)
    first = round(start * 22050)
    np.testing.assert_array_equal(part.slices.ravel(), y[first : first + part.slices.size])


@pytest.mark.parametrize("ending", ["mp3", "ogg", "wav"])
def test_file_that_is_cut_off_is_as_long_as_what_is_left(ending, tmp_path):
    path = write_song(tmp_path / f"song.{ending}", 20, 44100, 2)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    slices, start = reference_slices(path)
    part = read_central_part(path, CONFIG)
    assert 8 < part.duration < 16
    assert part.start == pytest.approx(start)
    np.testing.assert_allclose(part.slices, slices, rtol=0, atol=1e-6)


def test_mp3_with_a_picture_in_front(tmp_path):
    path = write_song(tmp_path / "song.mp3", 9, 44100, 2)
    slices, _ = reference_slices(path)
    tag = b"ID3\x04\x00\x00" + bytes([0, 1, 0, 0]) + bytes(1 << 14)
    path.write_bytes(tag + path.read_bytes())
    np.testing.assert_allclose(read_central_part(path, CONFIG).slices, slices, atol=1e-6)


def patched(path, at, value):
    """The file with the bytes ``value`` written at ``at``."""
    content = bytearray(path.read_bytes())
    content[at : at + len(value)] = value
    path.write_bytes(content)


def write_bad_file(kind, path):
    noise = np.random.default_rng(0).normal(0, 0.1, 22050 * 8)
    contents = {
        "empty": b"",
        "text": b"see the other folder\n" * 99,
        "web page": b"<!DOCTYPE html>\n<html><body>404</body></html>",
        "m4a": b"\0\0\0\x20ftypM4A \0\0\2\0" + bytes(4000),
        "midi": b"MThd\0\0\0\6" + bytes(200),
        "picture": b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(2000),
        "bytes": np.random.default_rng(0).bytes(50_000),
    }
    if kind in contents:
        path.write_bytes(contents[kind])
    elif kind == "folder":
        path.mkdir()
    elif kind == "silent":
        write_wav(path, np.zeros(22050 * 8))
    elif kind == "constant":
        soundfile.write(path, np.full((48_000 * 8, 2), 0.7), 48_000)
    elif kind == "dither":  # the last bit of a CD
        write_wav(path, np.random.default_rng(0).integers(-1, 2, 22050 * 8) / 2**15)
    elif kind == "no frames":
        write_wav(path, noise[:0])
    elif kind == "no length":
        write_wav(path, noise)
        data = path.read_bytes()
        at = data.index(b"data") + 4
        path.write_bytes(data[:4] + bytes(4) + data[8:at] + bytes(4) + data[at + 4 :])
    elif kind == "short":
        write_wav(path, noise[: 22050 * 2])
    elif kind == "by a sample":
        write_wav(path, noise[: 22050 * 3 - 1])
    elif kind == "opposite":
        soundfile.write(path, np.stack([noise, -noise], axis=1), 22050)
    elif kind in ("nan", "inf", "-inf", "1e30"):
        noise[22050 * 4] = float(kind)
        write_wav(path, noise)
    elif kind in ("damaged", "absurd length"):
        soundfile.write(path, noise, 22050)
        if kind == "damaged":
            patched(path, path.stat().st_size // 2, bytes(9000))
        else:  # the 36 bits at the end of these 8 bytes
            patched(path, 21, bytes([path.read_bytes()[21] | 0x0F] + [255] * 4))
    elif kind in ("rate", "channels"):
        soundfile.write(path, noise, 22050)
        at, value = {"rate": (24, 7), "channels": (22, 1000)}[kind]
        patched(path, at, value.to_bytes(2, "little"))


@pytest.mark.parametrize(
    "kind, name, reason",
    [
        ("absent", "a.mp3", "the file does not exist"),
        ("folder", "a.mp3", "got a folder"),
        ("empty", "a.mp3", "empty (0 bytes)"),
        *[("text", f"a.{ending}", "got a text file") for ending in ("mp3", "wav", "au", "raw")],
        ("web page", "a.mp3", "got a web page: the download failed"),
        ("web page", "a.au", "got a web page: the download failed"),
        ("m4a", "a.m4a", "MPEG-4 audio or video (m4a, mp4), it cannot be opened: it is damaged"),
        ("midi", "a.mp3", "got MIDI, which holds notes, not sound"),
        ("picture", "a.wav", "got a picture"),
        ("no length", "a.wav", "its header has no length, perhaps because the recorder lost"),
        ("bytes", "a.mp3", "got an unknown format"),
        ("bytes", "a.au", "got an unknown format"),
        *[(kind, "a.wav", "it is silent from 0.9 s to") for kind in ("silent", "dither")],
        ("constant", "a.flac", "it is silent from 0.0 s to"),
        ("opposite", "a.flac", "the analysed part, or its channels cancel each other out"),
        ("no frames", "a.wav", "expected at least 3 s of audio, got 0.00 s"),
        ("short", "a.wav", "expected at least 3 s of audio, got 2.00 s"),
        ("by a sample", "a.wav", "expected at least 3 s of audio, got 2.99 s"),
        *[(kind, "a.wav", "got NaN, infinity or") for kind in ("nan", "inf", "-inf", "1e30")],
        ("damaged", "a.flac", "decoding fails after"),
        ("absurd length", "a.flac", "at most 24 hours, but the header says"),
        ("rate", "a.wav", "expected 1000 to 1000000 Hz"),
        ("channels", "a.wav", "expected at least 3 s of audio"),
    ],
)
def test_refusal(kind, name, reason, tmp_path, filterbank):
    path = tmp_path / name
    write_bad_file(kind, path)
    with pytest.raises(AudioError, match=re.escape(reason)):
        extract_track(path, filterbank, CONFIG)


def test_a_file_that_may_not_be_read_is_refused(tmp_path):
    path = write_song(tmp_path / "song.wav", 7, 22050, 1)
    path.chmod(0)
    tmp_path.chmod(0o755)
    root = os.geteuid() == 0  # who may read everything
    if root:
        os.seteuid(65534)
    try:
        with pytest.raises(AudioError, match="the file cannot be opened: Permission denied"):
            read_central_part(path, CONFIG)
    finally:
        if root:
            os.seteuid(0)


HOLES = {  # shares of 90 s that are zeros, and where the part is that is used, s
    "a break of a moment": ((0.48, 0.52), 42),
    "a broken download": ((0.35, 0.6), 21),
    "a hidden track": ((0.1, 0.93), 0),
    "a late beginning": ((0.0, 0.55), 63),
}


@pytest.mark.parametrize("name", HOLES)
def test_a_song_with_a_silent_middle_is_read_elsewhere(name, tmp_path):
    (begin, end), start = HOLES[name]
    y = np.random.default_rng(0).normal(0, 0.1, 90 * 22050).astype(np.float32)
    y[round(begin * len(y)) : round(end * len(y))] = 0
    part = read_central_part(write_wav(tmp_path / "a.wav", y), CONFIG)
    assert part.start == start and len(part.slices) == 2
    first = start * 22050
    np.testing.assert_array_equal(part.slices.ravel(), y[first : first + part.slices.size])


@pytest.mark.parametrize("kind", ["quiet", "clipped"])
def test_quiet_and_clipped_songs_are_songs(kind, tmp_path):
    loud = np.sin(np.arange(22050 * 8) / 5)
    y = np.clip(50 * loud, -1, 1) if kind == "clipped" else 2e-4 * loud
    assert len(read_central_part(write_wav(tmp_path / "a.wav", y), CONFIG).slices) == 2
