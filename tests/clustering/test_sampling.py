"""Samples of rows: their size, their warning and their repeatability."""

import numpy as np
import pytest

from hbvae.clustering.sampling import sample_rows
from hbvae.figures.style import how_many
from hbvae.storage.latents import read_map, write_map
from hbvae.storage.slices import SliceIndex


@pytest.mark.parametrize("n", [0, 1, 100])
def test_few_rows_are_all_used_without_a_warning(n, caplog):
    assert np.array_equal(sample_rows(n, 100, "x"), np.arange(n))
    assert not caplog.text


def test_many_rows_are_sampled_with_a_warning(caplog):
    rows = sample_rows(10_000, 100, "distances")
    assert "distances: using a random sample of 100 of 10000 points (max_points)" in caplog.text
    assert len(set(rows)) == 100
    assert (np.diff(rows) > 0).all()
    assert rows.mean() == pytest.approx(5000, abs=1500)
    assert np.array_equal(rows, sample_rows(10_000, 100, "distances"))
    assert not np.array_equal(rows, sample_rows(10_000, 100, "distances", seed=1))


def test_a_map_stores_the_rows_that_were_projected(tmp_path):
    index = SliceIndex(["a", "b"], np.array([0, 0, 1], np.int32), np.array([0.0, 3.0, 0.0]))
    write_map(str(tmp_path / "map.h5"), np.eye(3, 2), np.array([0, 2]), index, method="tsne")
    stored = read_map(str(tmp_path / "map.h5"))
    assert np.array_equal(stored.xy, np.eye(3, 2))
    assert stored.row.tolist() == [0, 2]
    assert stored.index.track_id == ["a", "b"]
    assert how_many(stored.index, 2) == "2 of 3 slices of 2 tracks"
    assert how_many(stored.index, 3) == how_many(stored.index) == "3 slices of 2 tracks"
