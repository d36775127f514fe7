"""What `hbvae map` keeps of a finished map, so that the next call goes on from it.

When a map is finished, what it consists of, but for the features, is copied into ``earlier/N`` of
its folder, and ``finished.json`` says what it was made from. If songs or settings have changed by
the next call, its run goes on from that copy (`hbvae.workflow.earlier`).
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
PLACES = ("folder", "root")  # what of a description says where the songs are
SHOWS_ONLY = ("playlists", EARLIER)  # sections of the config that no cluster depends on


class Finished(NamedTuple):
    """What a finished map was made from, and where it is kept."""

    songs: str  # digest of the lists of its songs and their lyrics
    settings: str  # digest of the config and the description
    kept: str  # folder of the copy, below the map's; "" where there is nothing to go on from

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """That of the map in a folder; None where none was finished since it last changed."""
        try:
            return cls(**json.loads((folder / FINISHED).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write(self, folder: Path) -> None:
        """Write it, complete or not at all."""
        partial = folder / f"{FINISHED}.partial"
        partial.write_text(json.dumps(self._asdict(), indent=2) + "\n", encoding="utf-8")
        os.replace(partial, folder / FINISHED)


def songs_digest(results: Path) -> str:
    """A digest of which songs the lists in a folder of results have, and of their lyrics."""
    digest = hashlib.sha256()
    for path in (*batch_files(results), results / "lyrics.tsv"):
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def settings_digest(description: Mapping, config: Mapping) -> str:
    """A digest of the settings of a map, without those that only show it."""
    about = {key: value for key, value in description.items() if key not in PLACES}
    makes = {key: value for key, value in config.items() if key not in SHOWS_ONLY}
    return hashlib.sha256(json.dumps([about, makes], sort_keys=True).encode()).hexdigest()


def go_on_from(
    folder: Path,
    dataset: str,
    settings: str,
    last: EarlierConfig,
    refit: bool,
    project: Path,
    say: Callable[[str], None],
) -> EarlierConfig:
    """What the run of a map takes from an earlier one.

    Args:
        folder: of the map, which has its config and the description of its songs.
        dataset: what its results are called.
        settings: digest of those that the map is to be made with.
        last: what the last run took.
        refit: whether the user asks for new models.
        project: the project's folder.
        say: tells a person why the songs take a while to list.
    """
    finished = Finished.read(folder)
    if finished is None:  # the last run is yet to be finished, or there is none
        return last.model_copy(update={"refit": last.refit or refit})
    try:
        with chdir(folder):
            config = complete({"dataset": dataset}, project)
            limits = config["audio"]["tracks_per_job"], config["max_rejected"]
            update_lists(dataset, Datasets([dataset], project), *limits, say)
    except (HbvaeError, OSError):
        return last  # the run itself says what is wrong
    is_same = finished.songs == songs_digest(folder / "results" / dataset)
    if is_same and finished.settings == settings and not refit:
        return last
    refit = refit or finished.settings != settings
    return EarlierConfig(results=finished.kept or None, refit=refit)


def begin(folder: Path, earlier: EarlierConfig) -> None:
    """Record that the map in a folder is being made, from one that is kept or from none."""
    (folder / FINISHED).unlink(missing_ok=True)
    _drop(folder, [earlier.results])


def finish(folder: Path, dataset: str, settings: str, earlier: EarlierConfig) -> None:
    """Keep a map that is finished, and record what it was made from.

    Args:
        folder: of the map.
        dataset: what its results are called.
        settings: digest of those that it was made with.
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
    """Copy what the next run goes on from.

    Args:
        folder: of the map.
        dataset: what its results are called.
        earlier: what its run took from an earlier one.

    Returns:
        the folder of the copy, below ``folder``; "" where there is nothing to go on from.
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
    """Whether a copy has the results as they are: a copied file has the time of its original."""
    return all(
        (now := results / path.relative_to(copy)).exists()
        and now.stat().st_mtime_ns == path.stat().st_mtime_ns
        for path in copy.glob("*/seed*/**/*.*")
    )


def _stayed(results: Path, earlier: Path) -> bool:
    """Whether the models of a run are those of the earlier one."""
    return all(
        (now := results / weights.relative_to(earlier)).exists()
        and filecmp.cmp(weights, now, shallow=False)
        for weights in earlier.glob("*/seed*/weights.safetensors")
    )


def _drop(folder: Path, but: list[str | None]) -> None:
    """Delete copies that no run goes on from."""
    keep = {folder / name for name in but if name}
    for copy in (folder / EARLIER).glob("*"):
        if copy not in keep:
            shutil.rmtree(copy)


def what_changed(results: Path) -> str:
    """What changed in the songs of a map since the last time, in a sentence; "" if nothing did."""
    from hbvae.reporting.changes import summarise
    from hbvae.storage.changes import read_changes

    path = results / "changes.tsv"
    return summarise(read_changes(str(path))) if path.exists() else ""
