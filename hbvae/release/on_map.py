"""The songs of a finished map: their points, and look-up by name."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from hbvae.config import suggest
from hbvae.datasets.folding import folded
from hbvae.errors import ConfigError
from hbvae.release.folder import FittedTracks, load_fitted_tracks
from hbvae.storage.finished import find_results
from hbvae.storage.settled import read_audio_folder
from hbvae.storage.tracks import Span, Track, read_tracks

BY = "sound"  # the grouping that supplies the points
SHOWN = 8  # largest number of songs in a message


class SongMap(NamedTuple):
    """The songs of a map."""

    release: Path
    fitted: FittedTracks
    files: list[Path]  # (tracks,) the user's recordings
    spans: list[Span | None]  # (tracks,) parts of files that contain several songs

    @property
    def points(self) -> np.ndarray:
        """(tracks, dimensions)"""
        return self.fitted.groupings[BY].points

    def song(self, row: int) -> "Song":
        track = self.fitted.rows[row]
        place = self.files[row], self.points[row], row, self.spans[row]
        return Song(track["title"], track[f"{BY} name"], *place)


class Song(NamedTuple):
    """A song on the map, or a recording from elsewhere."""

    title: str
    group: str  # name of its cluster; "" if it is not on the map
    file: Path
    point: np.ndarray  # (dimensions,)
    row: int | None  # among the songs of the map; None if it is not on the map
    span: Span | None = None  # its part of a file that contains several songs


def load_map(folder: str | os.PathLike | None) -> SongMap:
    """Read the songs of a map.

    Args:
        folder: folder of a map or of another run; None for the one in the current folder.

    Raises:
        ConfigError: the folder contains no map, or several.
        StoreError: the map is damaged.
    """
    results = find_results(folder, "release/config.json")
    release = results / "release"
    run = results.parents[1]  # a demo's recordings are relative to it
    audio_folder = run / read_audio_folder(str(results / "dataset.json"))
    tracks = {track.track_id: track for track in read_tracks(str(results / "tracks.tsv"))}
    fitted = load_fitted_tracks(release)
    listed = [tracks.get(row["track_id"], Track("")) for row in fitted.rows]
    files = [audio_folder / track.path for track in listed]
    return SongMap(release, fitted, files, [track.span for track in listed])


def resolve_songs(names: Sequence[str], songs: SongMap) -> list[Song]:
    """Look up songs by name.

    A name is the path of a recording, a title, an id, or a part of a title or id that only one song
    has.

    Raises:
        ConfigError: a name matches no song or several, or a recording cannot be read.
    """
    rows = {name: _find_row(name, songs) for name in names}
    others = _embed_songs([name for name, row in rows.items() if row is None], songs)
    return [
        Song(Path(name).stem, "", Path(name), others[name], None)
        if rows[name] is None
        else songs.song(rows[name])
        for name in names
    ]


def _find_row(name: str, songs: SongMap) -> int | None:
    """Look up the row of a song; None for a recording that is not on the map."""
    if os.path.isfile(name):
        real = os.path.realpath(name)
        rows = [n for n, file in enumerate(songs.files) if os.path.realpath(file) == real]
        return _only(name, rows, songs) if rows else None
    wanted = folded(name)
    called = [
        (folded(row["title"]), folded(row["track_id"]), folded(file.name))
        for row, file in zip(songs.fitted.rows, songs.files, strict=True)
    ]
    exact = [n for n, names in enumerate(called) if wanted in names]
    part = [n for n, names in enumerate(called) if any(wanted in text for text in names)]
    if rows := exact or part:
        return _only(name, rows, songs)
    near = suggest(name, [row["title"] for row in songs.fitted.rows])
    raise ConfigError(f"expected a song of the map or the path of a recording, got {name!r}{near}")


def _only(name: str, rows: Sequence[int], songs: SongMap) -> int:
    """Return the only row; raise ConfigError if there are several."""
    if len(rows) == 1:
        return rows[0]
    ids = [songs.fitted.rows[n]["track_id"] for n in rows]
    some = ", ".join(map(repr, ids[:SHOWN])) + (" ..." if len(ids) > SHOWN else "")
    raise ConfigError(f"{name!r} matches {len(ids)} songs; choose one of {some}")


def _embed_songs(paths: Sequence[str], songs: SongMap) -> dict[str, np.ndarray]:
    """Compute the points of recordings that are not on the map."""
    if not paths:
        return {}
    from hbvae.release.folder import load_release
    from hbvae.release.inference import embed, grouping_points

    release = load_release(songs.release)
    embedding = embed(paths, release)
    for path, reason in embedding.rejected:
        raise ConfigError(f"{path} cannot be read: {reason}")
    points = grouping_points(release, embedding.latent, embedding.index)[BY]
    return dict(zip(embedding.index.track_id, points, strict=True))
