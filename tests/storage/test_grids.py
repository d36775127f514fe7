"""Writing and reading grid files."""

import numpy as np

from hbvae.storage.grids import Grid, read_grid, write_grid


def test_a_grid_is_read_as_it_was_written(tmp_path):
    mel = np.random.default_rng(0).random((2, 3, 4, 5)).astype(np.float16)
    write_grid(str(tmp_path / "grid.h5"), Grid(mel, ["a\nb", "নদী"], ["1", "2", "3"]))
    stored = read_grid(str(tmp_path / "grid.h5"))
    assert np.array_equal(stored.mel, mel)
    assert stored[1:] == (["a\nb", "নদী"], ["1", "2", "3"])
