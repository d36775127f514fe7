"""The report's groups, by hand."""

from math import nan

import numpy as np

from hbvae.reporting.groups import (
    PlayableSong,
    about_names,
    central_songs,
    groups_table,
    shown_groups,
)
from hbvae.storage.duplicates import Copy
from hbvae.storage.names import ClusterName
from hbvae.storage.recurrence import Recurrence
from hbvae.storage.tracks import Track

CLUSTERS = np.array([0, 0, 1, 0, 0, -1, 10, 2])
LABELS = ["Folk", "Folk", "Rock", "Folk", "Pop", "Pop", "Pop", "Pop"]
NAMES = [ClusterName(f"name {number}", f"about {number}") for number in range(11)]
COMES_BACK = [Recurrence(number / 10, 0.3, nan) for number in range(11)]


def test_groups_have_their_size_labels_and_overlap():
    table = groups_table(CLUSTERS, NAMES, COMES_BACK, {"genre": LABELS})
    header, first, *others = table.split("<tr>")[1:]
    assert "genre" in header and "Overlap" in header and "Trained again" not in header
    assert ">0 name 0" in first and ">4" in first and ">0.30" in first
    assert "Folk 75 %, Pop 25 %" in first
    names = ["name 1", "name 2", "name 10", "noise"]  # of equal size
    assert [name in row for name, row in zip(names, others, strict=True)] == [True] * 4
    again = [group._replace(other_seeds=0.7) for group in COMES_BACK]
    assert "Trained again" in groups_table(CLUSTERS, NAMES, again, {})


def test_the_songs_nearest_to_the_centre_represent_a_group():
    distance = np.array([0.9, 0.1, 0, 0.2, 0.3, 0, 0, 0])
    tracks = [Track(f"t{number}") for number in range(8)]
    assert central_songs(CLUSTERS, distance, tracks) == {0: [1, 3, 4], 1: [2], 2: [7], 10: [6]}


def test_only_one_of_several_copies_represents_a_group():
    tracks = [Track(f"t{number}") for number in range(8)]
    copies = [Copy("t3", "t1", "same recording", 1, 1, 0, 1, "", "")]
    assert central_songs(CLUSTERS, np.arange(8), tracks, copies)[0] == [0, 1, 4]


def test_a_group_is_shown_with_its_trust_and_songs():
    song = PlayableSong("A song", "", "a.mp3", 12.0)
    clusters, recurrences = np.array([1, 1, 1, 0]), [Recurrence(nan, 0.5, nan), COMES_BACK[9]]
    first, second = shown_groups(clusters, NAMES, recurrences, LABELS[:4], {1: [song], 0: []})
    assert (first.number, first.name, first.size, first.trust.grade) == (0, "name 0", 1, "untested")
    assert (second.number, second.description, second.size) == (1, "about 1", 3)
    assert second.songs == [song] and second.trust.grade == "firm"
    assert "2 of its 3 songs are labelled Folk" in second.trust.sentence
    (_, plain) = shown_groups(clusters, NAMES, recurrences, None, {1: [song], 0: []})
    assert "labelled" not in plain.trust.sentence


def test_names_are_counted():
    row = {"metric": "named", "k": 10, "value": 0.9, "chance": 0.12}
    fit = {"metric": "tags_fit", "k": 10, "value": 0.756, "chance": 0.4}
    assert about_names([row, fit], "genre") == (
        " 9 of 10 group names contain the group's most common genre or a synonym (by chance 1.2). "
        "Of "
        "the tags in the groups' names, 76 % are stronger in the group's songs than on average (by "
        "chance 40 %)."
    )
    assert about_names([fit | {"value": nan}], "none") == ""
    assert about_names([row | {"value": 0.0, "chance": 0.0}], "genre") == ""
