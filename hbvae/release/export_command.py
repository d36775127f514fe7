"""`hbvae export`: export the groups of a map to music players, rekordbox and beets."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hbvae.release.duplicates_command import Force, MapArgument

if TYPE_CHECKING:
    from hbvae.reporting.playlists import GroupedSong


class NamedBy(StrEnum):
    """How playlists name recordings."""

    relative = "relative"
    absolute = "absolute"


def export(
    map: MapArgument = None,
    m3u: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Folder for playlists, one per group (.m3u8).",
            show_default=False,
        ),
    ] = None,
    rekordbox_xml: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="XML library to write, for rekordbox to import.",
            show_default=False,
        ),
    ] = None,
    beets: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Shell script to write that sets each song's group in beets.",
            show_default=False,
        ),
    ] = None,
    paths: Annotated[
        NamedBy,
        typer.Option(help="Paths of songs in playlists: relative to the playlist, or absolute."),
    ] = NamedBy.relative,
    force: Force = False,
) -> None:
    """Export the groups as playlists, or to rekordbox or beets."""
    from hbvae.errors import ConfigError
    from hbvae.release.output import check_new_file
    from hbvae.reporting.grouped_songs import load_grouped
    from hbvae.storage.finished import find_results

    if not (m3u or rekordbox_xml or beets):
        raise ConfigError("expected --m3u FOLDER, --rekordbox-xml FILE or --beets FILE")
    if rekordbox_xml:
        check_new_file(rekordbox_xml, ".xml", force, "--rekordbox-xml")
    if beets:
        check_new_file(beets, "", force, "--beets")
    results = find_results(map, "groups.tsv")
    songs = load_grouped(results)
    if m3u:
        _write_playlists(m3u, songs, paths, force)
    if rekordbox_xml:
        _write_rekordbox(rekordbox_xml, songs, results.name)
    if beets:
        _write_beets(beets, songs)


def _write_playlists(
    folder: Path, songs: "Sequence[GroupedSong]", paths: NamedBy, force: bool
) -> None:
    from hbvae.errors import ConfigError
    from hbvae.reporting.numbers import counted
    from hbvae.reporting.playlists import MADE, playlists

    if folder.exists() and not folder.is_dir():
        raise ConfigError(f"--m3u: expected a folder, but {folder} is a file")
    is_relative = paths is NamedBy.relative
    texts = playlists(songs, str(folder) if is_relative else None)
    existing = [name for name in texts if (folder / name).exists()]
    if existing and not force:
        raise ConfigError(
            f"--m3u: {folder / existing[0]} already exists; overwrite it with --force"
        )
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    typer.echo(f"{counted(len(texts), 'playlist')} in {folder}")
    for path in sorted(folder.glob("[0-9]*.m3u8")):
        if path.name not in texts and MADE in path.read_text("utf-8", "replace")[:1000]:
            why = "is left over from an earlier export: no group has this name now"
            typer.echo(f"hbvae: {path} {why}", err=True)


def _write_rekordbox(path: Path, songs: "Sequence[GroupedSong]", title: str) -> None:
    from hbvae.datasets.tags import all_labels
    from hbvae.reporting.numbers import counted
    from hbvae.reporting.rekordbox import is_for_rekordbox, rekordbox_xml

    fitting = [song for song in songs if is_for_rekordbox(song)]
    genres = all_labels([song.file for song in fitting], "genre")
    by_id = {
        song.grouped.track_id: ", ".join(genre.split("\n"))
        for song, genre in zip(fitting, genres, strict=True)
    }
    path.write_bytes(rekordbox_xml(title, fitting, by_id))
    typer.echo(f"{counted(len(fitting), 'song')} in {path}")
    if len(fitting) < len(songs):
        left = counted(len(songs) - len(fitting), "song")
        typer.echo(
            f"hbvae: {left} left out: rekordbox does not play the format, or the file contains "
            "several songs",
            err=True,
        )


def _write_beets(path: Path, songs: "Sequence[GroupedSong]") -> None:
    from hbvae.reporting.beets import beets_script

    path.write_text(beets_script(songs), encoding="utf-8", errors="surrogateescape")
    typer.echo(f"{path}: to apply it, run on the machine with beets: sh {path}")
