"""Keep a copy of each finished map, so that the next `hbvae map` can continue it.

When a map is finished, its results except features are copied to ``earlier/N`` in its folder, and
``finished.json`` records its songs and settings. If these have changed by the next call, its run
continues from the copy (`hbvae.workflow.earlier`).
"""

import filecmp
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import chdir
from pathlib import Path
from typing import NamedTuple, Self

from hbvae.datasets.collections import Datasets
from hbvae.errors import HbvaeError
from hbvae.workflow.earlier import IDENTITIES, EarlierConfig
from hbvae.workflow.listing import update_lists
from hbvae.workflow.previous import batch_files
from hbvae.workflow.run_config import complete

FINISHED, EARLIER = "finished.json", "earlier"
PLACES = ("folder", "root")  # entries of a description that locate the songs
SHOWS_ONLY = ("playlists", EARLIER)  # config sections that do not affect clusters


class Finished(NamedTuple):
    """Songs and settings of a finished map, and the folder of its copy."""

    songs: str  # digest of the lists of its songs and their lyrics
    settings: str  # digest of the config and the description
    kept: str  # folder of the copy, relative to the map's; "" without a copy

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """Read the record of a map; None if the map is not finished."""
        try:
            return cls(**json.loads((folder / FINISHED).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write(self, folder: Path) -> None:
        """Write the record atomically."""
        partial = folder / f"{FINISHED}.partial"
        partial.write_text(json.dumps(self._asdict(), indent=2) + "\n", encoding="utf-8")
        os.replace(partial, folder / FINISHED)


def songs_digest(results: Path) -> str:
    """Digest of the songs and lyrics listed in a folder of results."""
    digest = hashlib.sha256()
    for path in (*batch_files(results), results / "lyrics.tsv"):
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def settings_digest(description: Mapping, config: Mapping) -> str:
    """Digest of the settings of a map, without those that only affect its presentation."""
    about = {key: value for key, value in description.items() if key not in PLACES}
    makes = {key: value for key, value in config.items() if key not in SHOWS_ONLY}
    return hashlib.sha256(json.dumps([about, makes], sort_keys=True).encode()).hexdigest()


def choose_earlier(
    folder: Path,
    dataset: str,
    settings: str,
    last: EarlierConfig,
    refit: bool,
    project: Path,
    say: Callable[[str], None],
) -> EarlierConfig:
    """Choose what the run of a map takes from an earlier one.

    Args:
        folder: folder of the map, with its config and the description of its songs.
        dataset: name of the dataset.
        settings: digest of the settings of the new map.
        last: what the last run took from an earlier one.
        refit: whether the user requests new models.
        project: the project's folder.
        say: prints a message if listing the songs takes long.
    """
    finished = Finished.read(folder)
    if finished is None:  # there is no last run, or it is not finished
        return last.model_copy(update={"refit": last.refit or refit})
    try:
        with chdir(folder):
            config = complete({"dataset": dataset}, project)
            limits = config["audio"]["tracks_per_job"], config["max_rejected"]
            update_lists(dataset, Datasets([dataset], project), *limits, say)
    except (HbvaeError, OSError):
        return last  # the run itself reports the error
    is_same = finished.songs == songs_digest(folder / "results" / dataset)
    if is_same and finished.settings == settings and not refit:
        return last
    refit = refit or finished.settings != settings
    return EarlierConfig(results=finished.kept or None, refit=refit)


def begin(folder: Path, earlier: EarlierConfig) -> None:
    """Record that a map is in progress, and delete copies that its run does not need."""
    (folder / FINISHED).unlink(missing_ok=True)
    _drop(folder, [earlier.results])


def finish(folder: Path, dataset: str, settings: str, earlier: EarlierConfig) -> None:
    """Keep a copy of a finished map, and record its songs and settings.

    Args:
        folder: folder of the map.
        dataset: name of the dataset.
        settings: digest of its settings.
        earlier: what its run took from an earlier one.
    """
    results, finished = folder / "results" / dataset, Finished.read(folder)
    songs = songs_digest(results)
    is_kept = finished and finished[:2] == (songs, settings)
    if is_kept and _is_copy(folder / finished.kept / dataset, results):
        return
    kept = keep_results(folder, dataset, earlier)
    Finished(songs, settings, kept).write(folder)
    _drop(folder, [earlier.results, kept])


def keep_results(folder: Path, dataset: str, earlier: EarlierConfig) -> str:
    """Copy what the next run needs to continue a map.

    Args:
        folder: folder of the map.
        dataset: name of the dataset.
        earlier: what its run took from an earlier one.

    Returns:
        The folder of the copy, relative to ``folder``; "" if the run released no model.
    """
    from hbvae.storage.identities import identify, read_fitted, write_identities

    results = folder / "results" / dataset
    if not (results / "release/config.json").is_file():
        return ""
    numbers = [int(path.name) for path in (folder / EARLIER).glob("[0-9]*")]
    copy = folder / EARLIER / str(max(numbers, default=0) + 1) / dataset
    (copy / "release").mkdir(parents=True)
    shutil.copy2(results / "release/config.json", copy / "release")
    for name in ("batches", *(str(path.relative_to(results)) for path in results.glob("*/seed*"))):
        shutil.copytree(results / name, copy / name)
    shutil.copy2(results / "tracks.tsv", copy)
    with_transcripts = results / "all_lyrics.tsv"
    lyrics = with_transcripts if with_transcripts.exists() else results / "lyrics.tsv"
    songs = identify(str(results / "features.h5"), str(lyrics))
    if earlier.results and _stayed(results, folder / earlier.results / dataset):
        is_fitted = read_fitted(str(results / "known.h5")).tolist()
        songs = [song._replace(is_fitted=was) for song, was in zip(songs, is_fitted, strict=True)]
    write_identities(str(copy / IDENTITIES), songs)
    return str(copy.parent.relative_to(folder))


def _is_copy(copy: Path, results: Path) -> bool:
    """Whether a copy is up to date: copied files have the modification times of the originals."""
    return all(
        (now := results / path.relative_to(copy)).exists()
        and now.stat().st_mtime_ns == path.stat().st_mtime_ns
        for path in copy.glob("*/seed*/**/*.*")
    )


def _stayed(results: Path, earlier: Path) -> bool:
    """Whether a run kept the models of the earlier one."""
    return all(
        (now := results / weights.relative_to(earlier)).exists()
        and filecmp.cmp(weights, now, shallow=False)
        for weights in earlier.glob("*/seed*/weights.safetensors")
    )


def _drop(folder: Path, but: list[str | None]) -> None:
    """Delete all copies except some."""
    keep = {folder / name for name in but if name}
    for copy in (folder / EARLIER).glob("*"):
        if copy not in keep:
            shutil.rmtree(copy)


def describe_changes(results: Path) -> str:
    """Describe in a sentence how a map's songs changed since the last run; "" if they did not."""
    from hbvae.reporting.changes import summarise
    from hbvae.storage.changes import read_changes

    path = results / "changes.tsv"
    return summarise(read_changes(str(path))) if path.exists() else ""
