"""The lyrics of a run: their files, and the model that transcribes missing ones."""

import os
from collections.abc import Mapping
from functools import cache

from hbvae.features.lyric_embedding import LyricsConfig
from hbvae.features.pretrained.snapshot import Snapshot
from hbvae.features.whisper import in_words, model_snapshot
from hbvae.jobs.forks import GPUS
from hbvae.storage.tracks import read_batch, read_lyrics


class Lyrics:
    """Settings and files of lyrics, from the config section `lyrics`.

    Args:
        section: settings.

    Raises:
        ConfigError: the transcription model is not installed, or is not allowed to be loaded.
    """

    def __init__(self, section: Mapping):
        self.embedding = {key: section[key] for key in LyricsConfig.model_fields}
        self.model: str | None = section["transcribe"]  # transcription model, if any
        self._snapshot: Snapshot | None = model_snapshot(self.model) if self.model else None

    @property
    def revision(self) -> str | None:
        """Version of the transcription model; another version transcribes again."""
        return self._snapshot.revision if self._snapshot else None

    @property
    def made_by(self) -> str:
        """Describe the transcription model; "" without one."""
        return in_words(self._snapshot) if self._snapshot else ""

    def record(self) -> dict[str, str]:
        """Entry about the transcription model in the run's record of packages."""
        return {"lyrics transcribed by": self.made_by} if self.model else {}

    def all(self, dataset: str) -> str:
        """Table of a dataset's lyrics: given and, if there are any, transcribed ones."""
        return f"results/{dataset}/{'all_lyrics' if self.model else 'lyrics'}.tsv"

    def transcripts(self, dataset: str) -> str | list:
        """Table of transcripts with the verdicts of the gates; [] without transcription."""
        return f"results/{dataset}/transcripts.tsv" if self.model else []


def without_lyrics(dataset: str, batch: str) -> list[str]:
    """List the ids of a batch's tracks without given lyrics.

    As a param of a job, it runs the job again only if these tracks change, and not whenever the
    table of lyrics does.

    Args:
        dataset: name of a listed dataset.
        batch: number of the batch, as in its file name.
    """
    given = _given(f"results/{dataset}/lyrics.tsv")
    tracks = read_batch(f"results/{dataset}/batches/{batch}.tsv")
    return [track.track_id for track in tracks if track.track_id not in given]


def gpus_to_transcribe(runs_here: bool) -> int:
    """Number of GPUs that a transcription job requests: 1 on a cluster or if this machine has one.

    Without a GPU, such jobs run in parallel, one per core.
    """
    return int(not runs_here or any(map(os.path.exists, GPUS)))


@cache  # lists are updated before any job is planned
def _given(path: str) -> frozenset[str]:
    return frozenset(read_lyrics(path))
