"""Whether a part of a recording, read by itself, is that of the whole."""

from pathlib import Path

import av
import numpy as np
import soxr

from hbvae.features.audio_config import AudioConfig
from hbvae.features.decoders.registry import open_recording
from hbvae.features.decoding import CentralPart, Passage, read_central_part

CONFIG = AudioConfig(duration=1.0, slice_duration=0.5, n_frames=22, n_mels=64)
# Frames by which the length may differ from that of all that is decoded: a codec's last block is
# decoded whole, whatever the container says of its end; w64 is filled up to 8 bytes.
LENGTH = {"aac": 2048, "wmav1": 4096, "wmav2": 4096, "libopus": 1920, "alac": 4096, "ac3": 1536}
LENGTH |= {"dsd": 4096, "eac3": 1536, "libmp3lame": 2304, "mp2": 2304, "libvorbis": 1024}
LENGTH |= {"adpcm_ima_qt": 64}
# What a sample may differ by: mpg123, which libsndfile uses, decodes MP2 in floating point; IMA's
# decoders round, and keep the last bits of what they decoded before; that of WMA adds noise at low
# bit rates.
SAMPLE = {"mp2": 1e-4, "adpcm_ima_qt": 5e-3, "wmav1": 1e-2, "wmav2": 1e-2}
NOISE = ("ac3", "eac3")  # decoders of these put noise of their own where nothing is coded


def check_part(path: Path, codec: str) -> None:
    """A part, read by itself, is that of the whole that FFmpeg decodes; so is the central one."""
    decoded, rate = decode_completely(path)
    with open_recording(path) as recording:
        assert recording.rate == rate and recording.channels == decoded.shape[1]
        frames = recording.frames()
        assert abs(frames - len(decoded)) <= LENGTH.get(codec, 1), (frames, len(decoded))
        first, last = round(0.55 * len(decoded)), round(0.85 * len(decoded))
        lead = min(recording.lead, first)
        part = np.concatenate(list(recording.blocks(first - lead, last)))[lead:]
        assert len(part) == last - first
        start = np.concatenate(list(recording.blocks(0, rate)))  # after a jump, back to the start
    for actual, expected in ((part, decoded[first:last]), (start, decoded[:rate])):
        check_samples(actual, expected, codec)
    check_central(read_central_part(path, CONFIG), decoded, rate, codec)


def check_passage(path: Path, codec: str) -> None:
    """A song that a cue sheet says to be in a recording is heard as if cut out of the whole."""
    decoded, rate = decode_completely(path)
    start, end = 0.2 * len(decoded) / rate, 0.95 * len(decoded) / rate
    part = read_central_part(Passage(path, (start, end)), CONFIG)
    assert abs(part.duration - (end - start)) <= 1 / rate
    begin = round(start * rate)
    cut = part._replace(start=part.start - start)
    check_central(cut, decoded[begin : round(end * rate)], rate, codec)


def check_samples(actual: np.ndarray, expected: np.ndarray, codec: str) -> None:
    """Samples that may differ by what a codec's decoder adds."""
    if codec in NOISE:
        loud = np.sqrt(np.mean(expected**2))
        shifts = (np.roll(expected, shift, axis=0) for shift in (0, 1, -1, 48, -48, 512, -512))
        off, *others = (np.sqrt(np.mean((actual - other) ** 2)) for other in shifts)
        assert off < 0.3 * loud and off < 0.8 * min(others)
        return
    if actual.shape[1] > 2:  # in another order, as libsndfile has it
        actual, expected = actual.mean(axis=1), expected.mean(axis=1)
    np.testing.assert_allclose(actual, expected, rtol=0, atol=SAMPLE.get(codec, 2e-6))


def check_central(part: CentralPart, decoded: np.ndarray, rate: int, codec: str) -> None:
    """The central second begins where it should, and sounds as that part of the whole does."""
    seconds = len(decoded) / rate
    assert part.slices.shape == (2, 11_025)
    assert abs(part.start - (seconds - 1) / 2) <= (LENGTH.get(codec, 0) / 2 + 2) / rate + 1e-4
    y = soxr.resample(decoded.mean(axis=1), rate, 22_050, "HQ")
    first = round(part.start * 22_050)
    check_samples(part.slices.reshape(-1, 1), y[first : first + 22_050, None], codec)


def decode_completely(path: Path) -> tuple[np.ndarray, int]:
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
