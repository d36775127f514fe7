"""The groups of a collection for other programs: a playlist of each, and a table of all songs."""

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
N_TAGS = 5  # of a song, in the table
LONGEST = 60  # characters of a name in the name of a file
NO_PATH = re.compile(r"[\n\r#]|%[0-9A-Fa-f]{2}")  # in a path that players misread
KEPT = "(),& -"  # beside letters and digits: what no system and no shell takes amiss


class GroupedSong(NamedTuple):
    """A song, its group, and what is known of it."""

    file: Path  # the user's
    metadata: Metadata
    grouped: Grouped
    labels: Mapping[str, str] = MappingProxyType({})

    @property
    def name(self) -> str:
        """ "Artist - title", or the title alone, as players show it."""
        return " - ".join(filter(None, [self.metadata.artist, self.metadata.title]))


class Group(NamedTuple):
    """The songs of a group."""

    label: str  # number and name
    name: str
    songs: list[GroupedSong]  # those at its centre first


def groups_of(songs: Sequence[GroupedSong]) -> list[Group]:
    """The groups of songs in the order of their numbers; noise is in none."""
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
    """The ``n`` tags of each track that it has most of.

    Args:
        tags: of an encoder; none without.
        levels: (tracks, tags).
    """
    order = np.argsort(-levels, axis=1, kind="stable")[:, :n]
    return [[tags[column] for column in row] for row in order]


def playlists(songs: Sequence[GroupedSong], relative_to: str | None) -> dict[str, str]:
    """A playlist of each group, by the name of its file.

    Args:
        songs: of the collection; noise is in no playlist.
        relative_to: the folder of the playlists, so that it and the songs can be moved together;
            None: files are named from the root.
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
        for group in groups_of(songs)
    }


def write_playlists(folder: str, songs: Sequence[GroupedSong], is_relative: bool) -> None:
    """Write the `playlists` of songs into a folder, which is made."""
    os.makedirs(folder, exist_ok=True)
    for name, text in playlists(songs, folder if is_relative else None).items():
        Path(folder, name).write_text(text, encoding="utf-8")


def playlist_text(
    title: str,
    songs: Iterable[tuple[str, Path, Span | None, float | None]],
    relative_to: str | None,
) -> str:
    """An extended M3U, as the explorer saves it, with a line that says who made it.

    Of a file with several songs VLC plays the one that is meant (#EXTVLCOPT); other players begin
    at the beginning of the file.

    Args:
        title: of the playlist.
        songs: what each is called, its file, its span where others are in the file too, and how
            many seconds it lasts, None where that is not known.
        relative_to: a folder; None: files are named from the root.
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
    """Write a table of all songs for spreadsheets, by cluster, the songs at its centre first."""
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
    """A line of a playlist: a path, or an address where a player takes the path for another.

    VLC ends a path at "#" and takes "%20" for a blank; a line that begins with "#" is a comment.
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
