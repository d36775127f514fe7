"""history.tsv: the losses of a fit, one row per epoch."""

import numpy as np

from hbvae.storage.tsv import read_rows


def read_history(path: str) -> dict[str, np.ndarray]:
    """Read the columns, each of shape (epochs,).

    Raises:
        StoreError: the file is missing or not a history.
    """
    rows = read_rows(path, ["epoch"])
    return {name: np.array([row[name] for row in rows], float) for name in rows[0]}
