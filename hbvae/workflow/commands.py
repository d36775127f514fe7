"""`hbvae map` and `hbvae demo`: run the workflow without Snakemake's command line.

The command line imports this module first, so slow imports are inside the commands.
"""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

if TYPE_CHECKING:
    from hbvae.workflow.earlier import EarlierConfig
    from hbvae.workflow.map_folder import MapMark


class Paths(StrEnum):
    """How playlists name recordings."""

    relative = "relative"
    absolute = "absolute"


class Labels(StrEnum):
    """Source of labels: the top folder that contains a song, or a tag."""

    folder = "folder"
    genre = "genre"
    artist = "artist"
    album = "album"
    language = "language"
    mood = "mood"


class Preset(StrEnum):
    """How much of the workflow to run."""

    quick = "quick"
    full = "full"


Folder = Annotated[
    Path,
    typer.Argument(
        metavar="FOLDER",
        help="Folder of your songs. This command never writes into it.",
        exists=True,
        file_okay=False,
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FOLDER",
        help="Folder for the map (default: NAME-map in the current folder). Run the same command "
        "again to resume an interrupted run.",
    ),
]
Cores = Annotated[
    int | None,
    typer.Option(
        metavar="NUMBER",
        help="Number of CPU cores to use (default: all).",
        min=1,
        show_default=False,
    ),
]
Settings = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="Your own settings (YAML), which override those of the preset.",
        exists=True,
        dir_okay=False,
    ),
]
Which = Annotated[
    Preset,
    typer.Option(
        help="quick: groups, map and playlists. full: also every model, clusterer and figure, "
        "which takes many times as long."
    ),
]
PlaylistPaths = Annotated[
    Paths | None,
    typer.Option(
        "--paths",
        help="Paths of songs in playlists. relative (the default): you can move map and songs "
        "together. absolute: you can move a playlist alone.",
        show_default=False,
    ),
]
Refit = Annotated[
    bool,
    typer.Option(
        "--refit",
        help="Fit the model to all songs again. By default, new songs join the existing groups "
        "and map, unless they are more than a fifth of the songs.",
    ),
]
NoOpen = Annotated[bool, typer.Option("--no-open", help="Do not open the map in the browser.")]
Slurm = Annotated[
    bool,
    typer.Option(
        "--slurm",
        help="Run the jobs on a SLURM cluster, with the profile config/slurm in the map's folder. "
        "The first run writes the profile there for you to edit.",
    ),
]
K = Annotated[
    int | None,
    typer.Option(
        "--k",
        metavar="NUMBER",
        help="Number of groups (default: the largest number that stays stable when the songs are "
        "resampled).",
        min=2,
        show_default=False,
    ),
]
LabelsFrom = Annotated[
    Labels | None,
    typer.Option(
        metavar="LABELS",
        help="Labels to compare the groups with: folder (the folder of each song), or a tag: "
        "genre, artist, album, language or mood. By default, labels come from a table in FOLDER, "
        "if there is one.",
        show_default=False,
    ),
]


def map_songs(
    folder: Folder,
    output: Output = None,
    preset: Which = Preset.quick,
    config: Settings = None,
    labels: LabelsFrom = None,
    k: K = None,
    paths: PlaylistPaths = None,
    cores: Cores = None,
    slurm: Slurm = False,
    refit: Refit = False,
    no_open: NoOpen = False,
) -> None:
    """Map a folder of songs: named groups, and a page to explore and play them."""
    from hbvae.workflow.map_folder import check_room, count_songs, default_folder, open_map

    place = output or default_folder(folder)
    check_room(place, count_songs(folder))
    mark = open_map(place, folder)
    description = {"folder": mark.songs, **_labelled(labels, k)}
    run = _begin(place, mark, description, preset, config, paths, refit)
    _run(run, cores, slurm, no_open)


def demo(
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="FOLDER",
            help="Folder for the map. Run the same command again to resume an interrupted run.",
        ),
    ] = Path("demo-map"),
    preset: Which = Preset.quick,
    config: Settings = None,
    paths: PlaylistPaths = None,
    cores: Cores = None,
    slurm: Slurm = False,
    no_open: NoOpen = False,
) -> None:
    """Map 100 synthetic songs in two languages, which come with hbvae."""
    from hbvae.workflow import map_folder
    from hbvae.workflow.place import project_folder

    map_folder.check_room(output, map_folder.N_DEMO, map_folder.EACH + map_folder.RENDERED)
    mark = map_folder.open_map(output, None, map_folder.DEMO)
    description = map_folder.demo_description(preset, project_folder())
    run = _begin(output, mark, description, preset, config, paths)
    _run(run, cores, slurm, no_open)


def _labelled(labels: Labels | None, k: int | None) -> dict:
    """Convert options to entries of the songs' description."""
    if labels is None:
        return {} if k is None else {"k": k}
    factor = {"k": k or "auto"}
    if labels != Labels.folder:
        factor |= {"tag": labels.value, "separator": ";"}
    return {"layout": "folders", "table": None, "factors": {labels.value: factor}}


class MapRun(NamedTuple):
    """A run that makes a map."""

    place: Path  # folder of the map
    mark: "MapMark"
    settings: str  # digest of the settings
    earlier: "EarlierConfig"  # the map that it continues


def _begin(
    place: Path,
    mark: "MapMark",
    description: dict,
    preset: Preset,
    own: Path | None,
    paths: Paths | None,
    refit: bool = False,
) -> MapRun:
    """Write the settings of a run, and choose the earlier map that it continues."""
    from hbvae.workflow import keeping
    from hbvae.workflow.earlier import EarlierConfig
    from hbvae.workflow.map_folder import last_config, map_config, write_settings
    from hbvae.workflow.place import project_folder

    typed = {"playlists": {"paths": paths.value}} if paths else {}
    config = map_config(mark, typed, preset, own, project_folder())
    settings = keeping.settings_digest(description, config)
    last = EarlierConfig(**last_config(place).get(keeping.EARLIER, {}))
    write_settings(place, mark, description, config | {keeping.EARLIER: last.model_dump()})
    map_run = place, mark.dataset, settings
    earlier = keeping.choose_earlier(*map_run, last, refit, project_folder(), _say)
    if earlier != last:
        write_settings(place, mark, description, config | {keeping.EARLIER: earlier.model_dump()})
        keeping.begin(place, earlier)
    return MapRun(place, mark, settings, earlier)


def _say(text: str) -> None:
    typer.echo(text, err=True)


def _run(run: MapRun, cores: int | None, slurm: bool, no_open: bool) -> None:
    """Run the workflow in the folder of a map, then open the map."""
    from hbvae.workflow.keeping import describe_changes, finish
    from hbvae.workflow.map_run import INTERRUPTED, open_in_browser, run_workflow

    if code := run_workflow(run.place, cores, slurm):
        if code == INTERRUPTED:
            _say("Run the same command again to resume.")
        raise typer.Exit(code)
    finish(run.place, run.mark.dataset, run.settings, run.earlier)
    results = run.place.absolute() / "results" / run.mark.dataset
    if changed := describe_changes(results):
        typer.echo(changed)
    page = results / "explorer.html"
    if no_open:
        return
    if open_in_browser(page):
        typer.echo("Opening the map in your browser.")
    else:
        typer.echo(f"No browser found. Open the map at {page.as_uri()}")
