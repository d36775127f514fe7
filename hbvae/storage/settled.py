"""dataset.json: what the results of a dataset were made from; it marks a folder as a run's.

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
MADE_BY = "hbvae"  # what it says under "made_by": other programs have files of that name


@dataclass(frozen=True)
class Settled:
    """What the listing of a dataset settled.

    Attributes:
        stated: what was stated about it: its file of a description, or ``{"folder": path}``.
        root: where it was, with links resolved.
        audio_folder: which the tracks' paths are relative to.
        description: the whole description.
        listed: what the lists of its tracks depend on, see `hbvae.workflow.listing`.
    """

    stated: Mapping[str, Any]
    root: str
    audio_folder: str
    description: Mapping[str, Any]
    listed: Mapping[str, Any]

    @classmethod
    def read(cls, folder: str | os.PathLike) -> Self | None:
        """That of a folder of results; None where there is none that can be read."""
        try:
            content = json.loads(Path(folder, FILE).read_text(encoding="utf-8"))
            if content.pop("made_by") == MADE_BY:
                return cls(**content)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            pass
        return None

    def write(self, folder: str | os.PathLike) -> None:
        """Write it, complete or not at all."""
        partial = Path(folder, f"{FILE}.partial")
        text = json.dumps({"made_by": MADE_BY} | asdict(self), indent=2, ensure_ascii=False)
        partial.write_text(text + "\n", encoding="utf-8")
        os.replace(partial, Path(folder, FILE))


def read_audio_folder(path: str) -> Path:
    """Where a dataset's recordings are.

    Args:
        path: of its dataset.json.

    Raises:
        StoreError: the file is missing or not as `Settled.write` writes it.
    """
    settled = Settled.read(Path(path).parent)
    if settled is None:
        raise StoreError(
            f"{path}: expected the decisions of a listing, got something else; "
            "delete it and run again"
        )
    return Path(settled.audio_folder)
