"""Decoding with FFmpeg's libraries, through PyAV, what libsndfile does not read."""

import math
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from itertools import islice
from pathlib import Path
from uuid import UUID

import numpy as np

from hbvae.errors import AudioError
from hbvae.features.decoders.base import Recording, check_header, decoder
from hbvae.features.decoders.blocks import as_float, silent_block
from hbvae.features.decoders.content import AfterTags, container, read_head, shared_container, title
from hbvae.features.decoders.timing import LEARNED, Timing, codec_grid, learn_timing

ENDINGS = (
    *(".m4a", ".m4b", ".m4r", ".mp4", ".mov", ".3gp", ".3g2", ".aac", ".webm", ".mka", ".mkv"),
    *(".wma", ".asf", ".ape", ".wv", ".tta", ".mpc", ".mp+", ".mpp", ".dsf", ".dff", ".ac3"),
    *(".eac3", ".dts", ".amr", ".spx", ".tak", ".shn", ".ra", ".rm", ".oma", ".aa3", ".ogx"),
    *(".weba", ".m4v", ".f4a", ".f4v", ".flv", ".wmv", ".avi", ".mpg", ".mpeg", ".vob", ".ogv"),
    *(".mts", ".m2ts"),
)
# How to reach a part of a recording. In some containers a jump with the index is accurate and time
# stamps are exact. In others, packets are read but not decoded, and their position follows from
# their time stamps or from the packets before. In all others, everything before is decoded.
JUMPED = ("mov", "w64", "wav", "aiff", "caf", "wv", "tta", "ape", "dsf", "iff")
STAMPED = ("matroska", "asf", "flac", "ogg", "mpegts")
COUNTED = ("aac", "ac3", "eac3", "dts", "amr", "mp3")
RUNNING = ("adpcm_yamaha", "adpcm_swf")  # codecs whose blocks need all blocks before them
UNEVEN = ("flac", "wmav1", "wmav2")  # codecs for which wav has no index
EXACT = ("flac", "alac", "wavpack", "tta", "ape")  # codecs whose blocks are independent
LEAD = 1.0  # s, after which the output of any other codec does not depend on where decoding began
MOST_LOST = 0.1  # accepted share of damaged blocks in a bare stream
RUN_UP = 0.3  # s before a part where decoding starts, because first blocks may be dropped
ENCRYPTED = ("drms", "enca", "aavd")  # MPEG-4's names of encrypted sound
ASF_ENCRYPTION = (
    UUID("2211B3FB-BD23-11D2-B4B7-00A0C955FC6E").bytes_le,
    UUID("298AE614-2622-4C17-B935-DAE07EE9289C").bytes_le,
)
DRM = "it is encrypted (DRM), so only the shop's own program can play it; use an unprotected copy"


@decoder(endings=(), order=0)
def ffmpeg(path: Path) -> Recording | None:
    """Open a recording that only FFmpeg reads."""
    head = read_head(path)
    name = container(head)
    if name == "asf" and any(identifier in head for identifier in ASF_ENCRYPTION):
        raise AudioError(DRM)
    return FfmpegRecording(path, name) if name else None


@decoder(endings=ENDINGS, order=2)
def ffmpeg_again(path: Path) -> Recording | None:
    """Open a recording that libsndfile usually reads but could not: another codec, no length."""
    name = shared_container(read_head(path))
    return FfmpegRecording(path, name) if name else None


