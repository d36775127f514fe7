"""Reading the slices of a recording's central part: seek, decode, down-mix, resample, cut."""

import math
import os
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soxr

from hbvae.errors import AudioError
from hbvae.features.audio_config import AudioConfig
from hbvae.features.decoders.base import Excerpt, Recording
from hbvae.features.decoders.registry import open_recording

# Read on either side of the central part, s: longer than the resampler's filter, so that the
# kept samples equal those of the complete file after resampling.
MARGIN = 0.05
SILENT = 1e-4  # peak to peak; full scale is 2, the last bit of a CD 3e-5
MOST_SILENT = 1 / 3  # share of slices; above it, another part of the recording is tried
ELSEWHERE = (0.25, 0.75, 0.0, 1.0)  # other starts, from 0 at the beginning to 1 at the latest
LOUDEST = 1e9  # full scale is 1 (32,768 in careless float files); squares above this overflow
LONGEST_BLOCK = 8192  # frames within which two of the resampler's blocks must end
FURTHEST_STEP = 3.0  # s that may be decoded in addition for identical rounding


class Passage(NamedTuple):
    """A part of a file that a cue sheet lists as a separate recording."""

    path: Path
    span: tuple[float, float] | None  # s from the beginning of the file; None for the entire file


class CentralPart(NamedTuple):
    """The analysed part of a track, cut into slices."""

    slices: np.ndarray  # (n_slices, slice_samples) float32, mono
    start: float  # s from the beginning of the file
    duration: float  # s, of the complete recording
    also: np.ndarray | None = None  # (n_slices, samples) float32, the same slices at another rate


class _Excerpt(NamedTuple):
    """The frames read for slices that begin at a given place."""

    y: np.ndarray  # (frames,) float32, mono, at the rate of the file
    first: int  # first frame, counted in the file
    start: int  # where the slices begin, in samples of the resampled file
    n_slices: int
    n_silent: int  # number of silent slices


