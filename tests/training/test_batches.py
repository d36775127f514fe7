"""Batches hold the requested rows, from memory, disk or device."""

import numpy as np
import pytest
import torch

from hbvae.training.batches import Batches, Slices, keep_on

CPU = torch.device("cpu")
GROUPS = [np.array([23, 0, 3]), np.array([5]), np.array([1, 2]), np.array([7, 8, 9, 10])]


@pytest.fixture(params=["in memory", "mapped from disk"])
def slices(request, tmp_path):
    random = np.random.default_rng(0)
    x = random.random((24, 4, 4)).astype(np.float16)
    if request.param == "mapped from disk":
        x.tofile(tmp_path / "x")
        x = np.memmap(tmp_path / "x", np.float16, "r", shape=x.shape)
    lyrics = random.normal(size=(8, 6)).astype(np.float32)
    labels = np.eye(8, 2, dtype=np.float32)
    encoded = random.normal(size=(24, 3)).astype(np.float32)
    return Slices(x, np.repeat(np.arange(8, dtype=np.int32), 3), lyrics, labels, encoded)


@pytest.mark.parametrize("resident", [False, True])
@pytest.mark.parametrize("n_groups", range(5))
def test_groups_keep_their_order_lyrics_and_labels(slices, resident, n_groups):
    batches = Batches(slices, CPU)
    if resident:
        batches.resident = keep_on(CPU, slices, at_once=5)
    actual = list(batches(GROUPS[:n_groups]))
    assert len(actual) == n_groups
    for (x, lyrics, labels, track, encoded), rows in zip(actual, GROUPS, strict=False):
        assert x.dtype == lyrics.dtype == torch.float32
        assert np.array_equal(x, slices.x[rows].astype(np.float32))
        assert np.array_equal(lyrics, slices.lyrics[rows // 3])
        assert np.array_equal(labels, slices.labels[rows // 3])
        assert np.array_equal(track, rows // 3)
        assert np.array_equal(encoded, slices.encoded[rows])


def test_few_batches_are_read_ahead(slices, monkeypatch):
    read, groups = Batches._read, []
    monkeypatch.setattr(
        Batches, "_read", lambda self, rows: groups.append(rows) or read(self, rows)
    )
    batches = Batches(slices, CPU)([np.arange(4)] * 20)
    next(batches)
    batches.close()
    assert 1 <= len(groups) <= 3


def test_an_error_while_reading_reaches_the_consumer(slices):
    with pytest.raises(IndexError):
        list(Batches(slices, CPU)([np.array([0]), np.array([24])]))
