"""Writing and reading recurrence.tsv."""

from math import nan

import pytest

from hbvae.errors import StoreError
from hbvae.storage.recurrence import Recurrence, read_recurrence, write_recurrence


def test_what_is_written_is_read(tmp_path):
    path = str(tmp_path / "recurrence.tsv")
    groups = [Recurrence(0.9, 0.5, nan), Recurrence(nan, 0.5, 0.25)]
    write_recurrence(path, groups)
    assert list(map(str, read_recurrence(path))) == list(map(str, groups))
    write_recurrence(path, [])
    assert read_recurrence(path) == []


def test_a_damaged_table_is_named(tmp_path):
    path = tmp_path / "recurrence.tsv"
    path.write_text("cluster\n0\n")
    with pytest.raises(StoreError, match="without_groups"):
        read_recurrence(str(path))
