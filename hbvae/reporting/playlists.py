"""Write the groups of a collection as playlists, and as a table of all songs."""

import os
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from hbvae.reporting.groups import NOISE_NAME
from hbvae.reporting.spreadsheet import write_csv
from hbvae.storage.clusters import NOISE
from hbvae.storage.groups import Grouped, group_label, n_digits
from hbvae.storage.metadata import Metadata
from hbvae.storage.tracks import JOINT, Span

MADE = "# made by hbvae"
N_TAGS = 5  # tags per song in the table
LONGEST = 60  # largest number of characters of a group's name in a file name
NO_PATH = re.compile(r"[\n\r#]|%[0-9A-Fa-f]{2}")  # parts of paths that players misread
KEPT = "(),& -"  # safe characters in file names, besides letters and digits


class GroupedSong(NamedTuple):
    """A song with its metadata and group."""

    file: Path  # the user's recording
    metadata: Metadata
    grouped: Grouped
    labels: Mapping[str, str] = MappingProxyType({})

    @property
    def name(self) -> str:
        """ "Artist - title", or only the title."""
        return " - ".join(filter(None, [self.metadata.artist, self.metadata.title]))


class Group(NamedTuple):
    """The songs of a group."""

    label: str  # number and name
    name: str
    songs: list[GroupedSong]  # by distance to the centre


def list_groups(songs: Sequence[GroupedSong]) -> list[Group]:
    """List the groups of songs by number, without noise."""
    members: dict[int, list[GroupedSong]] = {}
    for song in sorted(songs, key=lambda song: song.grouped.distance):
        if song.grouped.cluster != NOISE:
            members.setdefault(song.grouped.cluster, []).append(song)
    width = n_digits(song.grouped for song in songs)
    return [
        Group(
            group_label(number, group_songs[0].grouped.name, width),
            group_songs[0].grouped.name,
            group_songs,
        )
        for number, group_songs in sorted(members.items())
    ]


def strongest_tags(tags: Sequence[str], levels: np.ndarray, n: int = N_TAGS) -> list[list[str]]:
    """List the ``n`` strongest tags of each track.

    Args:
        tags: tags of an encoder; empty without one.
        levels: (tracks, tags).
    """
    order = np.argsort(-levels, axis=1, kind="stable")[:, :n]
    return [[tags[column] for column in row] for row in order]


def playlists(songs: Sequence[GroupedSong], relative_to: str | None) -> dict[str, str]:
    """Compose a playlist of each group, by file name.

    Args:
        songs: songs of the collection; noise is in no playlist.
        relative_to: folder of the playlists for relative paths, so that playlists and songs can be
            moved together; None for absolute paths.
    """
    return {
        f"{_in_file_name(group.label)}.m3u8": playlist_text(
            group.name,
            [
                (song.name, song.file, song.grouped.span, song.grouped.seconds)
                for song in group.songs
            ],
            relative_to,
        )
        for group in list_groups(songs)
    }


def write_playlists(folder: str, songs: Sequence[GroupedSong], is_relative: bool) -> None:
    """Write the `playlists` of songs to a new folder."""
    os.makedirs(folder, exist_ok=True)
    for name, text in playlists(songs, folder if is_relative else None).items():
        Path(folder, name).write_text(text, encoding="utf-8")


def playlist_text(
    title: str,
    songs: Iterable[tuple[str, Path, Span | None, float | None]],
    relative_to: str | None,
) -> str:
    """Compose an extended M3U playlist, like the explorer, with a line that names hbvae.

    If a file contains several songs, VLC plays the right one (#EXTVLCOPT); other players start at
    the beginning of the file.

    Args:
        title: title of the playlist.
        songs: name, file, span (if the file contains several songs) and length in seconds (if
            available) of each song.
        relative_to: folder for relative paths; None for absolute paths.
    """
    lines = ["#EXTM3U", f"#PLAYLIST:{_in_a_line(title)}", MADE]
    for name, file, span, lasts in songs:
        lasts = span.end - span.start if span else lasts
        seconds = -1 if lasts is None else round(lasts)
        lines.append(f"#EXTINF:{seconds},{_in_a_line(name)}")
        if span:
            times = zip(("start", "stop"), span, strict=True)
            lines += [f"#EXTVLCOPT:{mark}-time={at:.2f}" for mark, at in times]
        lines.append(_place(file, relative_to))
    return "\n".join([*lines, ""])


def write_clusters(path: str, songs: Sequence[GroupedSong]) -> None:
    """Write a table of all songs for spreadsheets, by cluster and distance to its centre."""
    factors = [factor for factor in songs[0].labels if factor not in Metadata._fields]
    header = ["file", *Metadata._fields, "cluster", "name", "distance", "tags", *factors]
    rows = []
    for song in sorted(songs, key=_place_in_table):
        grouped = song.grouped
        is_noise = grouped.cluster == NOISE
        number, name = ("", NOISE_NAME.name) if is_noise else (grouped.cluster, grouped.name)
        cells = [os.path.abspath(song.file), *song.metadata, number, name]
        cells += [f"{grouped.distance:.4g}", JOINT.join(grouped.tags)]
        rows.append(cells + [song.labels[factor] for factor in factors])
    write_csv(path, header, rows)


def _place_in_table(song: GroupedSong) -> tuple:
    cluster = song.grouped.cluster
    return cluster == NOISE, cluster, song.grouped.distance


def _place(file: Path, relative_to: str | None) -> str:
    """Compose a playlist line: a path, or a URL if players would misread the path.

    VLC ends a path at "#" and reads "%20" as a space; a line that starts with "#" is a comment.
    """
    path = os.path.abspath(file)
    if NO_PATH.search(path):
        return Path(path).as_uri()
    return os.path.relpath(path, os.path.realpath(relative_to)) if relative_to else path


def _in_a_line(text: str) -> str:
    return " ".join(text.splitlines())


def _in_file_name(text: str) -> str:
    kept = (
        sign
        for sign in unicodedata.normalize("NFC", text)
        if unicodedata.category(sign)[0] in "LMN" or sign in KEPT
    )
    return "".join(kept).strip()[:LONGEST]
