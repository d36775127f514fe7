"""Damaged recordings and tables without end: each is used as what it is, or refused with a reason.

    make fuzz                                    # ten minutes
    make fuzz ARGS="--minutes 60 --seed 7"
    make fuzz ARGS="--decoder ffmpeg"            # recordings alone that this one reads

A recording passes if its features are whole, finite and within their range, or if it is refused by
an AudioError; bytes that are no recording must be refused. A table passes if its rows are read, or
if all that is wrong with it is told by a DatasetError. Whatever fails is kept.
"""

import argparse
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import soundfile
from support.formats import is_writable, write_kind
from support.kinds import KINDS
from support.without_encoders import write_dff, write_dsf, write_shn

from hbvae.datasets.description import DatasetDescription
from hbvae.datasets.listing import list_tracks
from hbvae.datasets.tags import all_lyrics, all_metadata
from hbvae.errors import AudioError, DatasetError
from hbvae.features.audio_config import AudioConfig
from hbvae.features.decoders.registry import open_recording
from hbvae.features.log_mel import extract_track, mel_filterbank
from hbvae.jobs.sandbox import guarded

CONFIG = AudioConfig(duration=6.0)
FORMATS = {  # ending: what else soundfile is told
    "wav": {"subtype": "PCM_16"},
    "aiff": {"subtype": "PCM_24"},
    "au": {"subtype": "FLOAT"},
    "flac": {},
    "ogg": {},
    "opus": {"format": "OGG", "subtype": "OPUS", "samplerate": 24_000},
    "mp3": {},
}
READ_BY_FFMPEG = (  # of support.kinds
    *("AAC in m4a", "ALAC in m4a", "AAC in mp4, in fragments", "AAC", "Opus in webm", "AC-3"),
    *("Vorbis in mka", "FLAC in mka", "WMA 2", "WMA 1", "WavPack", "True Audio", "E-AC-3"),
    *("IMA in caf", "MP3 in wav", "FLAC of unknown length", "PCM in mka", "floats in w64", "AMR"),
    *("MP3 of variable rate, without its length", "GSM in wav", "DTS", "FLAC in ogg", "Speex"),
    *("MP3 in avi", "AC-3 in vob", "AAC in m2ts", "AAC in flv", "RealAudio 1", "AAC in mov"),
)
ODD = (0, 1, 0x7F, 0x80, 0xFF)
TABLE = 'filename,genre,lyrics\na.mp3,Rock,"la, ""la""\nla"\nb.wav,Pop,নদী\nc.ogg,Folk,\n'.encode()
AT_ONCE = 64
ENDED = ("its reader crashes", "reading it takes")  # how the sandbox says it ended a reader


def recordings(folder: Path) -> dict[str, bytes]:
    """A good recording of each format, by its ending."""
    chance = np.random.default_rng(0)
    y = 0.3 * np.sin(np.arange(7 * 24_000) / 9)[:, None] + chance.normal(0, 0.1, (7 * 24_000, 2))
    contents = {}
    for ending, options in FORMATS.items():
        path = folder / f"good.{ending}"
        soundfile.write(path, y, **{"samplerate": 22_050} | options)
        contents[ending] = path.read_bytes()
    for kind in filter(is_writable, map(KINDS.get, READ_BY_FFMPEG)):
        path = folder / f"good.{len(contents)}.{kind.ending}"
        channels = min(2, kind.channels[-1])
        contents[path.name] = write_kind(path, kind, kind.rates[-1], channels, 7).read_bytes()
    for ending, write in {"dsf": write_dsf, "dff": write_dff, "shn": write_shn}.items():
        contents[ending] = write(folder / f"good.{ending}", 4).read_bytes()
    return contents


def read_by(decoder: str, good: dict[str, bytes], folder: Path) -> dict[str, bytes]:
    """Those of the good recordings that a decoder reads."""
    kept = {}
    for ending, content in good.items():
        path = folder / f"read.{ending}"
        path.write_bytes(content)
        with open_recording(path) as recording:
            if type(recording).__module__.endswith(f".{decoder}"):
                kept[ending] = content
    return kept


def damaged(chance: random.Random, original: bytes) -> bytes:
    """One to four kinds of damage, most of it near the beginning, where headers are."""
    data = bytearray(original)
    for _ in range(chance.randint(1, 4)):
        if not data:
            break
        end = len(data) if chance.random() < 0.5 else min(len(data), 400)
        at = chance.randrange(end)
        length = chance.choice((1, 2, 4, 8, 100, 5000))
        kind = chance.randrange(7)
        if kind == 0:
            data[at] ^= 1 << chance.randrange(8)
        elif kind == 1:  # as a number in a header: none, all, large, negative
            data[at : at + length] = bytes([chance.choice(ODD)]) * length
        elif kind == 2:
            data[at : at + length] = chance.randbytes(length)
        elif kind == 3:
            del data[at : at + length]
        elif kind == 4:
            data[at:at] = data[at : at + length]
        elif kind == 5:
            del data[at:]
        else:
            data[at:at] = chance.randbytes(length)
    return bytes(data)


