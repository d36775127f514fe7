"""The first sentences of the report, by hand."""

import numpy as np

from hbvae.reporting.collection import Collection
from hbvae.reporting.groups import Group
from hbvae.reporting.summary import headline, summary
from hbvae.reporting.trust import Trust
from hbvae.storage.names import ClusterName
from hbvae.storage.recurrence import Recurrence
from hbvae.storage.tracks import Track

NAMES = [ClusterName("heavy metal, hard rock", "Loud."), ClusterName("slow, dark", "Sad.")]
WHY = "2 groups: groupings of random samples agree best with this number."
ALL = "Nothing was left out: all 5 songs could be used."


def collection(clusters=(0, 0, 0, 1, 1), labels=None, **changed):
    n = len(clusters)
    tracks = [Track(f"t{number}", labels=labels or {}) for number in range(n)]
    recurrences = [Recurrence(0.9, 0.5, 0.9), Recurrence(0.5, 0.5, 0.9)]
    return Collection(
        "mine", "Mine", tracks, np.array(clusters), "genre" if labels else "none", NAMES,
        np.zeros(n), recurrences, np.zeros(n), WHY, 10, 0, [],
    )._replace(**changed)  # fmt: skip


def groups(*sizes):
    trusts = [Trust("firm", "Firm."), Trust("doubtful", "Doubtful.")]
    return [
        Group(number, *NAMES[number], size, trusts[number], []) for number, size in enumerate(sizes)
    ]


def ari(value, low, high, chance):
    row = {"reference": "genre", "metric": "ari", "seed": "0"}
    return [row | {"value": value, "low": low, "high": high, "chance": chance}]


def test_the_title_counts_songs_and_groups():
    collected = collection()
    assert headline([collected]) == "Mine: 5 songs in 2 groups"
    assert (
        headline([collected, collected._replace(title="Hers")])
        == "Mine and Hers: 10 songs in 4 groups"
    )


def test_a_musician_reads_what_was_done_and_how_far_to_trust_it():
    assert summary(collection(), groups(3, 2), [], "sound", 30.0, ALL) == [
        "hbvae analysed the middle 30 seconds of each of 5 songs and grouped songs that sound "
        "alike. 2 groups: groupings of random samples agree best with this number. The largest is "
        "“heavy metal, hard rock” with 3 songs, the smallest “slow, dark” with 2 songs.",
        "Of the groups, 1 is firm and 1 is doubtful. Nothing was left out: all 5 songs could be "
        "used.",
    ]


def test_synthetic_songs_and_songs_in_no_group_are_named():
    made = collection(clusters=(0, 0, 1, 1, -1), is_synthetic=True, why_k="")
    first, second = summary(made, groups(2, 2), [], "lyrics", 30.0, ALL)
    assert "5 synthetic songs, made by a program, and grouped songs whose lyrics are alike" in first
    assert "2 groups. 1 song is in no group. Each group has 2 songs." in first
    assert second.endswith("Synthetic songs say nothing about real music.")


def test_labels_are_held_against_the_groups():
    labelled = collection(labels={"genre": "Folk"})

    def agreement(*score):
        return summary(labelled, groups(3, 2), ari(*score), "sound", 30.0, ALL)[1]

    assert "without labels" in summary(labelled, groups(3, 2), [], "sound", 30.0, ALL)[0]
    assert (
        "They agree with the labels of genre better than chance: 0.40 [0.30, 0.50], where chance "
        "is 0.01 and 1 is perfect (ARI)."
    ) in agreement(0.4, 0.3, 0.5, 0.01)
    assert "no better than chance" in agreement(0.1, -0.1, 0.2, 0.01)
    assert "worse than chance" in agreement(-0.1, -0.2, -0.05, 0.01)


def test_without_groups_no_grades_are_listed():
    nothing = collection(clusters=(-1,) * 5, recurrences=[], why_k="")
    first, second = summary(nothing, [], [], "sound", 30.0, ALL)
    assert first.endswith("alike. 0 groups. 5 songs are in no group.")
    assert second == ALL
