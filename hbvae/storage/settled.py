"""dataset.json: the sources of a dataset's results. Its presence marks a folder of results.

Extraction imports this module: it needs the standard library only.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from hbvae.errors import StoreError

FILE = "dataset.json"
MADE_BY = "hbvae"  # value of "made_by": other programs have files with that name


@dataclass(frozen=True)
class Settled:
    """Decisions made when a dataset was listed.

    Attributes:
        stated: the user's statement: the file of a description, or ``{"folder": path}``.
        root: the dataset's folder, with links resolved.
        audio_folder: the folder that tracks' paths are relative to.
        description: the complete description.
        listed: what the lists of its tracks depend on, see `hbvae.workflow.listing`.
    """

    stated: Mapping[str, Any]
    root: str
    audio_folder: str
    description: Mapping[str, Any]
    listed: Mapping[str, Any]

    @classmethod
    def read(cls, folder: str | os.PathLike) -> Self | None:
        """Read the dataset.json of a folder of results; None if it is missing or unreadable."""
        try:
            content = json.loads(Path(folder, FILE).read_text(encoding="utf-8"))
            if content.pop("made_by") == MADE_BY:
                return cls(**content)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            pass
        return None

    def write(self, folder: str | os.PathLike) -> None:
        """Write dataset.json, complete or not at all."""
        partial = Path(folder, f"{FILE}.partial")
        text = json.dumps({"made_by": MADE_BY} | asdict(self), indent=2, ensure_ascii=False)
        partial.write_text(text + "\n", encoding="utf-8")
        os.replace(partial, Path(folder, FILE))


def read_audio_folder(path: str) -> Path:
    """Read the folder of a dataset's recordings.

    Args:
        path: the dataset's dataset.json.

    Raises:
        StoreError: the file is missing or damaged.
    """
    settled = Settled.read(Path(path).parent)
    if settled is None:
        raise StoreError(
            f"{path}: expected the description of a listed dataset, but the file is missing or "
            "damaged; delete it and run again"
        )
    return Path(settled.audio_folder)
