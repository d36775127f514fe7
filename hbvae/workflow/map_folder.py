"""The folder of a map: a run's folder that `hbvae map` makes and recognises.

It contains what any run's folder contains. A file at its top identifies the map's songs. Each call
writes the config and the description of the collection again, so that plain
``snakemake --directory`` continues the same run.
"""

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import yaml

from hbvae.datasets.collections import share_most
from hbvae.datasets.discovery import dataset_name
from hbvae.datasets.usable import LEAST
from hbvae.datasets.walking import walk_files
from hbvae.errors import ConfigError, DatasetError
from hbvae.features.decoders.registry import is_audio_name
from hbvae.storage.settled import MADE_BY, Settled
from hbvae.workflow.locks import live_runs
from hbvae.workflow.run_config import DEFAULTS, FULL, QUICK, filled, read_config

MARK = "hbvae-map.json"
CONFIG = "config/config.yaml"
DEMO, N_DEMO = "demo", 100  # songs
DEMO_DESCRIPTION = "config/datasets/demo_bilingual.yaml"
PRESETS = {"quick": (QUICK,), "full": (FULL, QUICK)}  # earlier files take precedence
# Bytes needed per map, per song, and per rendered recording of the demo.
ALONE, EACH, RENDERED = 20_000_000, 700_000, 3_700_000
WRITTEN = (
    "# Written by `hbvae map`, which overwrites it. For your own settings, use --config FILE.\n"
)


class MapMark(NamedTuple):
    """Identity of a map."""

    songs: str  # folder of the songs; "" for the demo
    dataset: str  # name of the dataset in results


def default_folder(songs: Path) -> Path:
    """Default folder of a map: ./NAME-map, or beside the songs if . is inside their folder."""
    real = songs.resolve()
    name = f"{real.name or 'songs'}-map"
    return real.parent / name if Path.cwd().is_relative_to(real) else Path(name)


def count_songs(songs: Path) -> int:
    """Count the recordings in a folder and below.

    Raises:
        DatasetError: the folder cannot be read, or contains too few songs for a map.
    """
    unreadable: list[str] = []
    cues = n_songs = 0
    for path, _ in walk_files(songs, lambda _, reason: unreadable.append(reason)):
        n_songs += is_audio_name(path)
        cues += path.lower().endswith(".cue")
    if not n_songs and unreadable:
        raise DatasetError(f"{songs}: this folder cannot be read: {unreadable[0]}")
    if not n_songs:
        raise DatasetError(
            f"{songs}: expected recordings in this folder or below it, got none; give the folder "
            "of your songs"
        )
    if n_songs < LEAST and not cues:
        raise DatasetError(
            f"{songs}: expected at least {LEAST} songs, got {n_songs}, which are too few to form "
            "groups; add songs, or give a folder above this one"
        )
    return n_songs


def open_map(folder: Path, songs: Path | None, dataset: str = "") -> MapMark:
    """Make the folder of a map, or open an existing one.

    Args:
        folder: folder of the map.
        songs: folder of the songs; None for a dataset that comes with hbvae.
        dataset: name of that dataset.

    Raises:
        ConfigError: the folder cannot be made, contains something else or the map of other songs,
            or a run is in progress in it.
    """
    real = os.path.realpath(songs) if songs else ""
    existing = read_mark(folder)
    if existing is None:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise ConfigError(
                f"{folder} already exists and is not a map made by hbvae, so it is left "
                "unchanged; give another folder with --output"
            )
        _make(folder)
    elif existing.songs != real and not _were_moved(folder, existing, real):
        raise ConfigError(
            f"{folder} is the map of {existing.songs or 'the demo'}; give another folder with "
            "--output"
        )
    elif at_work := live_runs(folder):
        raise ConfigError(f"a run is in progress in {folder} ({at_work[0]}); wait until it ends")
    mark = MapMark(real, existing.dataset if existing else dataset or dataset_name(real))
    _write(folder / MARK, json.dumps({"made_by": MADE_BY} | mark._asdict(), indent=2) + "\n")
    return mark


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except PermissionError:
        raise ConfigError(
            f"{folder}: you have no permission to create this folder in "
            f"{_nearest_existing(folder)}; give another folder with --output"
        ) from None


