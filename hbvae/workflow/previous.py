"""What the last listing of a dataset wrote, which the next one compares the collection with."""

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
    """What the last listing wrote; empty where there is none."""

    tracks: Mapping[str, Track]  # of batches/: path, version of the sound, and batch
    metadata: Mapping[str, ListedMetadata]
    lyrics: Mapping[str, str] | None  # None: they are to be read anew
    lyrics_from: Mapping[str, tuple[str, str]]  # and the remarks on them
    files: Mapping[str, FileState]
    remarks: Sequence[str]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the lists of a folder of results; one that cannot be read is taken for empty."""
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
        """Whether a track's file is as it was."""
        state, known = self.files.get(track.track_id), self.tracks.get(track.track_id)
        if state is None or known is None or known.path != track.path:
            return False
        return state[:2] == (track.bytes, track.modified)

    def listed_lyrics(self, track_id: str) -> LyricsResult:
        """The lyrics that a track had in its files."""
        return LyricsResult(self.lyrics.get(track_id), *self.lyrics_from.get(track_id, ()))


def batch_files(folder: Path) -> list[Path]:
    """The batches of a dataset's tracks, in ascending order of their numbers."""
    return sorted((folder / "batches").glob("*.tsv"))


def _read(read: Callable[[str], Value], path: Path, otherwise: Value) -> Value:
    try:
        return read(str(path)) if path.is_file() else otherwise
    except StoreError as problem:
        logger.info("%s; it is written again", problem)
        return otherwise