def no_recording(chance: random.Random) -> bytes:
    """Text, or bytes at random; none that begins as an mp3's frame may begin."""
    if chance.random() < 0.5:
        return " ".join(
            chance.choices(("la", "নদী", "<p>", "\n"), k=chance.randint(0, 40_000))
        ).encode()
    return b"\0" + chance.randbytes(chance.randint(0, 200_000)).replace(b"\xff", b"\xfe")


def read(path: Path, filterbank: np.ndarray) -> tuple[str, int]:
    """What is wrong with the features, if anything, and the memory of their reader, bytes."""
    features = extract_track(path, filterbank, CONFIG)
    faults = []
    if not 1 <= len(features.mel) <= CONFIG.n_slices or len(features.statistics) != len(
        features.mel
    ):
        faults.append(f"{len(features.mel)} slices")
    if not (np.isfinite(features.statistics).all() and np.isfinite(features.start).all()):
        faults.append("not finite")
    if not (features.mel.min() >= 0 and features.mel.max() <= 1):
        faults.append("out of range")
    return "; ".join(faults), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def try_recordings(
    chance: random.Random, good: dict[str, bytes], folder: Path, n: int
) -> Iterator[tuple[Path, bool, str, int]]:
    """Of ``n`` recordings: file, whether it is used, what is wrong with that or why not, memory."""
    paths, is_recording = [], []
    for number in range(n):
        ending = chance.choice(list(good))
        is_recording.append(chance.random() < 0.8)
        path = folder / f"{number}.{ending}"
        path.write_bytes(
            damaged(chance, good[ending]) if is_recording[-1] else no_recording(chance)
        )
        paths.append(path)
    reader = partial(read, filterbank=mel_filterbank(CONFIG))
    titles, lyrics = [metadata.title for metadata in all_metadata(paths)], all_lyrics(paths)
    for path, is_audio, outcome, title, words in zip(
        paths, is_recording, guarded(reader, paths, seconds=60), titles, lyrics, strict=True
    ):
        if isinstance(outcome, AudioError):
            yield path, False, str(outcome), 0
            continue
        fault, memory = outcome
        if not is_audio:
            fault = f"bytes that are no recording were used; {fault}"
        if not (isinstance(title, str) and title and (words is None or isinstance(words, str))):
            fault = f"title {title!r}, lyrics {words!r}; {fault}"
        yield path, True, fault, memory


def try_table(chance: random.Random, folder: Path) -> tuple[bool, str]:
    """Whether a damaged table is used, and what is wrong with that."""
    (folder / "metadata.csv").write_bytes(damaged(chance, TABLE))
    factors = {"genre": {"k": 2}}
    description = {"root": str(folder), "layout": "table", "factors": factors}
    try:
        listing = list_tracks(
            DatasetDescription.from_mapping("fuzz", description), max_rejected=0.9
        )
    except DatasetError as problem:
        str(problem).encode()
        return False, ""
    tracks = listing.tracks
    names = {track.path for track in tracks}
    is_valid = tracks and len({t.track_id for t in tracks}) == len(tracks) == len(names)
    return True, "" if is_valid and names <= {"a.mp3", "b.wav", "c.ogg"} else f"{tracks}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=None, help="a new one each time by default")
    parser.add_argument("--decoder", choices=("libsndfile", "ffmpeg"), help="both by default")
    chosen = parser.parse_args()
    seed = chosen.seed if chosen.seed is not None else random.randrange(10**6)
    chance, counts, reasons, failed, most = random.Random(seed), Counter(), Counter(), [], 0
    top = Path(tempfile.mkdtemp(prefix="hbvae-fuzz-"))
    kept = top / "failed"
    for name in ("failed", "songs", "table"):
        (top / name).mkdir()
    good = recordings(top)
    if chosen.decoder:
        good = read_by(chosen.decoder, good, top)
    for name in ("a.mp3", "b.wav", "c.ogg"):
        (top / "table" / name).write_bytes(name.encode())
    end = time.monotonic() + 60 * chosen.minutes
    while time.monotonic() < end:
        for path, used, failures, memory in try_recordings(chance, good, top / "songs", AT_ONCE):
            counts["recordings", "used" if used else "refused"] += 1
            most = max(most, memory)
            if used and failures:
                failed.append(failures)
                path.rename(kept / f"{len(failed)}{path.suffix}")
            elif not used:
                reasons[" ".join(failures.split()[:4])] += 1
            path.unlink(missing_ok=True)
        for _ in range(0 if chosen.decoder else AT_ONCE):
            used, failures = try_table(chance, top / "table")
            counts["tables", "used" if used else "refused"] += 1
            if failures:
                failed.append(failures)
                (top / "table/metadata.csv").rename(kept / f"{len(failed)}.csv")
    numbers = ", ".join(f"{n:,} {what} {how}" for (what, how), n in sorted(counts.items()))
    ended = sum(n for reason, n in reasons.items() if reason.startswith(ENDED))
    print(f"seed {seed}: {numbers}; failed: {len(failed)}; readers took up to {most >> 20} MiB")
    print(f"readers that crashed, took too much memory or too long: {ended}")
    for reason, n in reasons.most_common(20):
        print(f"  refused {n:6,}: {reason} ...")
    for failures in failed[:20]:
        print(f"  failed: {failures}")
    if failed:
        print(f"files that failed: {kept}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
