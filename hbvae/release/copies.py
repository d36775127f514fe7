"""Group the duplicates of a map, and choose the best copy of each."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from hbvae.clustering.duplicates import EXACT, NEAR
from hbvae.datasets.quality import Quality, all_qualities
from hbvae.storage.duplicates import Copy, read_duplicates
from hbvae.storage.finished import find_results
from hbvae.storage.groups import read_groups
from hbvae.storage.settled import read_audio_folder
from hbvae.storage.tracks import Track, read_tracks

AS_LONG = 2.0  # s; recordings whose lengths differ by less count as equally long
SHIFTED = 0.5  # s; smaller shifts between copies are not reported


class Recording(NamedTuple):
    """A copy."""

    track_id: str
    file: Path
    title: str  # of the song, if the file contains several; else ""
    seconds: float
    quality: Quality | None  # None: the file is gone


class Copies(NamedTuple):
    """Recordings that are the same."""

    kind: str  # of the least similar pair
    confidence: float  # of the least certain pair
    recordings: list[Recording]  # best first
    pairs: list[Copy]


class Duplicates(NamedTuple):
    """All duplicates of a map."""

    copies: list[Copies]
    versions: list[tuple[Recording, Recording, Copy]]  # same piece, different recordings


def load_duplicates(folder: Path | None) -> Duplicates:
    """Read the duplicates of a map.

    Args:
        folder: folder of the map; None for the map in the current folder.

    Raises:
        ConfigError: the folder contains no map, or several.
        StoreError: the map is damaged.
    """
    results = find_results(folder, "groups.tsv")
    pairs = read_duplicates(str(results / "duplicates.tsv"))
    run, audio_folder = results.parents[1], read_audio_folder(str(results / "dataset.json"))
    tracks = {track.track_id: track for track in read_tracks(str(results / "tracks.tsv"))}
    ids = list(dict.fromkeys(name for pair in pairs for name in (pair.same_as, pair.track_id)))
    listed = [tracks[name] for name in ids if name in tracks]
    files = [run / audio_folder / track.path for track in listed]
    seconds = {song.track_id: song.seconds for song in read_groups(str(results / "groups.tsv"))}
    recordings = dict(
        zip([t.track_id for t in listed], _recordings(listed, files, seconds), strict=True)
    )
    return sort_copies(
        [pair for pair in pairs if {pair.same_as, pair.track_id} <= set(recordings)], recordings
    )


def _recordings(
    tracks: Iterable[Track], files: Sequence[Path], seconds: Mapping[str, float]
) -> list[Recording]:
    return [
        Recording(
            track.track_id,
            file.absolute(),
            track.title if track.span else "",
            seconds.get(track.track_id, 0.0),
            quality,
        )
        for track, file, quality in zip(tracks, files, all_qualities(files), strict=True)
    ]


def sort_copies(pairs: Sequence[Copy], recordings: Mapping[str, Recording]) -> Duplicates:
    """Merge pairs that share a recording, and sort each set by quality, best first.

    Args:
        pairs: duplicate pairs.
        recordings: by track id.
    """
    same = [pair for pair in pairs if pair.kind != NEAR]
    groups = _connected(same)
    number = {name: place for place, ids in enumerate(groups) for name in ids}
    pairs_by_group = [[] for _ in groups]
    for pair in same:
        pairs_by_group[number[pair.track_id]].append(pair)
    copies = []
    for ids, between in zip(groups, pairs_by_group, strict=True):
        kinds = [pair.kind for pair in between]
        copies.append(
            Copies(
                next((kind for kind in kinds if kind != EXACT), EXACT),
                min(pair.confidence for pair in between),
                best_first([recordings[name] for name in ids]),
                between,
            )
        )
    versions = [
        (recordings[pair.same_as], recordings[pair.track_id], pair)
        for pair in pairs
        if pair.kind == NEAR
    ]
    return Duplicates(copies, versions)


def best_first(recordings: Iterable[Recording]) -> list[Recording]:
    """Sort copies by quality, best first.

    Longer copies come first. Among equally long ones, lossless copies come first, by resolution
    and then by size, smallest first; then lossy copies, by bit rate.
    """
    recordings = list(recordings)
    longest = max(recording.seconds for recording in recordings)

    def rank(recording: Recording) -> tuple:
        quality = recording.quality or Quality("", None, 0, False)
        is_long = longest - recording.seconds <= AS_LONG
        return (
            recording.quality is None,
            not is_long,
            0.0 if is_long else -recording.seconds,
            not quality.is_lossless,
            -quality.resolution,
            quality.bytes if quality.is_lossless else -(quality.kbits or 0),
            str(recording.file),
        )

    return sorted(recordings, key=rank)


def why_kept(recordings: Sequence[Recording]) -> str:
    """Say why the first copy is the best."""
    first, second = recordings[:2]
    if second.quality is None:
        return "the others are gone" if len(recordings) > 2 else "the other is gone"
    if first.seconds - second.seconds > AS_LONG:
        return "the longest"
    if first.quality.is_lossless != second.quality.is_lossless:
        return "lossless"
    if first.quality.is_lossless:
        if first.quality.resolution > second.quality.resolution:
            return "the highest resolution"
        if first.quality.bytes < second.quality.bytes:
            return "as good as another, and smaller"
    elif (first.quality.kbits or 0) > (second.quality.kbits or 0):
        return "the highest bit rate"
    return "as good as another"


def _connected(pairs: Iterable[Copy]) -> list[list[str]]:
    """List the track ids of each connected component."""
    groups: dict[str, list[str]] = {}
    for pair in pairs:
        first = groups.setdefault(pair.same_as, [pair.same_as])
        second = groups.setdefault(pair.track_id, [pair.track_id])
        if first is not second:
            first += second
            groups |= dict.fromkeys(second, first)
    return list({id(group): group for group in groups.values()}.values())
