"""What `hbvae map` keeps of a finished map, so that the next call goes on from it.

A map whose songs or settings have changed since it was finished is copied, without the features,
into ``earlier/N`` of its folder; the next run takes it from there (`hbvae.workflow.earlier`). The
file ``finished.json`` says what the songs and the settings were when the map was finished.
"""

import filecmp
import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Self

from hbvae.datasets.description import DatasetDescription
from hbvae.datasets.fingerprint import fingerprint
from hbvae.storage.tsv import read_rows, write_rows
from hbvae.workflow.earlier import FITTED, IDENTITIES, EarlierConfig

FINISHED, EARLIER = "finished.json", "earlier"
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
        text = json.dumps([description, fits], sort_keys=True)
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
    from hbvae.storage.identities import identify, write_identities

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
    write_identities(str(copy / IDENTITIES), songs)
    track_ids = [song.track_id for song in songs]
    if before.results:
        track_ids = _fitted(track_ids, results, folder / before.results / dataset)
    write_rows(str(copy / FITTED), ["track_id"], ([track_id] for track_id in track_ids))
    return str(copy.parent.relative_to(folder))


def _fitted(track_ids: Sequence[str], results: Path, earlier: Path) -> list[str]:
    """The songs that the models of a run were fitted to, which may be those of an earlier run."""
    from hbvae.storage.identities import NEW, read_identities, read_known

    for weights in earlier.glob("*/seed*/weights.safetensors"):
        now = results / weights.relative_to(earlier)
        if not now.exists() or not filecmp.cmp(weights, now, shallow=False):
            return list(track_ids)  # they were fitted again
    then = [song.track_id for song in read_identities(str(earlier / IDENTITIES))]
    fitted = {row["track_id"] for row in read_rows(str(earlier / FITTED), ["track_id"])}
    rows = read_known(str(results / "known.h5"), with_lyrics=False).track
    return [
        track_id
        for track_id, row in zip(track_ids, rows, strict=True)
        if row != NEW and then[row] in fitted
    ]


def begin(folder: Path, earlier: EarlierConfig) -> None:
    """Record that a map is being made: it is not finished, and goes on from one folder at most."""
    (folder / FINISHED).unlink(missing_ok=True)
    for copy in (folder / EARLIER).glob("*"):
        if not earlier.results or copy != folder / earlier.results:
            shutil.rmtree(copy)
