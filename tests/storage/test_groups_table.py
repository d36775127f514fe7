"""Writing and reading groups.tsv, and finding finished results."""

import pytest

from hbvae.errors import ConfigError, StoreError
from hbvae.storage.finished import find_results
from hbvae.storage.groups import Grouped, group_label, n_digits, read_groups, write_groups
from hbvae.storage.tracks import Span

SONGS = [
    Grouped("a", "a\tb/নদী.mp3", 10, "slow, dark", 0.25, 181.5, ("rock", "sad"), Span(0.5, 9.0)),
    Grouped("b", "b.mp3", -1, "", 3.0, 9.125),
]


def test_songs_are_read_as_they_were_written(tmp_path):
    path = str(tmp_path / "groups.tsv")
    write_groups(path, SONGS)
    assert read_groups(path) == SONGS


def test_a_table_that_was_changed_is_refused(tmp_path):
    path = tmp_path / "groups.tsv"
    write_groups(str(path), SONGS)
    path.write_text(path.read_text().replace("0.25", "near"))
    with pytest.raises(StoreError, match="row 1: expected numbers"):
        read_groups(str(path))


def test_labels_sort_by_number():
    assert [group_label(n, "x", n_digits(SONGS)) for n in (2, 10)] == ["02 x", "10 x"]
    assert n_digits([]) == 1


def test_find_results(tmp_path, monkeypatch):
    first = tmp_path / "one-map/results/songs"
    first.mkdir(parents=True)
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match="this folder has no finished map"):
        find_results(None, "groups.tsv")
    with pytest.raises(ConfigError, match="empty: expected the folder of a finished map"):
        find_results("empty", "groups.tsv")
    (first / "dataset.json").touch()
    with pytest.raises(ConfigError, match="an older version of hbvae made it"):
        find_results(None, "groups.tsv")
    (first / "groups.tsv").touch()
    assert find_results(None, "groups.tsv").resolve() == first
    assert find_results("one-map", "groups.tsv").resolve() == first
    two = tmp_path / "two-map/results/songs"
    two.mkdir(parents=True)
    (two / "dataset.json").touch()
    (two / "groups.tsv").touch()
    several = "one of them: one-map/results/songs, two-map/results/songs"
    with pytest.raises(ConfigError, match=several):
        find_results(None, "groups.tsv")
    assert find_results("two-map/results/songs", "groups.tsv").resolve() == two
