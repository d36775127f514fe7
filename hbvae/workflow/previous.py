"""The last listing of a dataset, with which the next one compares the collection."""

import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Self, TypeVar

from hbvae.datasets.tags import LyricsResult
from hbvae.errors import StoreError
from hbvae.storage.metadata import ListedMetadata, read_listed_metadata
from hbvae.storage.tracks import (
    FileState,
    Track,
    read_batch,
    read_files,
    read_lyrics,
    read_lyrics_from,
    read_remarks,
)

logger = logging.getLogger(__name__)
Value = TypeVar("Value")


class Previous(NamedTuple):
    """The last listing; empty if there is none."""

    tracks: Mapping[str, Track]  # of batches/: path, version of the sound, and batch
    metadata: Mapping[str, ListedMetadata]
    lyrics: Mapping[str, str] | None  # None to read them again
    lyrics_from: Mapping[str, tuple[str, str]]  # source of the lyrics, and remark
    files: Mapping[str, FileState]
    remarks: Sequence[str]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the lists of a folder of results; unreadable lists count as empty."""
        tracks = {
            track.track_id: track._replace(batch=int(path.stem))
            for path in batch_files(folder)
            for track in _read(read_batch, path, [])
        }
        return cls(
            tracks,
            _read(read_listed_metadata, folder / "metadata.tsv", {}),
            _read(read_lyrics, folder / "lyrics.tsv", {}),
            _read(read_lyrics_from, folder / "lyrics_from.tsv", {}),
            _read(read_files, folder / "files.tsv", {}),
            _read(read_remarks, folder / "remarks.tsv", []),
        )

    def has(self, track: Track) -> bool:
        """Whether a track's file is unchanged."""
        state, listed = self.files.get(track.track_id), self.tracks.get(track.track_id)
        if state is None or listed is None or listed.path != track.path:
            return False
        return state[:2] == (track.bytes, track.modified)

    def listed_lyrics(self, track_id: str) -> LyricsResult:
        """Return the lyrics of a track at the last listing."""
        return LyricsResult(self.lyrics.get(track_id), *self.lyrics_from.get(track_id, ()))


def batch_files(folder: Path) -> list[Path]:
    """List the files of a dataset's batches, by number."""
    return sorted((folder / "batches").glob("*.tsv"))


def _read(read: Callable[[str], Value], path: Path, otherwise: Value) -> Value:
    try:
        return read(str(path)) if path.is_file() else otherwise
    except StoreError as problem:
        logger.info("%s; it is written again", problem)
        return otherwise
