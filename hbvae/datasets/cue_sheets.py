"""Long recordings that cue sheets divide into songs: which sheet is of which, if it fits."""

import os
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from hbvae.datasets.cue import ENDING, CueTrack, read_sheet
from hbvae.datasets.folding import folded
from hbvae.datasets.placing import named
from hbvae.errors import AudioError, DatasetError
from hbvae.features.decoders.registry import audio_endings, open_recording
from hbvae.features.lyric_bytes import decode_text
from hbvae.jobs.sandbox import guarded
from hbvae.storage.tracks import Span

OTHERS = (".bin", ".img", ".cdr", ".iso")  # endings of images of CDs
LONGEST_SHEET = 1 << 20  # bytes
SHORTEST = 5.0  # s; shorter songs are gaps: CDs fill up with them
ALBUM = 50 << 20  # bytes; a smaller FLAC is not opened to see whether a sheet is in its tags


class Song(NamedTuple):
    """A song of a recording that holds several."""

    track_id: str
    title: str
    span: Span


def songs_of_sheets(
    folder: Path,
    recordings: Sequence[str],
    sheets: Iterable[str],
    left_out: Sequence[str],
    remarks: list[str],
) -> dict[str, list[Song]]:
    """The songs of each recording that a sheet divides.

    A file that is a single song of a sheet stays as it is. A sheet that fits no recording, or is
    broken, is a remark.

    Args:
        folder: of the collection.
        recordings: their paths below it.
        sheets: paths of the .cue files below it, ascending.
        left_out: paths of recordings that are not used, whose sheets do not matter.
        remarks: grows by what became of the sheets.
    """
    known = _Recordings([*recordings, *left_out])
    divided: dict[str, list[Song]] = {}
    by: dict[str, str] = {}
    unused: dict[str, list[str]] = defaultdict(list)
    n_gaps = 0
    for sheet, tracks in _all_sheets(folder, recordings, sheets, by, unused):
        for file, members in _by_file(tracks).items():
            try:
                path = file if sheet == file else known.meant(sheet, file)
                if path in left_out:
                    continue
                if path in divided:
                    raise DatasetError(f"{by[path]!r} divides {path!r} already")
                songs = _songs(path, members, _length(folder / path))
            except DatasetError as problem:
                unused[str(problem)].append(repr(sheet))
                continue
            divided[path] = [song for song in songs if song.span.end - song.span.start >= SHORTEST]
            n_gaps += len(songs) - len(divided[path])
            by[path] = sheet if sheet != path else "a tag"
    if divided:
        n = sum(map(len, divided.values()))
        text = f"recordings that a cue sheet divides: {len(divided):,}, into {n:,} songs"
        examples = [f"{path!r} by {by[path]!r}" for path in divided]
        text += f" ({named(examples)})"
        remarks.append(
            text + (f"; {n_gaps:,} of less than {SHORTEST:g} s are left out" * bool(n_gaps))
        )
    for why, names in unused.items():
        remarks.append(f"cue sheets that are not used: {named(names)}: {why}")
    return divided


def _all_sheets(
    folder: Path,
    recordings: Sequence[str],
    sheets: Iterable[str],
    divided: Mapping[str, str],
    unused: dict[str, list[str]],
) -> Iterator[tuple[str, list[CueTrack]]]:
    """The sheets with their songs; then those in tags of recordings that no other one divides."""
    for sheet in sheets:
        try:
            yield sheet, read_sheet(_text(folder / sheet))
        except DatasetError as problem:
            unused[str(problem)].append(repr(sheet))
    large = [path for path in recordings if path not in divided and _is_album(folder / path)]
    texts = guarded(_tag, [folder / path for path in large]) if large else ()
    for path, text in zip(large, texts, strict=True):
        if isinstance(text, str) and text:
            try:
                yield path, [track._replace(file=path) for track in read_sheet(text)]
            except DatasetError as problem:
                unused[f"the tag of {path!r}: {problem}"].append("a tag")


def _by_file(tracks: Sequence[CueTrack]) -> dict[str, list[CueTrack]]:
    """The songs of each file that has several."""
    files: dict[str, list[CueTrack]] = defaultdict(list)
    for track in tracks:
        files[track.file].append(track)
    return {file: members for file, members in files.items() if len(members) > 1}


