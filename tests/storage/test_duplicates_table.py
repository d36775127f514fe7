"""Writing and reading duplicates.tsv."""

import pytest

from hbvae.errors import StoreError
from hbvae.storage.duplicates import Copy, read_duplicates, write_duplicates


def test_pairs_are_read_as_they_were_written(tmp_path):
    path = str(tmp_path / "duplicates.tsv")
    pair = Copy("b", 'a\t"x"', "same recording", 0.99912, 0.8765, -0.04, 1.0, "b.mp3", "a.flac")
    write_duplicates(path, [pair])
    rounded = pair._replace(confidence=0.999, likeness=0.88, later_s=0.0)
    assert read_duplicates(path) == [rounded]
    assert "-0.0" not in (tmp_path / "duplicates.tsv").read_text()
    write_duplicates(path, [])
    assert read_duplicates(path) == []


def test_another_table_is_refused(tmp_path):
    path = tmp_path / "duplicates.tsv"
    write_duplicates(str(path), [Copy("b", "a", "exact copy", 1.0, 1.0, 0.0, 1.0, "b", "a")])
    path.write_text(path.read_text().replace("1.000", "sure"))
    with pytest.raises(StoreError, match="row 1: expected numbers in confidence"):
        read_duplicates(str(path))
    path.write_text("track_id\npath\n")
    with pytest.raises(StoreError, match="same_as"):
        read_duplicates(str(path))
