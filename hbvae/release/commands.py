"""`hbvae similar`, `hbvae path` and `hbvae mix`: navigate a finished map from song to song."""

import json as json_format
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from hbvae.release.on_map import Song, SongMap

SIGNS = {"+": 1, "-": -1}
SONG = "A song of the map (its title or part of it), or the path of any recording."
SongName = Annotated[str, typer.Argument(metavar="SONG", help=SONG, show_default=False)]
Map = Annotated[
    Path | None,
    typer.Option(
        "--map",
        "-m",
        metavar="FOLDER",
        envvar="HBVAE_MAP",
        help="Folder of a finished map (default: the map in the current folder).",
        show_default=False,
    ),
]
Playlist = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Playlist to write (.m3u8), with absolute paths.",
        show_default=False,
    ),
]
Number = Annotated[int, typer.Option("-n", metavar="NUMBER", help="Number of songs.", min=1)]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def similar(
    song: SongName, map: Map = None, n: Number = 10, output: Playlist = None, json: Json = False
) -> None:
    """List the songs that sound most like a given song."""
    import numpy as np

    from hbvae.release.neighbours import nearest
    from hbvae.release.on_map import resolve_songs

    songs = _open(map, output)
    (query,) = resolve_songs([song], songs)
    rows = nearest(songs.points, query.point, n, _rows([query]))
    distances = np.linalg.norm(songs.points[rows] - query.point, axis=1)
    near = [songs.song(row) for row in rows]
    _answer(f"Like {query.title}", near, {"distance": distances}, output, json)


def path(
    first: SongName,
    last: SongName,
    map: Map = None,
    n: Annotated[int, typer.Option("-n", metavar="NUMBER", help="Number of songs.", min=2)] = 10,
    output: Playlist = None,
    json: Json = False,
) -> None:
    """Make a playlist that leads from one song to another in even steps."""
    from hbvae.release.neighbours import between
    from hbvae.release.on_map import resolve_songs

    songs = _open(map, output)
    begin, end = resolve_songs([first, last], songs)
    steps = between(songs.points, begin.point, end.point, n - 2, _rows([begin, end]))
    on_the_way = [begin, *(songs.song(row) for row in steps), end]
    _answer(f"From {begin.title} to {end.title}", on_the_way, {}, output, json)


def mix(
    terms: Annotated[
        list[str],
        typer.Argument(
            metavar="SONG [+ SONG] [- SONG] ...",
            help=f"{SONG} Put spaces around + and -.",
            show_default=False,
        ),
    ],
    map: Map = None,
    n: Number = 10,
    output: Playlist = None,
    json: Json = False,
) -> None:
    """List the songs that sound like a sum of songs, such as A + B - C."""
    import numpy as np

    from hbvae.errors import ConfigError
    from hbvae.release.neighbours import mixed
    from hbvae.release.on_map import resolve_songs

    signs, names = read_sum(terms)
    songs = _open(map, output)
    queries = resolve_songs(names, songs)
    points = np.stack([song.point for song in queries])
    rows, fits = mixed(songs.points, points, signs, n, _rows(queries))
    if not fits.any():
        raise ConfigError(
            "the songs cancel each other out, so there is nothing to search for; choose other songs"
        )
    titles = [song.title for song in queries]
    parts = [
        f"{'+' if sign > 0 else '-'} {title}" for sign, title in zip(signs, titles, strict=True)
    ]
    best = [songs.song(row) for row in rows]
    _answer(" ".join(parts).removeprefix("+ "), best, {"fit": fits}, output, json)


def read_sum(words: Sequence[str]) -> tuple[list[int], list[str]]:
    """Parse a sum such as ``A + B - C`` into signs and names; a name may be several words.

    Raises:
        ConfigError: a name is missing.
    """
    from hbvae.errors import ConfigError

    signs, names = [], []
    for word in words if words[0] in SIGNS else ("+", *words):
        if word in SIGNS:
            signs.append(SIGNS[word])
            names.append([])
        else:
            names[-1].append(word)
    if not all(names):
        raise ConfigError(f"expected a song before and after each + and -, got {' '.join(words)!r}")
    return signs, [" ".join(name) for name in names]


def _open(map: Path | None, output: Path | None) -> "SongMap":
    """Check that the playlist can be written, then read the map."""
    from hbvae.release.on_map import load_map
    from hbvae.release.output import check_playlist_output

    if output:
        check_playlist_output(output)
    return load_map(map)


def _rows(songs: Sequence["Song"]) -> list[int]:
    return [song.row for song in songs if song.row is not None]


def _answer(
    title: str, songs: Sequence["Song"], measures: dict, output: Path | None, json: bool
) -> None:
    """Print songs, and write them to a playlist.

    Args:
        title: title of the playlist.
        songs: songs in order.
        measures: at most one measure: its name, and its value for each song.
        output: the playlist's file; None to write none.
        json: whether to print JSON.
    """
    from hbvae.reporting.playlists import playlist_text

    if output:
        named = [(song.title, song.file, song.span, None) for song in songs]
        text = playlist_text(title, named, None)
        output.write_text(text, encoding="utf-8")
    if json:
        answers = [
            {"file": str(song.file.absolute()), "title": song.title, "group": song.group}
            | {name: float(values[place]) for name, values in measures.items()}
            for place, song in enumerate(songs)
        ]
        text = json_format.dumps({"title": title, "songs": answers}, ensure_ascii=False, indent=2)
        typer.echo(text)
        return
    typer.echo(f"{title}:")
    numbers = next(iter(measures.values()), None)
    for place, song in enumerate(songs):
        number = f"{place + 1:6}" if numbers is None else f"{numbers[place]:6.2f}"
        group = f" ({song.group})" if song.group else ""
        typer.echo(f"{number}  {song.title}{group}  {song.file.absolute()}")
