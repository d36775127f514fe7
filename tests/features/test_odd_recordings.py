"""Recordings that are put together in unusual ways: heard, where they should begin, or named."""

import shutil
import struct
import subprocess

import numpy as np
import pytest
from support.formats import FFMPEG, run_ffmpeg, write_kind
from support.kinds import KINDS
from support.parts import check_part
from support.without_encoders import write_dsf

from hbvae.errors import AudioError
from hbvae.features.audio_config import AudioConfig
from hbvae.features.decoders.registry import open_recording
from hbvae.features.decoding import read_central_part

needs_ffmpeg = pytest.mark.skipif(not FFMPEG, reason="FFmpeg's command is not installed")
SHORT = AudioConfig(duration=3)
TAG = b"ID3\x04\0\0" + bytes([0, 0, 4, 0]) + bytes(512)
APE = b"APETAGEX" + struct.pack("<IIII8x", 2000, 32, 0, 0x80000000)
NOISE = ["-f", "lavfi", "-i", "anoisesrc=duration=11:sample_rate=44100:amplitude=0.2"]
TONE = ["-f", "lavfi", "-i", "sine=duration=7:sample_rate=22050"]
PICTURE = ["-f", "lavfi", "-i", "testsrc=duration=11:size=64x48:rate=5"]
AAC = ["-c:a", "aac", "-aac_pns", "0"]


