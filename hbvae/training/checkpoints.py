"""What a fit goes on from after it was killed: one file, replaced whole, read without pickle."""

import hashlib
import json
import logging
import os
from collections.abc import Sequence
from pickle import UnpicklingError
from typing import NamedTuple

import numpy as np
import torch

logger = logging.getLogger(__name__)


class Checkpoint(NamedTuple):
    """The state of a fit between two epochs. Randomness has none: each epoch has its own seed."""

    history: list[tuple]  # rows of the epochs that are done
    model: dict
    optimizer: dict


def digest(settings: object, arrays: Sequence[np.ndarray], n_rows: int = 64) -> str:
    """What a checkpoint is of: settings, and the data by their shapes and some of their rows.

    Args:
        settings: anything that JSON can write.
        arrays: what the model is fitted to; they may be mapped from disk.
        n_rows: rows of each array that are read, at even distances.
    """
    found = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
    for array in arrays:
        found.update(f"{array.shape} {array.dtype}".encode())
        if len(array):
            rows = np.unique(np.linspace(0, len(array) - 1, n_rows).astype(int))
            found.update(np.ascontiguousarray(array[rows]).tobytes())
    return found.hexdigest()


def save_checkpoint(path: str, made_for: str, checkpoint: Checkpoint) -> None:
    """Write it; ``path`` holds the last whole one at every moment.

    Args:
        path: the file.
        made_for: from `digest`.
        checkpoint: what is to be kept.
    """
    partial = f"{path}.partial"
    with open(partial, "wb") as file:
        torch.save({"made_for": made_for, **checkpoint._asdict()}, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)


def load_checkpoint(path: str, made_for: str, device: torch.device) -> Checkpoint | None:
    """The checkpoint at ``path``; None if there is none, or none of these settings and data.

    One that cannot be read is told in a warning.
    """
    if not os.path.exists(path):
        return None
    try:
        found = torch.load(path, map_location=device, weights_only=True)
    except (RuntimeError, EOFError, UnpicklingError):
        logger.warning("%s is no whole checkpoint: training begins anew", path)
        return None
    if not isinstance(found, dict) or found.pop("made_for", None) != made_for:
        return None
    return Checkpoint(**found)
