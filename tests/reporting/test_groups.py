"""The report's groups, by hand."""

from math import nan

import numpy as np

from hbvae.reporting.groups import about_names, groups_table
from hbvae.storage.names import ClusterName


def test_groups_are_told_by_size_labels_and_central_songs():
    clusters = np.array([0, 0, 1, 0, 0, -1, 10, 2])
    distance = np.array([0.9, 0.1, 0, 0.2, 0.3, 0, 0, 0])
    labels = {"genre": ["Folk", "Folk", "Rock", "Folk", "Pop", "Pop", "Pop", "Pop"]}
    titles = [f"Song {number}" for number in range(8)]
    named = [ClusterName(f"name {number}", f"about {number}") for number in range(11)]
    table = groups_table(clusters, named, distance, titles, labels)
    first, *others = table.split("<tr>")[2:]
    assert ">0" in first and "name 0" in first and "about 0" in first and ">4" in first
    assert "Folk 75 %, Pop 25 %" in first
    assert "Song 1; Song 3; Song 4" in first
    names = ["name 1", "name 2", "name 10", "noise"]  # of equal size
    assert [name in row for name, row in zip(names, others, strict=True)] == [True] * 4


def test_names_are_counted():
    row = {"metric": "named", "k": 10, "value": 0.9, "chance": 0.12}
    fit = {"metric": "tags_fit", "k": 10, "value": 0.756, "chance": 0.4}
    assert about_names([row, fit], "genre") == (
        " 9 of 10 names hold their group's commonest genre or a synonym (by chance 1.2). Of "
        "the tags in the groups' names, 76 % are stronger in the group's songs than on average (by "
        "chance 40 %)."
    )
    assert about_names([fit | {"value": nan}], "none") == ""
    assert about_names([row | {"value": 0.0, "chance": 0.0}], "genre") == ""