def read_central_part(
    path: str | os.PathLike | Passage, config: AudioConfig, also_at: int | None = None
) -> CentralPart:
    """Read the central ``duration`` seconds of a file, mono at ``sample_rate``, cut into slices.

    The samples equal, to 1e-6 of full scale, those of ``y, _ = librosa.load(path, sr=sample_rate)``
    from ``(len(y) - need) // 2`` on, where ``need`` is ``duration`` in samples; but only this part
    is decoded. A track shorter than ``duration`` gives the complete slices from its beginning.
    A file that breaks off earlier than its header says ends where decoding ends.

    If more than `MOST_SILENT` of these slices are silent, as in a broken download or before a
    hidden track, other parts are tried, and the part with the fewest silent slices is used.

    Args:
        path: a recording, or a part of a recording.
        config: the settings.
        also_at: another rate, Hz, at which to return the same slices too; they begin less than
            two of its samples away from those of ``config``.

    Raises:
        AudioError: the file cannot be read, holds less than one slice, or silence.
    """
    path, span = path if isinstance(path, Passage) else (Path(path), None)
    with open_recording(path) as opened:
        recording = Excerpt(opened, *span) if span else opened
        begin = span[0] if span else 0.0
        rate, frames = recording.rate, recording.frames()
        need = config.n_slices * config.slice_samples
        # Counted as in librosa.resample.
        length = math.ceil(frames * config.sample_rate / rate)
        if length < config.slice_samples:
            raise AudioError(
                f"expected at least {config.slice_duration:g} s of audio, got "
                f"{frames * 100 // rate / 100:.2f} s; use a longer recording or a shorter "
                "audio.slice_duration"
            )
        used = _read_excerpt(recording, frames, max(0, length - need) // 2, config)
        if length > need and used.n_silent > MOST_SILENT * used.n_slices:
            for share in ELSEWHERE:
                with suppress(AudioError):
                    start = round((length - need) * share)
                    other = _read_excerpt(recording, frames, start, config)
                    if other.n_slices - other.n_silent > used.n_slices - used.n_silent:
                        used = other
    last = used.first + len(used.y)
    if np.ptp(used.y) < SILENT:  # a constant signal too
        why = ", or its channels cancel each other out" if recording.channels > 1 else ""
        raise AudioError(
            f"it is silent from {begin + used.first / rate:.1f} s to {begin + last / rate:.1f} s, "
            f"the analysed part{why}; listen to the recording"
        )
    shape = used.n_slices, config.slice_samples
    slices = _cut(used.y, used.first, rate, config.sample_rate, used.start, shape)
    seconds = used.start / config.sample_rate
    also = None
    if also_at:
        shape = used.n_slices, round(config.slice_duration * also_at)
        also = _cut(used.y, used.first, rate, also_at, round(seconds * also_at), shape)
    return CentralPart(slices, begin + seconds, frames / rate, also)


def _read_excerpt(recording: Recording, frames: int, start: int, config: AudioConfig) -> _Excerpt:
    """Read the frames of the slices that begin at a given place, with a margin on either side.

    Args:
        recording: an open recording.
        frames: number of its frames.
        start: where the slices begin, in samples of the resampled recording.
        config: the settings.

    Raises:
        AudioError: decoding fails, or gives less than one slice.
    """
    rate = recording.rate
    ratio = config.sample_rate / rate
    need = config.n_slices * config.slice_samples
    step = _resampler_step(rate, config.sample_rate)
    lead = MARGIN * rate + recording.lead
    first = max(0, math.floor((start / ratio - lead) / step)) * step
    last = min(frames, math.ceil((start + need) / ratio + MARGIN * rate))
    y = _read_mono(recording, first, last)
    end = math.ceil((first + len(y)) * ratio)
    n_slices = min(config.n_slices, (end - start) // config.slice_samples)
    if n_slices < 1:
        raise AudioError(
            f"the file breaks off after {(first + len(y)) / rate:.1f} s, but its header says "
            f"{frames / rate:.1f} s; copy or download it again"
        )
    width = int(config.slice_samples / ratio)
    begin = int(start / ratio) - first
    slices = [y[begin + n * width : begin + (n + 1) * width] for n in range(n_slices)]
    n_silent = sum(bool(np.ptp(piece) < SILENT) for piece in slices if len(piece))
    return _Excerpt(y, first, start, n_slices, n_silent)


def _cut(
    y: np.ndarray, first: int, rate: int, sample_rate: int, start: int, shape: tuple[int, int]
) -> np.ndarray:
    """Resample the frames that were read, and cut them into slices.

    Args:
        y: mono, from frame ``first`` of the file on.
        rate: rate of the file, Hz.
        sample_rate, start, shape: rate, first sample and shape of the slices.
    """
    if rate != sample_rate:
        y = soxr.resample(y, rate, sample_rate, "HQ")
    y = y[start - first * sample_rate // rate :]
    kept = shape[0] * shape[1]
    if len(y) < kept:  # by one sample: the resampler rounds the length that librosa rounds up
        y = np.pad(y, (0, kept - len(y)))
    return y[:kept].reshape(shape)


@lru_cache
def _resampler_step(rate: int, sample_rate: int) -> int:
    """Number of frames after which the resampler is in the same state as at the beginning.

    Starting at a multiple of this number gives the samples of the complete file after resampling.
    Frame ``i * up`` of the output coincides with frame ``i * down`` of the file, so at a multiple
    of ``down`` the phases are the same. soxr also filters in blocks, with an FFT: if a multiple of
    its block is not much further, the rounding is the same too. (A block is its input between two
    outputs. Other rounding would move the quietest bins of a slice by up to 0.004 dB.)
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


def _read_mono(recording: Recording, first: int, last: int) -> np.ndarray:
    """Read the mean of the channels from frame ``first`` to ``last``, or to where the file ends.

    Returns:
        (frames,) float32.

    Raises:
        AudioError: decoding fails, or values are not finite or absurdly large.
    """
    mono = np.empty(last - first, np.float32)
    done = 0
    with np.errstate(over="ignore", invalid="ignore"):  # judged below
        for block in recording.blocks(first, last):
            mean = mono[done : done + len(block)]
            mean[:] = block[:, 0]
            for channel in block.T[1:]:
                mean += channel
            if recording.channels > 1:
                mean *= np.float32(1 / recording.channels)
            done += len(block)
    mono = mono[:done]
    if done and not max(mono.max(), -mono.min()) < LOUDEST:  # NaN is not below either
        raise AudioError(
            "expected finite samples between about -1 and 1, got NaN, infinity or huge values; "
            "export the track again"
        )
    return mono
