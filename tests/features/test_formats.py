"""What people's recordings are kept in: a part is that of the whole, in every container."""

import subprocess
import zlib

import numpy as np
import pytest
from support.formats import FFMPEG, KINDS, decode_whole, write_dsf, write_kind

from hbvae.errors import AudioError
from hbvae.features.audio_config import AudioConfig
from hbvae.features.decoders.registry import open_recording
from hbvae.features.decoding import read_central_part

SECONDS = 11.37
# Frames by which the length may differ from that of all that is decoded: a codec's last block is
# decoded whole, whatever the container says of its end.
LENGTH = {"aac": 2048, "wmav1": 4096, "wmav2": 4096, "libopus": 1920, "alac": 4096, "libvorbis": 64}
LENGTH |= {"dsd": 4096, "ac3": 1536, "eac3": 1536, "libmp3lame": 2304, "mp2": 2304, "flac": 48}
LENGTH |= {"adpcm_ima_qt": 64}
# What a sample may differ by: mpg123, which libsndfile uses, decodes MP2 in floating point; IMA's
# decoder keeps the last bits of what it decoded before; that of WMA adds noise at low bit rates.
SAMPLE = {"mp2": 1e-4, "adpcm_ima_qt": 5e-3, "wmav1": 1e-2, "wmav2": 1e-2}
NOISE = ("ac3", "eac3")  # decoders of these put noise of their own where nothing is coded


def check_part(path, codec):
    """A part, read by itself, is that of the whole that FFmpeg decodes."""
    whole, rate = decode_whole(path)
    with open_recording(path) as recording:
        assert recording.rate == rate and recording.channels == whole.shape[1]
        frames = recording.frames()
        assert abs(frames - len(whole)) <= LENGTH.get(codec, 0), (frames, len(whole))
        first, last = round(4.2 * rate), round(9.1 * rate)
        lead = min(recording.lead, first)
        part = np.concatenate(list(recording.blocks(first - lead, last)))[lead:]
        assert len(part) == last - first
        start = np.concatenate(list(recording.blocks(0, rate)))  # after a jump, back to the start
    for found, expected in ((part, whole[first:last]), (start, whole[:rate])):
        if codec in NOISE:
            loud = np.sqrt(np.mean(expected**2))
            shifts = (np.roll(expected, shift, axis=0) for shift in (0, 1, -1, 48, -48, 512, -512))
            off, *others = (np.sqrt(np.mean((found - other) ** 2)) for other in shifts)
            assert off < 0.3 * loud and off < 0.8 * min(others)
        else:
            np.testing.assert_allclose(found, expected, rtol=0, atol=SAMPLE.get(codec, 2e-6))


@pytest.mark.parametrize("name", KINDS)
def test_a_part_is_that_of_the_whole(name, tmp_path):
    kind = KINDS[name]
    rate, channels = kind.rates[-1], min(2, kind.channels[-1])
    path = write_kind(tmp_path / f"song.{kind.ending}", kind, rate, channels, SECONDS)
    check_part(path, kind.codec)


def test_a_part_of_dsd_is_that_of_the_whole(tmp_path):
    check_part(write_dsf(tmp_path / "song.dsf", 10), "dsd")


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.codec == "aac"])
def test_content_counts_and_not_the_ending(name, tmp_path):
    path = write_kind(tmp_path / "song.mp3", KINDS[name], 44_100, 2, SECONDS)
    check_part(path, "aac")


def write_mp4(path, *tracks):
    """A file of MPEG-4 with the streams that FFmpeg's options name."""
    subprocess.run([FFMPEG, "-v", "error", "-y", *tracks, "-f", "mp4", path], check=True)


def test_a_video_is_heard_and_one_without_sound_is_named(tmp_path):
    if not FFMPEG:
        pytest.skip("FFmpeg, which makes videos, is not installed")
    video = ["-f", "lavfi", "-i", "testsrc=duration=11:size=32x32:rate=5"]
    sound = ["-f", "lavfi", "-i", "sine=duration=11:sample_rate=44100"]
    write_mp4(
        tmp_path / "clip.mp4", *video, *sound, "-c:v", "mpeg4", "-c:a", "aac", "-aac_pns", "0"
    )
    check_part(tmp_path / "clip.mp4", "aac")
    write_mp4(tmp_path / "silent.mp4", *video, "-c:v", "mpeg4")
    with pytest.raises(AudioError, match=r"got MPEG-4 .* a video without sound"):
        open_recording(tmp_path / "silent.mp4")


def test_an_encrypted_song_is_named(tmp_path):
    path = write_kind(tmp_path / "bought.m4a", KINDS["AAC in m4a"], 44_100, 2, 4)
    data = path.read_bytes()
    assert data.count(b"mp4a") == 1
    path.write_bytes(data.replace(b"mp4a", b"drms"))
    with pytest.raises(AudioError, match="encrypted"):
        open_recording(path)


def test_a_codec_whose_tag_is_no_text_is_heard_or_refused_as_any_other(tmp_path):
    path = write_kind(tmp_path / "damaged.m4a", KINDS["AAC in m4a"], 44_100, 2, SECONDS)
    path.write_bytes(path.read_bytes().replace(b"mp4a", b"\x80p4a"))
    check_part(path, "aac")


def test_a_tag_before_flac_and_aac_is_passed_over(tmp_path):
    tag = b"ID3\x04\0\0" + bytes([0, 0, 4, 0]) + bytes(512)
    for name in ("FLAC", "FLAC of unknown length", "AAC", "True Audio"):
        kind = KINDS[name]
        path = write_kind(tmp_path / f"song.{kind.ending}", kind, 44_100, 2, SECONDS)
        path.write_bytes(tag + path.read_bytes())
        check_part(path, kind.codec)


def test_a_file_that_is_cut_off_is_as_long_as_what_is_left(tmp_path):
    for name in ("AAC in mp4, index first", "Vorbis in webm", "WavPack", "AAC", "WMA 2"):
        kind = KINDS[name]
        path = write_kind(tmp_path / f"song.{kind.ending}", kind, 44_100, 2, 20)
        path.write_bytes(path.read_bytes()[: path.stat().st_size * 7 // 10])
        part = read_central_part(path, AudioConfig(duration=6))
        assert 1 <= len(part.slices) <= 2


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
def test_every_kind_at_every_rate(name, tmp_path):
    kind = KINDS[name]
    for rate in kind.rates:
        for channels in kind.channels:
            for seed, seconds in enumerate((9.5, 13.21)):
                chance = zlib.crc32(f"{name} {rate} {channels} {seed}".encode())
                path = tmp_path / f"{rate} {channels} {seed}.{kind.ending}"
                write_kind(path, kind, rate, channels, seconds, chance)
                check_part(path, kind.codec)
                part = read_central_part(path, AudioConfig(duration=6))
                assert len(part.slices) == 2 and abs(part.duration - seconds) < 0.3
