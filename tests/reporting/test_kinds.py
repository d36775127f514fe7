"""Kinds of row, in the order in which people read them."""

from hbvae.reporting.kinds import kind_heading, names_by_kind, rows_by_kind


def test_kinds_and_names_have_a_fixed_order():
    learned_from = {
        "b": "texts of other songs", "z": "other sound alone", "c": "these songs",
        "a": "these songs",
    }  # fmt: skip
    groups = names_by_kind(learned_from)
    assert list(groups.items()) == [
        ("these songs", ["c", "a"]),
        ("texts of other songs", ["b"]),
        ("other sound alone", ["z"]),
    ]
    rows = [{"name": name, "learned_from": kind} for name, kind in learned_from.items()]
    by_kind = rows_by_kind(rows)
    assert {
        kind: [row["name"] for row in kind_rows] for kind, kind_rows in by_kind.items()
    } == groups
    assert list(by_kind) == list(groups)
    assert kind_heading("these songs") == "Learned from these songs"
