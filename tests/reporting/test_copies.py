"""What people read of songs that are there more than once."""

from hbvae.reporting.copies import LISTED, about_copies, copies_by_track, copies_table
from hbvae.storage.duplicates import Copy


def copy(track_id, same_as, kind="exact copy", likeness=1.0, later=0.0, speed=1.0):
    files = f"{track_id}.mp3", f"{same_as}.flac"
    return Copy(track_id, same_as, kind, 0.9991, likeness, later, speed, *files)


def test_how_many_songs_are_there_twice():
    assert about_copies([]) == "No duplicates were found."
    pairs = [copy("b", "a"), copy("c", "a"), copy("c", "b"), copy("e", "d", "near version")]
    assert (
        about_copies(pairs) == "5 songs in 4 pairs of duplicates (exact copy: 3, near version: 1)"
    )


def test_the_table_has_files_and_the_most_alike_first():
    assert copies_table([]) == ""
    rows = copies_table(
        [copy("b", "a", "near version", 0.61, -2.04, 1.02), copy("d", "<i>c</i>")]
    ).split("<tr>")[2:]
    assert "d.mp3" in rows[0] and "&lt;i&gt;c&lt;/i&gt;.flac" in rows[0] and "exact copy" in rows[0]
    for cell in ("b.mp3", "a.flac", "near version", "0.999", "0.61", "-2.0 s", "+2 %"):
        assert cell in rows[1]
    assert copies_table([copy(f"t{n}", "a") for n in range(LISTED + 9)]).count("<tr>") == 1 + LISTED


def test_each_track_has_the_others_of_its_song():
    pairs = [copy("b", "a"), copy("d", "b", "near version"), copy("x", "a")]  # x is not shown
    assert copies_by_track(pairs, ["d", "b", "a", "c"]) == {
        0: [(1, "near version")],
        1: [(0, "near version"), (2, "exact copy")],
        2: [(1, "exact copy")],
    }
