"""From an audio file to the slices of its central part: seek, decode, down-mix, resample, cut."""

import math
import os
import struct
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soundfile
import soxr

from hbvae.errors import AudioError
from hbvae.features.audio_config import SAMPLE_RATES, AudioConfig

# Read on either side of the central part, s: longer than the resampler's filter, so that the
# samples that are kept are those of the whole file resampled.
MARGIN = 0.05
LONGEST = 24  # h, nor one that is longer
UNKNOWN = 2**63 - 1  # frames, as libsndfile says it
SILENT = 1e-4  # peak to peak; full scale is 2, the last bit of a CD 3e-5
LOUDEST = 1e9  # full scale is 1 (32,768 in careless float files); squares above this overflow
READ_AT_ONCE = 1 << 20  # values over all channels; memory stays small whatever a header claims
LONGEST_BLOCK = 8192  # frames in which two of the resampler's blocks must end
FURTHEST_STEP = 3.0  # s that may be decoded more for the sake of identical rounding


class CentralPart(NamedTuple):
    """The part of a track that is used, cut into slices."""

    slices: np.ndarray  # (n_slices, slice_samples) float32, mono
    start: float  # s from the beginning of the file
    duration: float  # s, of the whole file


def read_central_part(path: str | os.PathLike, config: AudioConfig) -> CentralPart:
    """The central ``duration`` seconds of a file, mono at ``sample_rate``, cut into slices.

    The samples are, to 1e-6 of full scale, those of ``y, _ = librosa.load(path, sr=sample_rate)``
    from ``(len(y) - need) // 2`` on, where ``need`` is ``duration`` in samples; but only that part
    is decoded. Of a track shorter than ``duration`` they are the whole slices from its beginning.
    A file that breaks off earlier than its header says is as long as what can be decoded.

    Raises:
        AudioError: the file cannot be read, holds less than one slice, or silence.
    """
    with _open_audio(Path(path)) as file:
        rate, frames = file.samplerate, _count_frames(file)
        ratio = config.sample_rate / rate
        need = config.n_slices * config.slice_samples
        length = math.ceil(frames * ratio)  # resampled; counted as librosa.resample counts
        n_slices = min(length, need) // config.slice_samples
        if not n_slices:
            raise AudioError(
                f"expected at least {config.slice_duration:g} s of audio, got "
                f"{frames * 100 // rate / 100:.2f} s; use a longer recording or a shorter "
                "audio.slice_duration"
            )
        start = max(0, length - need) // 2
        step = _resampler_step(rate, config.sample_rate)
        lead = MARGIN * rate + (_mp3_lead(rate) if file.format == "MP3" else 0)
        first = max(0, math.floor((start / ratio - lead) / step)) * step
        last = min(frames, math.ceil((start + need) / ratio + MARGIN * rate))
        y = _read_mono(file, first, last)

    end = math.ceil((first + len(y)) * ratio)
    n_slices = min(n_slices, (end - start) // config.slice_samples)
    if n_slices < 1:
        raise AudioError(
            f"the file breaks off after {(first + len(y)) / rate:.1f} s, its header says "
            f"{frames / rate:.1f} s; copy or download it again"
        )
    if np.ptp(y) < SILENT:  # a constant too
        why = ", or its channels cancel each other out" if file.channels > 1 else ""
        raise AudioError(
            f"it is silent from {first / rate:.1f} s to {(first + len(y)) / rate:.1f} s, the part "
            f"that is used{why}; listen to the recording"
        )
    if rate != config.sample_rate:
        y = soxr.resample(y, rate, config.sample_rate, "HQ")
    y = y[start - first * config.sample_rate // rate :]
    kept = n_slices * config.slice_samples
    if len(y) < kept:  # by a frame: the resampler rounds the length that librosa rounds up
        y = np.pad(y, (0, kept - len(y)))
    slices = y[:kept].reshape(n_slices, config.slice_samples)
    return CentralPart(slices, start / config.sample_rate, frames / rate)


def _count_frames(file: soundfile.SoundFile) -> int:
    """Frames of a file, as reading the whole of it gives them.

    For an mp3 that does not state its length libsndfile guesses it from the bit rate, half a
    percent too high as a rule, and of one that is cut off it believes the header: count those.

    Raises:
        AudioError: the header is not to be believed, or decoding fails.
    """
    low, high = SAMPLE_RATES
    if file.frames == UNKNOWN:  # libsndfile cannot move about in such a file
        raise AudioError(
            "its header does not say how long it is, as in the recording of a stream, or of "
            "several in one file; convert it to flac or wav"
        )
    if not low <= file.samplerate <= high or file.frames > LONGEST * 3600 * file.samplerate:
        raise AudioError(
            f"expected {low} to {high} Hz and at most {LONGEST} hours, the header says "
            f"{file.samplerate} Hz and {file.frames} frames; convert the file again, or cut it"
        )
    if file.format != "MP3" or _states_length(Path(file.name)):
        return file.frames
    at_once = READ_AT_ONCE // file.channels
    return sum(map(len, _read_blocks(file, 0, file.frames, at_once)))


def _states_length(mp3: Path) -> bool:
    """Whether the first block of an mp3 holds its length (Xing's header), and all of it is there.

    The header, somewhere in the block: Xing or Info, flags, number of blocks (flag 1), number of
    bytes (flag 2); before the block there may be an ID3v2 tag of a size in base 128.
    """
    with mp3.open("rb") as file:
        tag = file.read(10)
        if len(tag) == 10 and tag.startswith(b"ID3"):
            a, b, c, d = tag[6:]
            file.seek((a << 21) + (b << 14) + (c << 7) + d, os.SEEK_CUR)
        else:
            file.seek(0)
        left = mp3.stat().st_size - file.tell()
        block = file.read(2048)
    at = max(block.find(b"Xing"), block.find(b"Info"))
    if not 0 <= at <= len(block) - 16:
        return False
    flags, _, stated = struct.unpack_from(">3I", block, at + 4)
    return flags & 3 == 3 and stated <= left


def _mp3_lead(rate: int) -> int:
    """Frames to decode and drop after a seek in an mp3.

    A block of an mp3 may use up to 511 bytes (255 below 32 kHz) of the data of those before it,
    which bring 60 (3) bytes each at the lowest bit rate. libsndfile goes back by fewer blocks,
    and what it decodes until it has seen all of them is wrong.
    """
    return 10 * 1152 if rate >= 32_000 else 90 * 576


@lru_cache
def _resampler_step(rate: int, sample_rate: int) -> int:
    """Frames of a file after which the resampler is in the same state as at the beginning.

    Starting at a multiple of them gives the samples of the whole file resampled. Frame ``i * up``
    of the output falls on frame ``i * down`` of the file, so at a multiple of ``down`` the phases
    are the same. soxr also filters block by block, by FFT: where a multiple of its block is not
    much further, the rounding is the same too. (A block is what it takes in between two outputs.
    Rounding alone would move the quietest bins of a slice by up to 0.004 dB.)
    """
    if rate == sample_rate:
        return 1
    down = rate // math.gcd(rate, sample_rate)
    stream = soxr.ResampleStream(rate, sample_rate, 1, "float32", "HQ")
    frame = np.zeros(1, np.float32)
    outputs = [i for i in range(LONGEST_BLOCK) if len(stream.resample_chunk(frame))]
    if len(outputs) < 2:
        return down
    step = math.lcm(down, outputs[-1] - outputs[-2])
    return step if step <= FURTHEST_STEP * rate else down


def _open_audio(path: Path) -> soundfile.SoundFile:
    """Open a file, or say what it is instead of audio: libsndfile's own words mislead."""
    try:
        if path.exists() and not path.is_file():
            raise AudioError("expected a file, got a folder or a device; correct the path")
        with path.open("rb") as file:
            head = file.read(512)
    except FileNotFoundError:
        raise AudioError("expected a file, there is none at this path; correct it") from None
    except OSError as problem:
        raise AudioError(f"the file cannot be opened: {problem.strerror}") from problem
    if not head:
        raise AudioError("the file is empty (0 bytes); copy or download it again")
    try:
        file = soundfile.SoundFile(path)
    except (soundfile.LibsndfileError, TypeError) as problem:  # TypeError: its name ends in .raw
        raise AudioError(_not_audio(head)) from problem
    if file.format == "RAW":  # a guess from the name's ending: any bytes pass for headerless audio
        file.close()
        raise AudioError(_not_audio(head))
    return file


def _not_audio(head: bytes) -> str:
    """The reason to refuse a file that is not audio, from its first bytes."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        found = "a web page: the download failed; download it again"
    elif head[4:8] == b"ftyp":
        found = "MPEG-4 audio or video (m4a, mp4); convert it to flac or mp3"
    elif head.startswith(b"\x30\x26\xb2\x75"):
        found = "Windows Media (wma); convert it to flac or mp3"
    elif head.startswith(b"MThd"):
        found = "MIDI, which holds notes and no sound; render it to wav"
    elif start.isascii() and b"\0" not in head:
        found = "text; download the recording itself"
    else:
        found = "something else: damaged, headerless, or of another kind; convert or download again"
    return f"expected audio (wav, flac, ogg, opus, mp3, aiff, au), got {found}"


def _read_mono(file: soundfile.SoundFile, first: int, last: int) -> np.ndarray:
    """Frames ``first`` to ``last``, the mean of their channels; fewer where the file breaks off.

    Returns:
        (frames,) float32.

    Raises:
        AudioError: decoding fails, or values are not finite or absurdly large.
    """
    mono = np.empty(last - first, np.float32)
    done = 0
    at_once = max(1, READ_AT_ONCE // file.channels)
    if file.format == "MP3":  # soundfile seeks after each read, which spoils what follows in an
        at_once = last - first  # mp3 (see _mp3_lead); it has two channels and 48 kHz at most
    with np.errstate(over="ignore", invalid="ignore"):  # judged below
        for block in _read_blocks(file, first, last, at_once):
            mean = mono[done : done + len(block)]
            mean[:] = block[:, 0]
            for channel in block.T[1:]:
                mean += channel
            if file.channels > 1:
                mean *= np.float32(1 / file.channels)
            done += len(block)
    mono = mono[:done]
    if done and not max(mono.max(), -mono.min()) < LOUDEST:  # NaN is not below either
        raise AudioError(
            "expected finite values around -1 to 1, found NaN, infinite or absurdly large ones; "
            "export the track again"
        )
    return mono


def _read_blocks(
    file: soundfile.SoundFile, first: int, last: int, at_once: int
) -> Iterator[np.ndarray]:
    """Frames ``first`` to ``last`` in blocks, (``at_once``, channels) float32, while there are any.

    Raises:
        AudioError: decoding fails.
    """
    try:
        file.seek(first)
        while first < last:
            block = file.read(min(at_once, last - first), dtype="float32", always_2d=True)
            if not len(block):
                return
            yield block
            first += len(block)
    except soundfile.LibsndfileError as problem:
        raise AudioError(
            f"decoding fails after {first / file.samplerate:.1f} s, the file is damaged or cut "
            f"off; copy or download it again (libsndfile: {problem.error_string})"
        ) from problem
