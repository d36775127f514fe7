"""The groups of a collection for other programs: a playlist of each, and a table of all songs."""

import csv
import os
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from hbvae.reporting.groups import NOISE_NAME
from hbvae.storage.clusters import NOISE
from hbvae.storage.metadata import Metadata
from hbvae.storage.names import ClusterName
from hbvae.storage.tracks import Span

MADE = "# made by hbvae"
N_TAGS = 5  # of a song, in the table
LONGEST = 60  # characters of a name in the name of a file
KEPT = "(),& -"  # beside letters and digits: what no system and no shell takes amiss
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the begin of one


class GroupedSong(NamedTuple):
    """A song, its cluster, and what is known of it."""

    file: Path  # the user's
    metadata: Metadata
    cluster: int
    distance: float  # to the centre of the cluster
    tags: Sequence[str]  # by which an encoder hears it, the strongest first
    labels: Mapping[str, str]
    span: Span | None = None  # of one of several songs in the file


def strongest_tags(tags: Sequence[str], levels: np.ndarray, n: int = N_TAGS) -> list[list[str]]:
    """The ``n`` tags of each track that it has most of.

    Args:
        tags: of an encoder; none without.
        levels: (tracks, tags).
    """
    order = np.argsort(-levels, axis=1, kind="stable")[:, :n]
    return [[tags[column] for column in row] for row in order]


def write_playlists(
    folder: str, songs: Sequence[GroupedSong], names: Sequence[ClusterName], is_relative: bool
) -> None:
    """Write an .m3u8 file for each cluster, the songs at its centre first.

    Args:
        folder: which is made.
        songs: of the collection; noise is in no playlist.
        names: by the number of the cluster.
        is_relative: whether files are named relative to the playlist, so that both can be moved
            together; else from the root.
    """
    os.makedirs(folder)
    width = len(str(len(names) - 1))
    for number, cluster in enumerate(names):
        members = sorted(
            (song for song in songs if song.cluster == number), key=lambda song: song.distance
        )
        named = [
            (" - ".join(filter(None, song.metadata[1::-1])), song.file, song.span)
            for song in members
        ]
        path = Path(folder, f"{number:0{width}} {_in_file_name(cluster.name)}".strip() + ".m3u8")
        text = playlist_text(cluster.name, named, folder if is_relative else None)
        path.write_text(text, encoding="utf-8")


def playlist_text(
    title: str, songs: Iterable[tuple[str, Path, Span | None]], relative_to: str | None
) -> str:
    """An extended M3U, as the explorer saves it, with a line that says who made it.

    Of a file with several songs VLC plays the one that is meant (#EXTVLCOPT); other players begin
    at the beginning of the file.

    Args:
        title: of the playlist.
        songs: what each is called, its file, and its span where others are in the file too.
        relative_to: a folder; None: files are named from the root.
    """
    lines = ["#EXTM3U", f"#PLAYLIST:{_in_a_line(title)}", MADE]
    for name, file, span in songs:
        seconds = round(span.end - span.start) if span else -1
        lines.append(f"#EXTINF:{seconds},{_in_a_line(name)}")
        if span:
            times = zip(("start", "stop"), span, strict=True)
            lines += [f"#EXTVLCOPT:{mark}-time={at:.2f}" for mark, at in times]
        lines.append(_place(file, relative_to))
    return "\n".join([*lines, ""])


def write_clusters(path: str, songs: Sequence[GroupedSong], names: Sequence[ClusterName]) -> None:
    """Write a table of all songs for spreadsheets, by cluster, the songs at its centre first."""
    factors = [factor for factor in songs[0].labels if factor not in Metadata._fields]
    header = ["file", *Metadata._fields, "cluster", "name", "distance", "tags", *factors]
    with open(path, "w", newline="", encoding="utf-8-sig") as file:  # the mark: it is UTF-8
        table = csv.writer(file)
        table.writerow(header)
        for song in sorted(songs, key=_place_in_table):
            is_noise = song.cluster == NOISE
            name = NOISE_NAME.name if is_noise else names[song.cluster].name
            cells = [os.path.abspath(song.file), *song.metadata]
            cells += ["" if is_noise else song.cluster, name, f"{song.distance:.4g}"]
            cells += ["; ".join(song.tags), *(song.labels[factor] for factor in factors)]
            table.writerow(map(_cell, cells))


def _place_in_table(song: GroupedSong) -> tuple:
    return song.cluster == NOISE, song.cluster, song.distance


def _cell(value: object) -> object:
    """A cell that a spreadsheet takes as text, whatever it begins with."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _place(file: Path, relative_to: str | None) -> str:
    """A line of a playlist: a path, or an address where the path has a line break."""
    path = os.path.abspath(file)
    if "\n" in path or "\r" in path:
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
