"""What `hbvae map` keeps of a finished map, so that the next call goes on from it.

A map whose songs or settings have changed since it was finished is copied, without the features,
into ``earlier/N`` of its folder; the next run takes it from there (`hbvae.workflow.earlier`). The
file ``finished.json`` says what the songs and the settings were when the map was finished.
"""

import filecmp
import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, Self

from hbvae.datasets.description import DatasetDescription
from hbvae.datasets.fingerprint import fingerprint
from hbvae.workflow.earlier import IDENTITIES, EarlierConfig

FINISHED, EARLIER = "finished.json", "earlier"
PLACES = ("folder", "root")  # what of a description says where the songs are
SHOWS_ONLY = ("playlists",)  # sections of the config that no model and no cluster depends on


class Finished(NamedTuple):
    """What a finished map was made from."""

    songs: str  # digest of what lies in their folder
    settings: str  # digest of the config and the description

    @classmethod
    def of(cls, description: Mapping, config: Mapping) -> Self:
        """That of a map about to be made.

        Args:
            description: of the songs: their folder, or where they are rendered.
            config: of the run.
        """
        known = DatasetDescription.model_fields.keys() & description.keys()
        stated = {"layout": "folders"} | {key: description[key] for key in known}
        if "folder" in description:
            stated["root"] = description["folder"]
        songs = fingerprint(DatasetDescription(**stated))
        fits = {key: value for key, value in config.items() if key not in SHOWS_ONLY}
        about = {key: value for key, value in description.items() if key not in PLACES}
        text = json.dumps([about, fits], sort_keys=True)
        return cls(songs, hashlib.sha256(text.encode()).hexdigest())

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """That of the map in a folder; None where none was finished since it last changed."""
        try:
            return cls(**json.loads((folder / FINISHED).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write(self, folder: Path) -> None:
        """Record that the map in a folder is finished."""
        (folder / FINISHED).write_text(json.dumps(self._asdict(), indent=2) + "\n", "utf-8")


def go_on_from(
    folder: Path, dataset: str, now: Finished, last: Mapping | None, refit: bool
) -> EarlierConfig:
    """What the run of a map takes from an earlier one.

    Args:
        folder: of the map.
        dataset: what its results are called.
        now: what the map is to be made from.
        last: the section ``earlier`` of the last run; None: it is the first.
        refit: whether the user asks for new models.
    """
    before, finished = EarlierConfig(**last or {}), Finished.read(folder)
    if finished is None:  # the last run is yet to be finished, or there is none
        return before.model_copy(update={"refit": before.refit or refit})
    if finished == now and not refit:
        return before
    kept = keep_results(folder, dataset, before)
    return EarlierConfig(results=kept, refit=refit or finished.settings != now.settings)


def keep_results(folder: Path, dataset: str, before: EarlierConfig) -> str | None:
    """Copy what the next run goes on from.

    Args:
        folder: of the map.
        dataset: what its results are called.
        before: what the run of these results took from an earlier one.

    Returns:
        the folder of the copy, below ``folder``; None where there is nothing to go on from.
    """
    from hbvae.storage.identities import identify, read_fitted, write_identities

    results = folder / "results" / dataset
    if not (results / "release/config.json").is_file():
        return None
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
    if before.results and _stayed(results, folder / before.results / dataset):
        is_fitted = read_fitted(str(results / "known.h5")).tolist()
        songs = [song._replace(is_fitted=was) for song, was in zip(songs, is_fitted, strict=True)]
    write_identities(str(copy / IDENTITIES), songs)
    return str(copy.parent.relative_to(folder))


def _stayed(results: Path, earlier: Path) -> bool:
    """Whether the models of a run are those of the earlier one."""
    return all(
        (now := results / weights.relative_to(earlier)).exists()
        and filecmp.cmp(weights, now, shallow=False)
        for weights in earlier.glob("*/seed*/weights.safetensors")
    )


def what_changed(results: Path) -> str:
    """What changed in the songs of a map since the last time, in a sentence; "" if nothing did."""
    from hbvae.reporting.changes import summarise
    from hbvae.storage.changes import read_changes

    path = results / "changes.tsv"
    return summarise(read_changes(str(path))) if path.exists() else ""


def begin(folder: Path, earlier: EarlierConfig) -> None:
    """Record that a map is being made: it is not finished, and goes on from one folder at most."""
    (folder / FINISHED).unlink(missing_ok=True)
    for copy in (folder / EARLIER).glob("*"):
        if not earlier.results or copy != folder / earlier.results:
            shutil.rmtree(copy)
