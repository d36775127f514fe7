"""Continue an earlier run: its model, clusters and map stay while songs are added.

The earlier results are in a separate folder, which `hbvae.workflow.keeping` copies from a run:

    RESULTS/NAME/identities.tsv           how to recognise each song; if models were fitted to it
    RESULTS/NAME/batches/, tracks.tsv     path of each song
    RESULTS/NAME/release/config.json      whether the model uses lyrics; its encoder
    RESULTS/NAME/REPRESENTATION/seedN/    weights, latents, maps, clusters and their names
"""

import json
import os
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from hbvae.config import Section
from hbvae.errors import ConfigError
from hbvae.storage.tracks import read_batch
from hbvae.storage.tsv import read_rows
from hbvae.workflow.previous import batch_files

if TYPE_CHECKING:
    from hbvae.workflow.plan import Plan

MOST_NEW = 0.2  # share of the songs above which the model is fitted again
IDENTITIES = "identities.tsv"


class EarlierConfig(Section):
    """An earlier run of the same songs."""

    results: str | None = Field(
        None,
        description="results of an earlier run of the same collection, which `hbvae map` keeps in "
        "the map's folder `earlier`: its models, clusters and maps stay, and new songs are added "
        "to them; null: everything is computed from these songs",
    )
    refit: bool = Field(
        False,
        description="whether to fit the models again, which also happens if more than a fifth of "
        "the songs are new; each cluster then gets the number of the earlier cluster that shares "
        "most songs with it, and maps start from the earlier ones",
    )


class Earlier:
    """What a run takes from an earlier one.

    Args:
        section: settings.
        plan: plan of the run.

    Raises:
        ConfigError: the folder contains no earlier results.
    """

    def __init__(self, section: EarlierConfig, plan: "Plan"):
        self._plan, self._refit = plan, section.refit
        self._results = Path(section.results) if section.results else None
        if self._results and not any(self._results.glob(f"*/{IDENTITIES}")):
            raise ConfigError(
                "earlier.results: expected a folder that `hbvae map` keeps, such as earlier/1 in a "
                f"map's folder, got {section.results}; use null for a run without an earlier one"
            )
        self.refit_reason = cache(self._refit_reason)

    def is_there(self, dataset: str) -> bool:
        """Whether a dataset has an earlier run."""
        return bool(self._results) and (self._results / dataset / IDENTITIES).is_file()

    def stays(self, dataset: str) -> bool:
        """Whether models, clusters and maps of a dataset stay as they are."""
        return self.is_there(dataset) and not self.refit_reason(dataset)

    def identities(self, dataset: str) -> str | list:
        """File that identifies the songs of the earlier run; [] without an earlier run."""
        return str(self._results / dataset / IDENTITIES) if self.is_there(dataset) else []

    def tracks(self, dataset: str) -> str:
        """List of the earlier run's songs."""
        return str(self._results / dataset / "tracks.tsv")

    def file(self, dataset: str, representation: str, name: str, seed: int) -> str | list:
        """File of a representation in the earlier run; [] if it does not exist."""
        if not self.is_there(dataset):
            return []
        path = self._results / dataset / representation / f"seed{seed}" / name
        return str(path) if path.is_file() else []

    def kept_file(self, dataset: str, representation: str, name: str, seed: int) -> str | list:
        """Like `file`, but only if the dataset's results stay; else []."""
        return self.file(dataset, representation, name, seed) if self.stays(dataset) else []

    def model(self, dataset: str, model: str, seed: int) -> list[str]:
        """Weights and history of a model that stays; else [].

        A model with labels as input is always fitted again, because new songs may have new labels.
        """
        if self._plan.labels(dataset, model):
            return []
        names = ("weights.safetensors", "history.tsv")
        files = [self.kept_file(dataset, model, name, seed) for name in names]
        return files if all(files) else []

    def matches(self, dataset: str) -> str | list:
        """File that matches a dataset's songs with the earlier run's; [] without an earlier run."""
        return f"results/{dataset}/known.h5" if self.is_there(dataset) else []

    def fitted(self, dataset: str) -> str | list:
        """Like `matches`, but only if models stay; for what uses the model's songs alone."""
        return self.matches(dataset) if self.stays(dataset) else []

    def notes(self, datasets: Sequence[str]) -> list[str]:
        """Messages for the start of the run, after the songs are listed."""
        return [note for dataset in datasets if (note := self._note(dataset))]

    def _note(self, dataset: str) -> str:
        if not self.is_there(dataset) or self._is_done(dataset):
            return ""
        if reason := self.refit_reason(dataset):
            return (
                f"{self._plan.title(dataset)}: {reason}. Groups and map are computed again, "
                "starting from the existing ones; groups keep their numbers if they match."
            )
        n = self._count_new(dataset, self._rows(dataset))[0]
        if not n:
            return ""
        songs = "1 new song joins" if n == 1 else f"{n:,} new songs join"
        return (
            f"{self._plan.title(dataset)}: {songs} the existing groups and map; to fit the model "
            "again, use --refit."
        )

    def _refit_reason(self, dataset: str) -> str:
        """Why a dataset's models are fitted again; "" if they stay."""
        if self._refit:
            return "you set --refit"
        about = json.loads((self._results / dataset / "release/config.json").read_text("utf-8"))
        if bool(about["embedding_dim"]) != self._plan.has_lyrics(dataset):
            lyrics = "no longer have lyrics" if about["embedding_dim"] else "have lyrics now"
            return f"the songs {lyrics}"
        if about["encoder"] != self._plan.released_encoder():
            return "the encoder has changed"
        fitted = [row for row in self._rows(dataset) if row["fitted"] == "yes"]
        n_new, n = self._count_new(dataset, fitted)
        return f"{n_new} of {n} songs are new" if n_new > MOST_NEW * n else ""

    def _is_done(self, dataset: str) -> bool:
        """Whether a run has already continued the earlier one."""
        try:
            done = os.stat(f"results/{dataset}/changes.tsv").st_mtime_ns
        except OSError:
            return False
        return done > os.stat(self.identities(dataset)).st_mtime_ns

    def _rows(self, dataset: str) -> list[dict[str, str]]:
        return read_rows(self.identities(dataset), ["track_id", "fitted"])

    def _count_new(self, dataset: str, rows: Sequence[Mapping[str, str]]) -> tuple[int, int]:
        """Count new songs, which are in none of the rows, and all songs.

        A file is recognised by its path or, if it was moved, by its size and time. The content is
        compared only when songs are matched.
        """
        ids = {row["track_id"] for row in rows}
        before = [track for track in _listed(self._results / dataset) if track.track_id in ids]
        paths = {(track.path, track.span) for track in before}
        versions = {(track.bytes, track.modified, track.span) for track in before if track.modified}
        now = _listed(Path("results", dataset))
        new = [
            track
            for track in now
            if (track.path, track.span) not in paths
            and (track.bytes, track.modified, track.span) not in versions
        ]
        return len(new), len(now)


def _listed(folder: Path) -> list:
    return [track for path in batch_files(folder) for track in read_batch(str(path))]
