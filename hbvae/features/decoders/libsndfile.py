"""libsndfile: wav, flac, ogg, opus, mp3, aiff, au and their relatives."""

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

UNKNOWN = 2**63 - 1  # frames, as libsndfile says it
MP3_BITS = (7_000, 700_000)  # a second, of which no mp3 has less or more
OGG_HEADER, OGG_PAGE = 27, 27 + 255 + 255 * 255  # bytes; a page has so many at most
HEADER = 1 << 13  # bytes; a file that is longer holds more than a header
ENDINGS = (
    *(".wav", ".au", ".aif", ".aiff", ".mp3", ".flac", ".ogg", ".opus"),
    *(".oga", ".mp2", ".aifc", ".caf", ".w64", ".wave", ".bwf", ".rf64", ".snd"),
)


@decoder(endings=ENDINGS, order=1)
def libsndfile(path: Path) -> Recording | None:
    """Open what libsndfile recognises."""
    try:
        file = soundfile.SoundFile(path)
    except (soundfile.LibsndfileError, TypeError):  # TypeError: its name ends in .raw
        return None
    if file.format == "RAW":  # a guess from the name's ending: any bytes pass for headerless audio
        file.close()
        return None
    is_chain = file.format == "OGG" and _ends_as_another(path)
    if is_chain or file.frames == UNKNOWN or not file.seekable():  # it cannot move about in these
        file.close()
        return None
    recording = SndfileRecording(file)
    return recording.all_of_it() if recording.is_guess else recording


class SndfileRecording(Recording):
    """A recording that libsndfile has opened."""

    def __init__(self, file: soundfile.SoundFile):
        self.file, self.rate, self.channels = file, file.samplerate, file.channels
        self.is_mp3 = file.format == "MP3"
        self.lead = _mp3_lead(self.rate) if self.is_mp3 else 0
        self.is_guess = self.is_mp3 and not _states_length(Path(file.name), self.rate)

    @cached_property
    def counted(self) -> int:
        """Frames that can be decoded, at most as many as libsndfile guesses."""
        check_header(self.rate, 0)
        return sum(map(len, self._blocks(0, self.file.frames, READ_AT_ONCE // self.channels)))

    def all_of_it(self) -> Recording:
        """This recording, or the same by FFmpeg, if libsndfile does not decode an mp3 to its end.

        It guesses the length from the bit rate of the first blocks, and ends there: half a percent
        too late as a rule, anywhere if the bit rate varies.
        """
        with suppress(AudioError):  # FFmpeg does not know every kind of mp3
            longer = FfmpegRecording(Path(self.file.name), "mp3")
            if longer.frames() > self.counted + 2 * 1152:
                self.close()
                return longer
            longer.close()
        return self

    def frames(self) -> int:
        """Frames of the recording; those of an mp3 that does not state its length are counted."""
        if self.is_guess:
            check_header(self.rate, self.counted)
            return self.counted
        check_header(self.rate, self.file.frames)
        size = Path(self.file.name).stat().st_size
        if not self.file.frames and size > HEADER:
            raise AudioError(
                f"its header states no length, as when a recorder loses power, but {size >> 10} "
                "KiB follow; repair the header (for example: ffmpeg -i FILE NEW.wav)"
            )
        return self.file.frames

    def blocks(self, first: int, last: int) -> Iterator[np.ndarray]:
        """Frames in blocks; those of an mp3 in one, of two channels and 48 kHz at most.

        soundfile seeks after each read, which spoils what follows in an mp3 (see `_mp3_lead`).
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
    """Whether the last page of an Ogg file is of another stream than the first one.

    Recordings may follow each other in a file; libsndfile may take the first one for all of it.
    """
    with ogg.open("rb") as file:
        skip_tags(file)
        first = file.read(OGG_HEADER)
        file.seek(max(0, ogg.stat().st_size - OGG_PAGE))
        end = file.read()
    at = end.rfind(b"OggS")
    return 0 <= at <= len(end) - OGG_HEADER and end[at + 14 : at + 18] != first[14:18]


def _states_length(mp3: Path, rate: int) -> bool:
    """Whether the first block of an mp3 holds its length (Xing's header), and all of it is there.

    The header, somewhere in the block: Xing or Info, flags, number of blocks (flag 1), number of
    bytes (flag 2). libsndfile believes it, also where the file is cut off.
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
    """Frames to decode and drop after a seek in an mp3.

    A block of an mp3 may use up to 511 bytes (255 below 32 kHz) of the data of those before it,
    which bring 60 (3) bytes each at the lowest bit rate. libsndfile goes back by fewer blocks,
    and what it decodes until it has seen all of them is wrong.
    """
    return 10 * 1152 if rate >= 32_000 else 90 * 576
