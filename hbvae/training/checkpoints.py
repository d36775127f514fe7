"""The state of a fit on disk, from which a killed fit goes on.

One file, replaced as a whole and read without unpickling any code.
"""

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
    """The state of a fit between two epochs. Each epoch has a seed of its own, so none is kept."""

    history: list[tuple]  # rows of the epochs that are done
    model: dict
    optimizer: dict
    schedule: dict  # of the learning rate


def digest(settings: object, arrays: Sequence[np.ndarray], n_rows: int = 64) -> str:
    """Identify a fit by its settings, the shapes of its data and some of their rows.

    Args:
        settings: anything that JSON can write.
        arrays: what the model is fitted to; they may be mapped from disk.
        n_rows: rows of each array that are read, at even distances.
    """
    identity = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
    for array in arrays:
        identity.update(f"{array.shape} {array.dtype}".encode())
        if len(array):
            rows = np.unique(np.linspace(0, len(array) - 1, n_rows).astype(int))
            identity.update(np.ascontiguousarray(array[rows]).tobytes())
    return identity.hexdigest()


def save_checkpoint(path: str, made_for: str, checkpoint: Checkpoint) -> None:
    """Write a checkpoint; at every moment ``path`` holds a complete one.

    Args:
        path: of the file.
        made_for: `digest` of the fit.
        checkpoint: its state.
    """
    partial = f"{path}.partial"
    with open(partial, "wb") as file:
        torch.save({"made_for": made_for, **checkpoint._asdict()}, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)


def load_checkpoint(path: str, made_for: str, device: torch.device) -> Checkpoint | None:
    """Read the checkpoint of a fit.

    Args:
        path: of the file.
        made_for: `digest` of the fit.
        device: where the weights go.

    Returns:
        None if there is no file or it belongs to another fit. A file that cannot be read counts as
        none, with a warning.
    """
    if not os.path.exists(path):
        return None
    try:
        saved = torch.load(path, map_location=device, weights_only=True)
    except (RuntimeError, EOFError, UnpicklingError):
        logger.warning("%s: the checkpoint is incomplete; training restarts", path)
        return None
    if not isinstance(saved, dict) or saved.pop("made_for", None) != made_for:
        return None
    return Checkpoint(**saved)