def _songs(path: str, tracks: Sequence[CueTrack], length: float) -> list[Song]:
    last = tracks[-1]
    if last.start >= length:
        raise DatasetError(
            f"its song {last.number} begins at {last.start:.0f} s, {path!r} lasts {length:.0f} s"
        )
    spans = [Span(*pair) for pair in pairwise([*(track.start for track in tracks), length])]
    numbers = [track.number for track in tracks]
    if len(set(numbers)) < len(numbers):
        numbers = list(range(1, len(numbers) + 1))
    return [
        Song(
            f"{path}/{number:02d} {track.title.replace('/', '-')}".rstrip(),
            ": ".join(filter(None, [track.performer, track.title or f"Track {number}"])),
            span,
        )
        for number, track, span in zip(numbers, tracks, spans, strict=True)
    ]


class _Recordings:
    """The recordings of a collection, by what sheets call them."""

    def __init__(self, paths: Iterable[str]):
        self._called: dict[tuple[str, str], list[str]] = defaultdict(list)
        for path in paths:
            folder, name = posixpath.split(path)
            for spelling in _spellings(name):
                self._called[folded(folder), spelling].append(path)

    def meant(self, sheet: str, file: str) -> str:
        """The recording that a sheet calls ``file``: it may have another ending, or spelling.

        It is called so, or as the sheet is; ``file`` may be a path of another computer.

        Raises:
            DatasetError: there is none, or more than one.
        """
        beside = posixpath.dirname(sheet)
        folder, name = posixpath.split(posixpath.normpath(posixpath.join(beside, file)))
        stem = posixpath.splitext(posixpath.basename(sheet))[0]  # Album, or Album.flac
        places = [(folder, name), (beside, name), (beside, stem)]
        spellings = zip(*(_spellings(called) for _, called in places), strict=True)
        for same in spellings:
            for (place, _), spelling in zip(places, same, strict=True):
                meant = self._called.get((folded(place), spelling), [])
                if len(meant) == 1:
                    return meant[0]
                if meant:
                    may_be = named(list(map(repr, meant)))
                    raise DatasetError(f"it names {file!r}, which may be {may_be}")
        raise DatasetError(f"{file!r}, which it names, is not there")


def _spellings(name: str) -> tuple[str, str, str]:
    """A name as it is, without its ending, and its letters and digits alone; each is another."""
    stem, ending = posixpath.splitext(name)
    stem = stem if ending.lower() in (*audio_endings(), *OTHERS) else name
    return f"name {folded(name)}", f"stem {folded(stem)}", re.sub(r"[\W_]+", "", folded(stem))


def _text(sheet: Path) -> str:
    try:
        if sheet.stat().st_size > LONGEST_SHEET:
            raise DatasetError("it is longer than 1 MiB")
        text = decode_text(sheet.read_bytes())
    except OSError as problem:
        raise DatasetError(f"it cannot be read: {problem.strerror}") from None
    if text is None:
        raise DatasetError("its encoding is not known: save it as UTF-8")
    return text


def _length(path: Path) -> float:
    (length,) = guarded(_seconds, [path])
    if isinstance(length, AudioError):
        raise DatasetError(f"its recording {path.name!r} cannot be read: {length}")
    return length


def _seconds(path: Path) -> float:
    with open_recording(path) as recording:
        return recording.frames() / recording.rate


def _is_album(path: Path) -> bool:
    try:
        return path.suffix.lower() == ".flac" and os.path.getsize(path) >= ALBUM
    except OSError:
        return False


def _tag(path: Path) -> str:
    """The cue sheet in a recording's tags; "" without."""
    from mutagen import MutagenError
    from mutagen.flac import FLAC

    try:
        tags = FLAC(path).tags or {}
    except (MutagenError, OSError):
        return ""
    return "\n".join(tags.get("cuesheet", []))


def is_sheet(path: str) -> bool:
    """Whether a file is a cue sheet, by its name."""
    return path.lower().endswith(ENDING)
