"""The lyrics of a run: in which files they are, and which model transcribes some, if one does."""

import os
from collections.abc import Mapping
from functools import cache

from hbvae.features.lyric_embedding import LyricsConfig
from hbvae.features.pretrained.snapshot import Snapshot
from hbvae.features.whisper import in_words, model_snapshot
from hbvae.jobs.forks import GPUS
from hbvae.storage.tracks import read_batch, read_lyrics


class Lyrics:
    """What the section `lyrics` of a config means for jobs.

    Args:
        section: the settings.

    Raises:
        ConfigError: the model that is to transcribe is not here, or may not be loaded.
    """

    def __init__(self, section: Mapping):
        self.embedding = {key: section[key] for key in LyricsConfig.model_fields}
        self.model: str | None = section["transcribe"]  # that transcribes; None: nothing does
        self._snapshot: Snapshot | None = model_snapshot(self.model) if self.model else None

    @property
    def revision(self) -> str | None:
        """Which version of the model transcribes; another one transcribes anew."""
        return self._snapshot.revision if self._snapshot else None

    @property
    def made_by(self) -> str:
        """What the model is, for people; "" in a run that transcribes nothing."""
        return in_words(self._snapshot) if self._snapshot else ""

    def record(self) -> dict[str, str]:
        """What the record of a run says of the model, beside the packages."""
        return {"lyrics transcribed by": self.made_by} if self.model else {}

    def all(self, dataset: str) -> str:
        """The list of a dataset's lyrics: those that are given and, if any are, transcribed."""
        return f"results/{dataset}/{'all_lyrics' if self.model else 'lyrics'}.tsv"

    def transcripts(self, dataset: str) -> str | list:
        """What was transcribed and what the gates say of it; nothing in a run without."""
        return f"results/{dataset}/transcripts.tsv" if self.model else []


def without_lyrics(dataset: str, batch: str) -> list[str]:
    """Ids of the tracks of a batch for which the user gives no lyrics.

    A job that has them as a param runs again if they change, not whenever the list of lyrics does.

    Args:
        dataset: whose tracks are listed.
        batch: its number, as in the name of its file.
    """
    given = _given(f"results/{dataset}/lyrics.tsv")
    tracks = read_batch(f"results/{dataset}/batches/{batch}.tsv")
    return [track.track_id for track in tracks if track.track_id not in given]


def gpus_to_transcribe(runs_here: bool) -> int:
    """GPUs that a job asks for: one on a cluster, or where this machine has one.

    Without a GPU such jobs run side by side, as many as there are cores.
    """
    return int(not runs_here or any(map(os.path.exists, GPUS)))


@cache  # lists are brought up to date before any job is planned
def _given(path: str) -> frozenset[str]:
    return frozenset(read_lyrics(path))