def _nearest_existing(folder: Path) -> Path:
    """The folder, or the nearest above it that exists."""
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())


def _were_moved(folder: Path, mark: MapMark, real: str) -> bool:
    """Whether the songs of a map were moved to another folder."""
    if not (mark.songs and real) or os.path.exists(mark.songs):
        return False
    results = folder / "results" / mark.dataset
    settled = Settled.read(results)
    return settled is None or share_most(results, settled, real)


def read_mark(folder: Path) -> MapMark | None:
    """Read the identity of a map; None if the folder is not a map."""
    try:
        content = json.loads((folder / MARK).read_text(encoding="utf-8"))
        if content.pop("made_by") == MADE_BY:
            return MapMark(**content)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        pass
    return None


def check_room(folder: Path, n_songs: int, each: int = EACH) -> None:
    """Check that the disk has room for a new map; an existing map passes.

    Args:
        folder: folder of the map.
        n_songs: number of songs.
        each: bytes per song.

    Raises:
        ConfigError: the disk has too little room.
    """
    needed = ALONE + each * n_songs
    free = shutil.disk_usage(_nearest_existing(folder)).free
    if free < needed and not (folder / "results").exists():
        raise ConfigError(
            f"{folder}: a map of {n_songs:,} songs needs about {size_in_words(needed)}, but the "
            f"disk has {size_in_words(free)} free; free some space, or give a folder on another "
            "disk with --output"
        )


def size_in_words(n_bytes: int) -> str:
    """A size for people, such as 28 MB or 2.3 GB."""
    return f"{n_bytes / 1e9:.1f} GB" if n_bytes >= 1e9 else f"{n_bytes / 1e6:.0f} MB"


def map_config(mark: MapMark, typed: Mapping, preset: str, own: Path | None, project: Path) -> dict:
    """Compose the config of a map's run.

    Args:
        mark: identity of the map.
        typed: settings from the command line, which override all others.
        preset: one of `PRESETS`.
        own: file with the user's settings, which override the preset.
        project: the project's folder.

    Raises:
        ConfigError: the file of settings is not a config, or names a dataset.
    """
    config = filled(typed, _own_settings(own) if own else {})
    for name in PRESETS[preset]:
        config = filled(config, read_config(project / name))
    return {"dataset": mark.dataset} | {key: config[key] for key in config if key != "datasets"}


def write_settings(folder: Path, mark: MapMark, description: Mapping, config: Mapping) -> None:
    """Write the config of a map's run, and the description of its songs."""
    _write_yaml(folder / CONFIG, config)
    _write_yaml(folder / f"config/datasets/{mark.dataset}.yaml", description)


def last_config(folder: Path) -> dict:
    """Read the config of the last run of a map; {} without one."""
    path = folder / CONFIG
    return read_config(path) if path.is_file() else {}


def demo_description(preset: str, project: Path) -> dict:
    """Describe the demo; it repeats an experiment of the paper only in a full run."""
    description = read_config(project / DEMO_DESCRIPTION)
    description["root"] = f"results/{DEMO}/dataset"
    description["recipe"] = str(project / description["recipe"])
    if preset != "full":
        del description["experiment"]
    return description


def _own_settings(path: Path) -> dict:
    try:
        own = read_config(path)
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        text = " ".join(str(problem).split())
        raise ConfigError(f"--config: {path}: expected YAML in UTF-8: {text}") from None
    if own is None:  # only comments
        return {}
    if not isinstance(own, dict):
        raise ConfigError(
            f"--config: {path}: expected keys with values, as in {DEFAULTS}, got {own!r}"
        )
    if named := {"dataset", "datasets"} & own.keys():
        raise ConfigError(
            f"--config: {path}: `hbvae map FOLDER` sets {named.pop()} itself; remove it"
        )
    return own


def _write_yaml(path: Path, content: Mapping) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, WRITTEN + yaml.safe_dump(content, sort_keys=False, allow_unicode=True))


def _write(path: Path, text: str) -> None:
    """Write a file atomically."""
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text(text, encoding="utf-8")
    os.replace(partial, path)
