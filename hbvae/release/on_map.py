"""The songs of a finished map: where the model has them, and which is meant by a name."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from hbvae.config import suggest
from hbvae.datasets.folding import folded
from hbvae.errors import ConfigError
from hbvae.release.folder import Known, load_known
from hbvae.storage.finished import find_results
from hbvae.storage.settled import read_audio_folder
from hbvae.storage.tracks import Span, Track, read_tracks

BY = "sound"  # the grouping whose points they have
SHOWN = 8  # songs that a message names


class OnMap(NamedTuple):
    """The songs of a map."""

    release: Path
    known: Known
    files: list[Path]  # (tracks,) the user's
    spans: list[Span | None]  # (tracks,) of those that share a file with others

    @property
    def points(self) -> np.ndarray:
        """(tracks, dimensions)"""
        return self.known.groupings[BY].points

    def song(self, row: int) -> "Song":
        known = self.known.rows[row]
        place = self.files[row], self.points[row], row, self.spans[row]
        return Song(known["title"], known[f"{BY} name"], *place)


class Song(NamedTuple):
    """A song on the map, or a recording from elsewhere."""

    title: str
    group: str  # name of its cluster; "" from elsewhere
    file: Path
    point: np.ndarray  # (dimensions,)
    row: int | None  # among the songs of the map
    span: Span | None = None  # of one of several songs in the file


def load_map(folder: str | os.PathLike | None) -> OnMap:
    """Read the songs of a map.

    Args:
        folder: of the map, or of another run; None, the one that is here.

    Raises:
        ConfigError: there is none, or there are several.
        StoreError: it is damaged.
    """
    results = find_results(folder, "release/config.json")
    release = results / "release"
    run = results.parents[1]  # which a demo's recordings are relative to
    audio_folder = run / read_audio_folder(str(results / "dataset.json"))
    tracks = {track.track_id: track for track in read_tracks(str(results / "tracks.tsv"))}
    known = load_known(release)
    listed = [tracks.get(row["track_id"], Track("")) for row in known.rows]
    files = [audio_folder / track.path for track in listed]
    return OnMap(release, known, files, [track.span for track in listed])


def find_meant(names: Sequence[str], songs: OnMap) -> list[Song]:
    """The songs that are meant by names.

    A name is the path of a recording, a title, an id, or a part of either that only one song has.

    Raises:
        ConfigError: no song is called so, or several are; or a recording cannot be read.
    """
    rows = {name: _find_row(name, songs) for name in names}
    others = _hear([name for name, row in rows.items() if row is None], songs)
    return [
        Song(Path(name).stem, "", Path(name), others[name], None)
        if rows[name] is None
        else songs.song(rows[name])
        for name in names
    ]


def _find_row(name: str, songs: OnMap) -> int | None:
    """The row of the song that is meant; None of a recording that is not on the map."""
    if os.path.isfile(name):
        real = os.path.realpath(name)
        rows = [n for n, file in enumerate(songs.files) if os.path.realpath(file) == real]
        return _only(name, rows, songs) if rows else None
    wanted = folded(name)
    called = [
        (folded(row["title"]), folded(row["track_id"]), folded(file.name))
        for row, file in zip(songs.known.rows, songs.files, strict=True)
    ]
    exact = [n for n, names in enumerate(called) if wanted in names]
    part = [n for n, names in enumerate(called) if any(wanted in text for text in names)]
    if rows := exact or part:
        return _only(name, rows, songs)
    near = suggest(name, [row["title"] for row in songs.known.rows])
    raise ConfigError(f"expected a song of the map or the path of a recording, got {name!r}{near}")


def _only(name: str, rows: Sequence[int], songs: OnMap) -> int:
    """The only one of some rows."""
    if len(rows) == 1:
        return rows[0]
    ids = [songs.known.rows[n]["track_id"] for n in rows]
    some = ", ".join(map(repr, ids[:SHOWN])) + (" ..." if len(ids) > SHOWN else "")
    raise ConfigError(f"{name!r} matches {len(ids)} songs; choose one of {some}")


def _hear(paths: Sequence[str], songs: OnMap) -> dict[str, np.ndarray]:
    """Where recordings lie that are not on the map."""
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