class FfmpegRecording(Recording):
    """A recording that FFmpeg reads.

    Args:
        path: the file.
        name: name of FFmpeg's demuxer, which must not guess: some demuxers read lists of files.

    Raises:
        AudioError: it contains no sound, is encrypted, or its beginning cannot be decoded.
    """

    def __init__(self, path: Path, name: str):
        self.name, self.way = name, "decode"
        self.container = None
        self.file = AfterTags(path)
        try:
            self._learn()
        except BaseException:
            self.close()
            raise

    def frames(self) -> int:
        """Number of frames, from the index of the recording, else from its packets."""
        if self.way == "jump" and self.stream.duration:
            frames = round(self.stream.duration * self.timing.frames_a_tick)
            check_header(self.rate, frames)
            return frames
        end = self._walked() if self.way == "walk" else None
        if end is None:
            self._open()
            if self.way == "count":
                end = sum(map(self._count_frames, self._packets()))
            else:
                end = sum(frame.samples for frame in self._decode(self._packets()))
        check_header(self.rate, end)
        return end

    def _walked(self) -> int | None:
        """Number of frames from the time stamps; None, after changing the way, if they go back."""
        self._open()
        end, begin, packet = 0, 0, None
        for packet in self._packets():
            if packet.pts is not None:
                begin = self.timing.place(packet.pts)
                if begin < end - LEAD * self.rate:  # another recording follows in the same file
                    self.way = "decode"
                    return None
                end = max(end, begin + self.timing.length(packet.duration or 0))
        if packet and self.codec.name in EXACT:  # the last block may be shorter
            last = sum(frame.samples for frame in self._decode(iter([packet])))
            return begin + last if last else end
        return end

    def _count_frames(self, packet) -> int:
        """Number of frames in a packet, if all packets have the same."""
        return packet.size // self.frame_bytes if self.frame_bytes else self.step

    def blocks(self, first: int, last: int) -> Iterator[np.ndarray]:
        """Yield frames in the codec's blocks."""
        for way in (self.way, "decode"):
            place = None
            for number, frame in enumerate(self._decode(self._reach(first, way))):
                if not number and not self.from_start and way != "jump":
                    continue  # it may be shortened, like the first block of a recording
                if place is None:
                    place = 0 if self.from_start else self._place(frame)
                    if place is None or (place > first and not self.from_start):
                        break  # the jump ended too late, or at an unknown position
                if frame.sample_rate != self.rate or frame.layout.nb_channels != self.channels:
                    raise AudioError(
                        f"after {place / self.rate:.1f} s its sample rate or number of channels "
                        "changes; convert it to flac or wav"
                    )
                if place >= last:
                    return
                if place + frame.samples > first:
                    with self._readable_errors("its sample format is unknown"):
                        block = as_float(frame)
                    yield block[max(0, first - place) : last - place]
                place += frame.samples
            else:
                return

    def close(self) -> None:
        """Close the file."""
        if self.container:
            self.container.close()
        self.file.close()

    def _open(self) -> None:
        """Open the container at its beginning."""
        import av

        if self.container:
            self.container.close()
        self.file.seek(0)
        with self._readable_errors("it cannot be opened"):
            self.container = av.open(self.file, format=self.name, metadata_errors="ignore")
            self.stream = self.container.streams.best("audio")
        if self.stream is None:
            has_video = bool(self.container.streams.video)
            what = "a video without sound" if has_video else "no sound in it"
            raise AudioError(f"expected audio, got {title(self.name)}, {what}; leave it out")
        self.codec = self.stream.codec_context
        if self.codec is None:
            raise AudioError(f"{title(self.name)}, its codec is not supported; convert it to flac")
        with suppress(UnicodeDecodeError):  # the codec's tag is a number or damaged
            if self.codec.codec_tag in ENCRYPTED:
                raise AudioError(DRM)
        self.codec.thread_count = 1

    def _learn(self) -> None:
        """Learn the rate, the channels and the positions of blocks from the first blocks."""
        self._open()
        frames = list(islice(self._decode(self._packets()), LEARNED))
        if not frames:
            raise AudioError(
                f"{title(self.name)}, none of it can be decoded, because it is damaged, encrypted "
                "or cut off; copy or download it again"
            )
        self.rate, self.channels = frames[0].sample_rate, frames[0].layout.nb_channels
        check_header(self.rate, 0)
        codec = self.codec.name
        self.lead = 0 if codec in EXACT else math.ceil(LEAD * self.rate)
        sizes = [frame.samples for frame in frames]
        self.step = sizes[0]
        self.timing: Timing | None = learn_timing(
            float(self.stream.time_base or 0) * self.rate,
            [frame.pts for frame in frames],
            sizes,
            codec_grid(codec, self.rate, self.codec.extradata),
        )
        self.frame_bytes = 0
        if codec.startswith("pcm") and self.name in STAMPED:  # time stamps are rounded
            bits = int("".join(filter(str.isdigit, codec)) or 8)
            self.frame_bytes = bits // 8 * self.channels
        is_counted = self.name in COUNTED or (self.name == "wav" and codec.startswith("mp3"))
        if codec in RUNNING or (self.name == "wav" and codec in UNEVEN):
            return
        if self.frame_bytes or (is_counted and len(set(sizes)) == 1):
            self.way = "count"
        elif self.timing and self.name in STAMPED:
            self.way = "walk"
        elif self.timing and self.name in JUMPED and not is_counted:
            self.way = "jump"

    def _place(self, frame) -> int | None:
        """The frame of the recording at which a decoded block begins; None if unknown."""
        if self.way == "count":
            return self.placed
        return None if frame.pts is None else self.timing.place(frame.pts)

    def _reach(self, first: int, way: str) -> Iterator:
        """Yield packets from some time before a frame on; sets ``placed`` to where they begin."""
        begin = first - RUN_UP * self.rate
        self._open()
        self.from_start = begin <= 0 or way == "decode"
        if self.from_start:
            yield from self._packets()
        elif way == "jump":
            with self._readable_errors("seeking to its middle fails"):
                self.container.seek(self.timing.stamp(begin), stream=self.stream)
            yield from self._packets()
        else:
            self.placed, following = 0, 0
            for packet in self._packets():
                if way == "count":
                    self.placed, following = following, following + self._count_frames(packet)
                elif packet.pts is not None:
                    self.placed = self.timing.place(packet.pts)
                if self.placed >= begin:
                    yield packet

    def _packets(self) -> Iterator:
        """Yield packets up to the first invalid data, such as a tag at the end or a cut."""
        packets = (packet for packet in self.container.demux(self.stream) if packet.size)
        with self._readable_errors("it cannot be read"):
            first = next(packets, None)
        if first is not None:
            yield first
            with suppress(*_raised()):
                yield from packets

    def _decode(self, packets: Iterator) -> Iterator:
        """Yield decoded blocks.

        Failures before the first block are ignored, and so is a failure in the last packet, which
        is incomplete if the file is cut off. A bare stream, such as a recording of a radio, may
        have damaged blocks, which become silence.
        """
        done, lost, failed = 0.0, 0.0, None
        for packet in packets:
            if failed:
                raise AudioError(
                    f"decoding fails {done:.1f} s after its start: the file is damaged; copy or "
                    f"download it again (FFmpeg: {failed})"
                ) from failed
            try:
                decoded = packet.decode()
            except _raised() as problem:
                failed = problem if done else None
                if failed and self.way == "count" and lost <= MOST_LOST * done:
                    failed, lost = None, lost + self.step / self.rate
                    yield silent_block(self.codec.layout, self.step, self.rate)
                continue
            for frame in decoded:
                done += frame.samples / max(1, frame.sample_rate)
                yield frame
        with suppress(*_raised()):
            yield from self.codec.decode(None)

    @contextmanager
    def _readable_errors(self, what: str):
        """Turn FFmpeg's exceptions into messages for people."""
        try:
            yield
        except _raised() as problem:
            reason = getattr(problem, "strerror", None) or problem
            raise AudioError(
                f"{title(self.name)}, {what}: it is damaged or cut off; copy or download it again "
                f"(FFmpeg: {reason})"
            ) from problem


@cache
def _raised() -> tuple[type[Exception], ...]:
    """The exceptions that PyAV raises for damaged files, some of them Python's."""
    import av

    return av.FFmpegError, OSError, ValueError, OverflowError, RuntimeError, LookupError
