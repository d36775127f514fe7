"""Files of generated slices in rows and columns."""

from typing import NamedTuple

import numpy as np

from hbvae.storage.hdf5 import create_store, open_store, write_array


class Grid(NamedTuple):
    """Slices in rows and columns."""

    mel: np.ndarray  # (rows, columns, n_mels, n_frames), 0 to 1; float16 in a file
    rows: list[str]  # name of each row
    columns: list[str]  # name of each column


def write_grid(path: str, grid: Grid) -> None:
    """Write a `Grid`."""
    with create_store(path, "grid", rows=grid.rows, columns=grid.columns) as store:
        axes = "row, column, mel band, frame"
        write_array(store, "mel", grid.mel.astype(np.float16), "as the features", axes)


def read_grid(path: str) -> Grid:
    """Read a grid."""
    with open_store(path, "grid") as store:
        return Grid(store["mel"][:], list(store.attrs["rows"]), list(store.attrs["columns"]))
