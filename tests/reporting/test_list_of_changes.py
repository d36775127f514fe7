"""What changed since an earlier run, by hand."""

import re

import numpy as np
import pytest

from hbvae.errors import StoreError
from hbvae.reporting.changes import Grouped, changes_tables, find_changes, summarise
from hbvae.storage.changes import Change, read_changes, write_changes
from hbvae.storage.identities import NEW
from hbvae.storage.names import ClusterName

NAMES = [ClusterName("low", ""), ClusterName("high", "")]


def grouped(places, clusters, names=NAMES):
    """Songs on a line, called by their places."""
    titles = [f"at {place}" for place in places]
    points = np.array(places, float)[:, None]
    return Grouped(titles, titles, points, np.array(clusters), names)


def test_new_songs_songs_gone_and_songs_that_moved_are_listed():
    then = grouped([0, 1, 2, 4, 10, 11], [0, 0, 0, 0, 1, 1])
    now = grouped([0, 1, 9, 10, 10.5], [0, 0, 1, 1, 1])
    rows = np.array([0, 1, 3, 4, NEW])  # the song at 4 now is at 9; those at 2 and 11 are gone
    changes = find_changes(now, then, rows)
    assert changes == [
        Change("new", "at 10.5", "at 10.5", "", "1 high", ""),
        Change("gone", "at 2", "at 2", "0 low", "", ""),
        Change("gone", "at 11", "at 11", "1 high", "", ""),
        Change(
            "moved", "at 9", "at 9", "0 low", "1 high",
            "it is between groups, nearest to the centre of the new group; it was at the edge "
            "of the old group.",
        ),
    ]  # fmt: skip


def test_a_song_moves_with_its_nearest_songs():
    then = grouped([0, 1, 2, 5, 20, 21, 22], [0, 0, 0, 0, 1, 1, 1])
    now = grouped([0, 1, 20.5, 20, 20.2, 21, 22, 23], [0, 0, 1, 1, 1, 1, 1, 1])
    rows = np.array([0, 1, 2, NEW, NEW, 4, 5, 6])
    (moved,) = [change for change in find_changes(now, then, rows) if change.kind == "moved"]
    assert moved.why == "5 of its 5 nearest songs are in the new group."


def test_a_song_whose_group_is_gone_says_so():
    then = grouped([0, 1, 20, 21], [0, 0, 1, 1])
    now = grouped([0, 1, 20, 21], [0, 0, 0, 0], NAMES[:1])
    reasons = [change.why for change in find_changes(now, then, np.arange(4))]
    assert reasons == ["3 of its 3 nearest songs are in the new group; its old group is gone."] * 2


@pytest.mark.parametrize(
    ("kinds", "sentence"),
    [
        ([], ""),
        (["new"], "Since the last map: 1 song was added; no song changed its group."),
        (["gone"] * 2, "Since the last map: 2 songs were removed; no song changed its group."),
        (
            ["new", "new", "moved"],
            "Since the last map: 2 songs were added; 1 song moved to another group.",
        ),
    ],
)
def test_changes_are_summed_up_in_a_sentence(kinds, sentence):
    assert summarise([Change(kind, "a", "A", "", "", "") for kind in kinds]) == sentence


def test_a_list_of_changes_is_read_as_it_was_written(tmp_path):
    path = str(tmp_path / "changes.tsv")
    changes = [Change("moved", "a", "A\tB", "0 low", "1 high", "Why.")]
    write_changes(path, changes)
    assert read_changes(path) == changes
    write_changes(path, [changes[0]._replace(kind="lost")])
    with pytest.raises(StoreError, match="row 1: expected new or gone or moved, got 'lost'"):
        read_changes(path)


def cells(table):
    return [cell.strip() for cell in re.findall(r"<td>(.*?)</td>", table)]


def test_the_report_lists_each_kind_of_change():
    tables = changes_tables([
        Change("new", "n", "N & N", "", "0 low", ""),
        Change("moved", "m", "M", "0 low", "1 high", "Why."),
        Change("moved", "l", "L", "0 low", "1 high", "Why."),
    ])  # fmt: skip
    assert list(tables) == ["New songs (1)", "Songs in another group (2)"]
    assert cells(tables["New songs (1)"]) == ["N &amp; N", "0 low"]
    moved = ["0 low", "1 high", "Why."]
    assert cells(tables["Songs in another group (2)"]) == ["M", *moved, "L", *moved]
    assert changes_tables([]) == {}
