"""The labels that a cell of a table holds, as people and programs write them."""

import pytest

from hbvae.datasets.labels import common_spellings, split_labels

CELLS = {
    "Rock": ("Rock",),
    " Pop  music ": ("Pop music",),
    "Rock;Pop; Rock": ("Rock", "Pop"),
    "Rock; ": ("Rock",),
    "R&B/Soul": ("R&B/Soul",),
    "Rock\0Pop": ("Rock", "Pop"),  # ID3v2.4
    "Rock\nPop": ("Rock", "Pop"),
    "['Rock', 'Pop']": ("Rock", "Pop"),
    "['Rock' 'Pop']": ("Rock", "Pop"),  # NumPy
    '["R\\u00e9tro", null, "Pop"]': ("Rétro", "Pop"),  # JSON
    "('Rock', 'Pop')": ("Rock", "Pop"),
    "{'Rock', 'Pop'}": ("Rock", "Pop"),  # in this order at every run
    "{Rock,Pop}": ("Rock", "Pop"),  # PostgreSQL
    "[Rock, Pop]": ("Rock", "Pop"),
    "[{'genre_id': '21', 'genre_title': 'Rock', 'genre_url': 'http://x'}]": ("Rock",),  # FMA
    '[{"id": 1, "name": "Rock"}, {"id": 2, "name": "Pop"}]': ("Rock", "Pop"),
    "[1, 2]": ("1", "2"),
    "[]": (),
    "[nan]": (),
    "[" * 5000 + "]" * 5000: (),
    "(What's the Story) Morning Glory": ("(What's the Story) Morning Glory",),
    "!!!": ("!!!",),  # a band
    "🎸": ("🎸",),
    "other": ("other",),
    "0": ("0",),
}
NONE = (
    *("", " ", "nan", "None", "N/A", "n.a.", "<NA>", "#N/A", "#REF!", "?", "???", "-", "--", "…"),
    *("[unknown]", "(none)", "<unknown>", "Unknown Genre", "unclassified", "NULL", "_", "."),
)


@pytest.mark.parametrize(("cell", "labels"), CELLS.items())
def test_labels_of_a_cell(cell, labels):
    assert split_labels(cell, ";") == labels


@pytest.mark.parametrize("cell", NONE)
def test_placeholders_are_not_labels(cell):
    assert split_labels(cell, None) == ()


@pytest.mark.parametrize(
    ("labels", "usual"),
    [
        (["Hip-Hop", "hip hop", "HipHop", "Hip-Hop"], "Hip-Hop"),
        (["R&B", "R & B", "R&B"], "R&B"),
        (["Franc\u0327ais", "Fran\u00e7ais", "Fran\u00e7ais"], "Fran\u00e7ais"),
        (["\u200fروك\u200f", "روك", "روك"], "روك"),
    ],
)
def test_labels_that_look_alike_are_called_by_the_usual_spelling(labels, usual):
    assert set(common_spellings(labels).values()) == {usual}


@pytest.mark.parametrize("labels", [["1-2", "12"], ["R&B", "RB"], ["Rock", "Pop"], ["কি", "কা"]])
def test_labels_that_differ_stay_apart(labels):
    assert common_spellings(labels) == {label: label for label in labels}
