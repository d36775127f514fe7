"""Decoding with libsndfile: wav, flac, ogg, opus, mp3, aiff, au and similar formats."""

import struct
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import numpy as np
import soundfile

from hbvae.errors import AudioError
from hbvae.features.decoders.base import READ_AT_ONCE, Recording, check_header, decoder
from hbvae.features.decoders.content import skip_tags
from hbvae.features.decoders.ffmpeg import FfmpegRecording

UNKNOWN = 2**63 - 1  # libsndfile's number of frames if it is unknown
MP3_BITS = (7_000, 700_000)  # minimum and maximum bits per second of an mp3
OGG_HEADER, OGG_PAGE = 27, 27 + 255 + 255 * 255  # bytes of a header, and at most of a page
HEADER = 1 << 13  # bytes; a longer file contains more than a header
ENDINGS = (
    *(".wav", ".au", ".aif", ".aiff", ".mp3", ".flac", ".ogg", ".opus"),
    *(".oga", ".mp2", ".aifc", ".caf", ".w64", ".wave", ".bwf", ".rf64", ".snd"),
)


@decoder(endings=ENDINGS, order=1)
def libsndfile(path: Path) -> Recording | None:
    """Open a recording that libsndfile recognises."""
    try:
        file = soundfile.SoundFile(path)
    except (soundfile.LibsndfileError, TypeError):  # TypeError: its name ends in .raw
        return None
    if file.format == "RAW":  # a guess from the ending: any bytes can be headerless audio
        file.close()
        return None
    is_chain = file.format == "OGG" and _ends_as_another(path)
    if is_chain or file.frames == UNKNOWN or not file.seekable():  # libsndfile cannot seek in these
        file.close()
        return None
    recording = SndfileRecording(file)
    return recording.longer_recording() if recording.is_guess else recording


class SndfileRecording(Recording):
    """A recording that libsndfile has opened."""

    def __init__(self, file: soundfile.SoundFile):
        self.file, self.rate, self.channels = file, file.samplerate, file.channels
        self.is_mp3 = file.format == "MP3"
        self.lead = _mp3_lead(self.rate) if self.is_mp3 else 0
        self.is_guess = self.is_mp3 and not _states_length(Path(file.name), self.rate)

    @cached_property
    def counted(self) -> int:
        """Number of frames that can be decoded, at most libsndfile's guess."""
        check_header(self.rate, 0)
        return sum(map(len, self._blocks(0, self.file.frames, READ_AT_ONCE // self.channels)))

    def longer_recording(self) -> Recording:
        """This recording, or FFmpeg's if libsndfile does not decode an mp3 to its end.

        libsndfile guesses the length from the bit rate of the first blocks and stops there: usually
        half a percent too late, but anywhere if the bit rate varies.
        """
        with suppress(AudioError):  # FFmpeg does not support every kind of mp3
            longer = FfmpegRecording(Path(self.file.name), "mp3")
            if longer.frames() > self.counted + 2 * 1152:
                self.close()
                return longer
            longer.close()
        return self

    def frames(self) -> int:
        """Number of frames, counted if an mp3 does not state its length."""
        if self.is_guess:
            check_header(self.rate, self.counted)
            return self.counted
        check_header(self.rate, self.file.frames)
        size = Path(self.file.name).stat().st_size
        if not self.file.frames and size > HEADER:
            raise AudioError(
                "its header has no length, perhaps because the recorder lost power, but "
                f"{size >> 10} KiB follow; repair the header (for example: ffmpeg -i FILE NEW.wav)"
            )
        return self.file.frames

    def blocks(self, first: int, last: int) -> Iterator[np.ndarray]:
        """Yield frames in blocks; an mp3 in a single block.

        soundfile seeks after each read, which damages the next block of an mp3 (see `_mp3_lead`).
        """
        at_once = last - first if self.is_mp3 else max(1, READ_AT_ONCE // self.channels)
        return self._blocks(first, last, at_once)

    def _blocks(self, first: int, last: int, at_once: int) -> Iterator[np.ndarray]:
        try:
            self.file.seek(first)
            while first < last:
                n_frames = min(at_once, last - first)
                block = self.file.read(n_frames, dtype="float32", always_2d=True)
                if not len(block):
                    return
                yield block
                first += len(block)
        except soundfile.LibsndfileError as problem:
            raise AudioError(
                f"decoding fails after {first / self.rate:.1f} s: the file is damaged or cut off; "
                f"copy or download it again (libsndfile: {problem.error_string})"
            ) from problem

    def close(self) -> None:
        """Close the file."""
        self.file.close()


def _ends_as_another(ogg: Path) -> bool:
    """Whether the last page of an Ogg file belongs to another stream than the first page.

    A file may be a chain of recordings, of which libsndfile may read only the first.
    """
    with ogg.open("rb") as file:
        skip_tags(file)
        first = file.read(OGG_HEADER)
        file.seek(max(0, ogg.stat().st_size - OGG_PAGE))
        end = file.read()
    at = end.rfind(b"OggS")
    return 0 <= at <= len(end) - OGG_HEADER and end[at + 14 : at + 18] != first[14:18]


def _states_length(mp3: Path, rate: int) -> bool:
    """Whether the first block of an mp3 states its length (Xing's header) and the file is complete.

    The header is somewhere in the block: Xing or Info, flags, number of blocks (flag 1), number of
    bytes (flag 2). libsndfile trusts it even if the file is cut off.
    """
    with mp3.open("rb") as file:
        left = mp3.stat().st_size - skip_tags(file)
        block = file.read(2048)
    at = max(block.find(b"Xing"), block.find(b"Info"))
    if not 0 <= at <= len(block) - 16:
        return False
    flags, n_blocks, n_bytes = struct.unpack_from(">3I", block, at + 4)
    seconds = n_blocks * (1152 if rate >= 32_000 else 576) / rate
    low, high = MP3_BITS
    is_likely = low * seconds <= 8 * n_bytes <= high * seconds
    return flags & 3 == 3 and n_bytes <= left and is_likely


def _mp3_lead(rate: int) -> int:
    """Number of frames to decode and discard after a seek in an mp3.

    A block of an mp3 may use up to 511 bytes (255 below 32 kHz) of data from earlier blocks, each
    of which has 60 (3) such bytes at the lowest bit rate. libsndfile goes back by fewer blocks, so
    its first blocks after a seek are wrong.
    """
    return 10 * 1152 if rate >= 32_000 else 90 * 576
