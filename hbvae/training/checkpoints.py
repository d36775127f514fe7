"""Checkpoints: the state of a fit on disk, from which a killed fit resumes.

A checkpoint is a single file. It is replaced atomically and read without unpickling any code.
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
    """The state of a fit between two epochs; each epoch sets its own random seed."""

    history: list[tuple]  # a row for each completed epoch
    model: dict
    optimizer: dict
    schedule: dict  # state of the learning-rate schedule


def digest(settings: object, arrays: Sequence[np.ndarray], n_rows: int = 64) -> str:
    """Identify a fit by its settings, the shapes of its data and some of the data's rows.

    Args:
        settings: any object that JSON can represent.
        arrays: the data that the model is fitted to; may be mapped from disk.
        n_rows: number of evenly spaced rows to read from each array.
    """
    identity = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
    for array in arrays:
        identity.update(f"{array.shape} {array.dtype}".encode())
        if len(array):
            rows = np.unique(np.linspace(0, len(array) - 1, n_rows).astype(int))
            identity.update(np.ascontiguousarray(array[rows]).tobytes())
    return identity.hexdigest()


def save_checkpoint(path: str, made_for: str, checkpoint: Checkpoint) -> None:
    """Write a checkpoint atomically: ``path`` never holds an incomplete file.

    Args:
        path: path of the file.
        made_for: `digest` of the fit.
        checkpoint: state of the fit.
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
        path: path of the file.
        made_for: `digest` of the fit.
        device: device to load the weights to.

    Returns:
        The checkpoint, or None if there is no file, if it belongs to another fit, or, with a
        warning, if it cannot be read.
    """
    if not os.path.exists(path):
        return None
    try:
        saved = torch.load(path, map_location=device, weights_only=True)
    except (RuntimeError, EOFError, UnpicklingError):
        logger.warning(
            "%s: the checkpoint is incomplete; training restarts from the first epoch", path
        )
        return None
    if not isinstance(saved, dict) or saved.pop("made_for", None) != made_for:
        return None
    return Checkpoint(**saved)
