"""Dividing long recordings into songs by their cue sheets."""

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
from hbvae.storage.metadata import Metadata
from hbvae.storage.tracks import Span

OTHERS = (".bin", ".img", ".cdr", ".iso")  # extensions of CD images
LONGEST_SHEET = 1 << 20  # bytes
SHORTEST = 5.0  # s; shorter tracks are filler between the songs of a CD
ALBUM = 50 << 20  # bytes; smaller FLAC files are not checked for a sheet in their tags


class Song(NamedTuple):
    """A song in a recording that contains several."""

    track_id: str
    metadata: Metadata
    span: Span


def sheet_songs(
    folder: Path,
    recordings: Sequence[str],
    sheets: Iterable[str],
    left_out: Sequence[str],
    remarks: list[str],
) -> dict[str, list[Song]]:
    """The songs of each recording that a sheet divides.

    A file with a single song of a sheet is not divided. A sheet that is invalid or matches no
    recording is reported in ``remarks``.

    Args:
        folder: folder of the collection.
        recordings: paths of the recordings below it.
        sheets: paths of the .cue files below it, ascending.
        left_out: paths of recordings that are not used; their sheets are ignored.
        remarks: is extended by a line on each kind of result.
    """
    unused: dict[str, list[str]] = defaultdict(list)
    claims = _claims(folder, recordings, sheets, left_out, unused)
    lengths = guarded(_seconds, [folder / path for path in claims]) if claims else ()
    divided: dict[str, list[Song]] = {}
    by: dict[str, str] = {}
    for (path, path_claims), length in zip(claims.items(), lengths, strict=True):
        for sheet, tracks in path_claims:
            try:
                if isinstance(length, AudioError):
                    raise DatasetError(f"its recording {path!r} cannot be read: {length}")
                if path in by:
                    raise DatasetError(f"{by[path]} already divides {path!r}")
                divided[path] = _songs(path, tracks, length)
                by[path] = sheet
            except DatasetError as problem:
                unused[str(problem)].append(sheet)
    remarks += _remarks(divided, by, unused)
    return {path: [song for song in songs if not _is_gap(song)] for path, songs in divided.items()}


def _claims(
    folder: Path,
    recordings: Sequence[str],
    sheets: Iterable[str],
    left_out: Sequence[str],
    unused: dict[str, list[str]],
) -> dict[str, list[tuple[str, list[CueTrack]]]]:
    """The sheets of each recording: their names for messages, and the songs that they list.

    The sheet in a recording's tags is used only if there is none beside it.
    """
    by_name = _Recordings([*recordings, *left_out])
    claims: dict[str, list[tuple[str, list[CueTrack]]]] = defaultdict(list)
    for sheet in sheets:
        try:
            for file, tracks in _by_file(read_sheet(_text(folder / sheet))).items():
                path = by_name.resolve(sheet, file)
                if path not in left_out:
                    claims[path].append((repr(sheet), tracks))
        except DatasetError as problem:
            unused[str(problem)].append(repr(sheet))
    large = [path for path in recordings if path not in claims and _is_album(folder / path)]
    texts = guarded(_tag, [folder / path for path in large]) if large else ()
    for path, text in zip(large, texts, strict=True):
        if isinstance(text, str) and text:
            try:
                claims[path].append(("a tag", read_sheet(text)))
            except DatasetError as problem:
                unused[str(problem)].append(f"the tag of {path!r}")
    return claims


def _remarks(
    divided: Mapping[str, Sequence[Song]], by: Mapping[str, str], unused: Mapping[str, list[str]]
) -> Iterator[str]:
    if divided:
        songs = [song for file_songs in divided.values() for song in file_songs]
        n_gaps = sum(map(_is_gap, songs))
        text = f"recordings divided by a cue sheet: {len(divided):,}, into {len(songs) - n_gaps:,}"
        text += f" songs ({named([f'{path!r} by {by[path]}' for path in divided])})"
        yield text + f"; {n_gaps:,} of less than {SHORTEST:g} s are left out" * bool(n_gaps)
    for why, sheets in unused.items():
        yield f"cue sheets not used: {named(sheets)}: {why}"