def write(path, name, seconds=4.0, seed=0):
    """A recording of a kind, at its middle rate, of one or two channels."""
    kind = KINDS[name]
    rate, channels = kind.rates[len(kind.rates) // 2], min(2, kind.channels[-1])
    return write_kind(path, kind, rate, channels, seconds, seed)


def count_frames(path):
    with open_recording(path) as recording:
        return recording.frames()


VIDEOS = {  # ending: codecs of picture and sound
    "mp4": ("mpeg4", "aac"), "mkv": ("mpeg4", "ac3"), "webm": ("libvpx", "libopus"),
    "mov": ("mpeg4", "pcm_s16le"), "avi": ("mpeg4", "libmp3lame"), "mpg": ("mpeg1video", "mp2"),
    "flv": ("flv", "aac"), "wmv": ("wmv2", "wmav2"), "m2ts": ("mpeg2video", "aac"),
    "ogv": ("libtheora", "libvorbis"), "3gp": ("mpeg4", "aac"), "m4v": ("mpeg4", "aac"),
}  # fmt: skip


@needs_ffmpeg
@pytest.mark.parametrize("ending", VIDEOS)
def test_a_video_is_read_and_a_silent_video_is_reported(ending, tmp_path):
    picture, sound = VIDEOS[ending]
    rate = ["-r", "25", "-ar", "48000", "-ac", "2"]
    codecs = [*rate, "-c:v", picture, "-c:a", sound, "-strict", "-2"]
    codecs += ["-aac_pns", "0"] if sound == "aac" else []
    run_ffmpeg(*PICTURE, *NOISE, *codecs, tmp_path / f"clip.{ending}")
    check_part(tmp_path / f"clip.{ending}", sound)
    run_ffmpeg(*PICTURE, *codecs[:2], "-c:v", picture, tmp_path / f"silent.{ending}")
    with pytest.raises(AudioError, match="a video without sound"):
        open_recording(tmp_path / f"silent.{ending}")


def test_an_encrypted_song_is_named(tmp_path):
    path = write(tmp_path / "bought.m4a", "AAC in m4a")
    data = path.read_bytes()
    assert data.count(b"mp4a") == 1
    path.write_bytes(data.replace(b"mp4a", b"drms"))
    with pytest.raises(AudioError, match="encrypted"):
        open_recording(path)


def test_a_codec_tag_may_be_any_bytes(tmp_path):
    path = write(tmp_path / "damaged.m4a", "AAC in m4a")
    path.write_bytes(path.read_bytes().replace(b"mp4a", b"\x80p4a"))
    check_part(path, "aac")


@pytest.mark.parametrize(
    "begin, what",
    [
        (b"#EXTM3U\nsong.mp3\n", "a playlist"),
        (b"RIFF\x24\0\0\0CDDAfmt ", "a pointer to an audio CD track"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "a picture"),
        (b"CTENFDAM\1\2", "an encrypted song from NetEase"),
        (b"\x1f\x8b\x08\0", "an archive (gzip)"),
    ],
)
def test_what_is_no_recording_is_named(begin, what, tmp_path):
    path = tmp_path / "song.mp3"
    path.write_bytes(begin + bytes(range(32, 127)) * (3 if b"#" not in begin else 0))
    with pytest.raises(AudioError) as raised:
        open_recording(path)
    assert f"got {what}" in str(raised.value)


BEFORE = ("FLAC", "FLAC of unknown length", "FLAC in ogg", "AAC", "True Audio", "AAC in m4a")
BEFORE += ("WavPack", "WMA 2", "Vorbis in mka", "AC-3", "24-bit PCM in wav", "PCM in aiff", "MP3")


@pytest.mark.parametrize("name", [name for name in BEFORE if FFMPEG or "Vorbis" not in name])
def test_a_tag_before_a_recording_is_passed_over(name, tmp_path):
    plain = write(tmp_path / "plain", name)
    tagged = tmp_path / "tagged"
    tagged.write_bytes(TAG + TAG + plain.read_bytes())
    assert count_frames(tagged) == count_frames(plain)
    expected = read_central_part(plain, SHORT).slices
    np.testing.assert_array_equal(read_central_part(tagged, SHORT).slices, expected)


@pytest.mark.parametrize("tag", [APE, b"TAG" + b"Song".ljust(125, b"\0")])
@pytest.mark.parametrize("name", ["MP3", "AAC", "WavPack", "FLAC", "True Audio", "AC-3"])
def test_a_tag_behind_a_recording_is_passed_over(name, tag, tmp_path):
    plain = write(tmp_path / "plain", name)
    tagged = tmp_path / "tagged"
    tagged.write_bytes(plain.read_bytes() + tag)
    assert count_frames(tagged) == count_frames(plain)
    part = read_central_part(tagged, SHORT)
    noise = 0.1 if name == "AC-3" else 1e-6
    expected = read_central_part(plain, SHORT).slices
    np.testing.assert_allclose(part.slices, expected, rtol=0, atol=noise)


def test_a_file_that_is_cut_off_is_as_long_as_what_is_left(tmp_path):
    for name in ("AAC in mp4, index first", "Opus in webm", "WavPack", "AAC", "WMA 2"):
        path = write(tmp_path / f"song.{KINDS[name].ending}", name, 20)
        path.write_bytes(path.read_bytes()[: path.stat().st_size * 7 // 10])
        part = read_central_part(path, AudioConfig(duration=6))
        assert 1 <= len(part.slices) <= 2


@pytest.mark.parametrize("name", ["Vorbis", "Opus", "FLAC in ogg"])
def test_chained_songs_are_read_completely(name, tmp_path):
    if name == "Vorbis" and not FFMPEG:
        pytest.skip("PyAV's encoder of Vorbis gives no whole streams")
    songs = [write(tmp_path / str(seed), name, 4 + seed, seed) for seed in (1, 2)]
    chain = tmp_path / "chain.ogg"
    chain.write_bytes(b"".join(song.read_bytes() for song in songs))
    check_part(chain, KINDS[name].codec)
    assert count_frames(chain) == pytest.approx(sum(map(count_frames, songs)), abs=4096)


@pytest.mark.parametrize("stated", [0, 2**31])
def test_an_mp3_that_states_an_impossible_length_is_counted(stated, tmp_path):
    path = write(tmp_path / "song.mp3", "MP3", 9)
    frames, data = count_frames(path), bytearray(path.read_bytes())
    at = max(data.find(b"Xing"), data.find(b"Info"))
    struct.pack_into(">I", data, at + 8, stated)
    path.write_bytes(data)
    assert count_frames(path) == pytest.approx(frames, abs=2304)
    assert read_central_part(path, SHORT).start == pytest.approx(3, abs=0.1)


def test_an_instant_is_too_short(tmp_path):
    path = write(tmp_path / "song.m4a", "AAC in m4a", 0.01)
    with pytest.raises(AudioError, match=r"expected at least 3 s of audio, got 0.0\d s"):
        read_central_part(path, SHORT)


def test_dsd_at_twice_the_rate(tmp_path):
    check_part(write_dsf(tmp_path / "song.dsf", 3, 5_644_800), "dsd")


@needs_ffmpeg
def test_a_dts_copy_of_a_cd_is_decoded(tmp_path):
    """A wav that calls its blocks of DTS samples, as players pass them on to an amplifier."""
    dts, path = tmp_path / "song.dts", tmp_path / "song.wav"
    run_ffmpeg(*NOISE, "-c:a", "dca", "-strict", "-2", "-b:a", "1411200", "-ac", "2", dts)
    data = dts.read_bytes()
    form = struct.pack("<HHIIHH", 1, 2, 44_100, 176_400, 4, 16)
    riff = struct.pack("<4sI8sI", b"RIFF", 36 + len(data), b"WAVEfmt ", len(form)) + form
    path.write_bytes(riff + struct.pack("<4sI", b"data", len(data)) + data)
    check_part(path, "dca")


def test_musepack(tmp_path):
    if not (encoder := shutil.which("mpcenc")):
        pytest.skip("mpcenc, which makes Musepack, is not installed")
    wav = write(tmp_path / "song.wav", "16-bit PCM in wav")
    subprocess.run([encoder, "--silent", wav, tmp_path / "song.mpc"], check=True)
    check_part(tmp_path / "song.mpc", "mpc8")


def odd_mpeg4(folder):
    """Files of MPEG-4 and Matroska whose time does not begin at 0, and other oddities."""
    run_ffmpeg(*NOISE, *AAC, folder / "plain.m4a")
    copy = ["-i", folder / "plain.m4a", "-c", "copy"]
    yield "late", [*("-itsoffset", "1.5"), *NOISE, *AAC, folder / "late.m4a"]
    yield "from its middle on", ["-ss", "2.3", *copy, folder / "trimmed.m4a"]
    yield "without edits", [*NOISE, *AAC, "-use_editlist", "0", folder / "unedited.m4a"]
    negative = ["-itsoffset", "-1.5", *copy, "-avoid_negative_ts", "disabled"]
    yield "before 0", [*negative, folder / "negative.mkv"]
    yield "late in Matroska", ["-itsoffset", "3", *copy, folder / "late.mka"]
    streams = ["-map", "1", "-map", "0", "-map", "1"]
    yield "stems", [*NOISE, *TONE, *streams, *AAC, "-f", "mp4", folder / "song.stem.mp4"]
    yield "streams", [*NOISE, *TONE, *streams, "-c:a", "flac", folder / "streams.mka"]
    chapters = folder / "chapters.txt"
    chapters.write_text(
        ";FFMETADATA1\ntitle=Book\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=5000\ntitle=One\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=5000\nEND=11000\ntitle=Two\n"
    )
    cover = ["-map", "0", "-map", "2", "-c:v", "mjpeg", "-frames:v", "1"]
    cover += ["-disposition:v", "attached_pic", "-map_metadata", "1"]
    book = [*NOISE, "-i", chapters, *PICTURE, *cover, *AAC, "-f", "ipod", folder / "book.m4b"]
    yield "chapters and a cover", book


@needs_ffmpeg
def test_time_that_does_not_begin_at_nought_and_several_streams(tmp_path):
    for what, words in odd_mpeg4(tmp_path):
        run_ffmpeg(*words)
        path = words[-1]
        print(what)
        check_part(path, "flac" if what == "streams" else "aac")


@pytest.mark.parametrize("name", ["MP3 of variable rate, without its length", "AAC"])
def test_damaged_blocks_in_a_bare_stream_are_skipped(name, tmp_path):
    """As radio programs record it."""
    path = write(tmp_path / "song", name, 12)
    complete, data = read_central_part(path, SHORT), bytearray(path.read_bytes())
    for at in range(len(data) // 20, len(data), len(data) // 8):
        data[at : at + 40] = b"\xff\xfb\x90\x64" * 10 if "MP3" in name else bytes(40)
    path.write_bytes(data)
    part = read_central_part(path, SHORT)
    assert part.start == pytest.approx(complete.start, abs=0.2)
    assert len(part.slices) == 1


def test_consecutive_radio_recordings_are_read(tmp_path):
    songs = [
        write(tmp_path / str(seed), "MP3 of variable rate, without its length", 6, seed)
        for seed in range(4)
    ]
    path = tmp_path / "radio.mp3"
    path.write_bytes(b"".join(song.read_bytes()[seed:] for seed, song in enumerate(songs)))
    part = read_central_part(path, SHORT)
    assert part.duration == pytest.approx(24, abs=0.5)
    assert part.start == pytest.approx(10.5, abs=0.3)