def _is_gap(song: Song) -> bool:
    return song.span.end - song.span.start < SHORTEST


def _by_file(tracks: Sequence[CueTrack]) -> dict[str, list[CueTrack]]:
    """The songs of each file that contains several."""
    files: dict[str, list[CueTrack]] = defaultdict(list)
    for track in tracks:
        files[track.file].append(track)
    return {file: members for file, members in files.items() if len(members) > 1}


def _songs(path: str, tracks: Sequence[CueTrack], length: float) -> list[Song]:
    last = tracks[-1]
    if last.start >= length:
        raise DatasetError(
            f"its song {last.number} begins at {last.start:.0f} s, but {path!r} lasts only "
            f"{length:.0f} s"
        )
    spans = [Span(*pair) for pair in pairwise([*(track.start for track in tracks), length])]
    numbers = [track.number for track in tracks]
    if len(set(numbers)) < len(numbers):
        numbers = list(range(1, len(numbers) + 1))
    return [
        Song(
            f"{path}/{number:02d} {track.title.replace('/', '-')}".rstrip(),
            Metadata(track.title or f"Track {number}", track.performer),
            span,
        )
        for number, track, span in zip(numbers, tracks, spans, strict=True)
    ]


class _Recordings:
    """The recordings of a collection, by the file names that sheets may give them."""

    def __init__(self, paths: Iterable[str]):
        self._called: dict[tuple[str, str], list[str]] = defaultdict(list)
        for path in paths:
            folder, name = posixpath.split(path)
            for spelling in _spellings(name):
                self._called[folded(folder), spelling].append(path)

    def resolve(self, sheet: str, file: str) -> str:
        """The recording that ``file`` in a sheet refers to.

        The recording has the name of ``file`` or of the sheet, possibly with another extension or
        spelling; ``file`` may be a path on another computer.

        Raises:
            DatasetError: no recording matches, or several do.
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
                    names = named(list(map(repr, meant)))
                    raise DatasetError(f"it names {file!r}, which matches {names}")
        raise DatasetError(f"it names {file!r}, which does not exist")


def _spellings(name: str) -> tuple[str, str, str]:
    """Forms of a name to compare: complete, without its extension, only its letters and digits."""
    stem, ending = posixpath.splitext(name)
    stem = stem if ending.lower() in (*audio_endings(), *OTHERS) else name
    return f"name {folded(name)}", f"stem {folded(stem)}", re.sub(r"[\W_]+", "", folded(stem))


def _text(sheet: Path) -> str:
    try:
        if sheet.stat().st_size > LONGEST_SHEET:
            raise DatasetError("it is larger than 1 MiB")
        text = decode_text(sheet.read_bytes())
    except OSError as problem:
        raise DatasetError(f"it cannot be read: {problem.strerror}") from None
    if text is None:
        raise DatasetError("its encoding is unknown; save it as UTF-8")
    return text


def _seconds(path: Path) -> float:
    with open_recording(path) as recording:
        return recording.frames() / recording.rate


def _is_album(path: Path) -> bool:
    try:
        return path.suffix.lower() == ".flac" and os.path.getsize(path) >= ALBUM
    except OSError:
        return False


def _tag(path: Path) -> str:
    """The cue sheet in a recording's tags; "" if there is none."""
    from mutagen import MutagenError
    from mutagen.flac import FLAC

    try:
        tags = FLAC(path).tags or {}
    except (MutagenError, OSError):
        return ""
    return "\n".join(tags.get("cuesheet", []))


def is_sheet(path: str) -> bool:
    """Whether a path has the extension of a cue sheet."""
    return path.lower().endswith(ENDING)
