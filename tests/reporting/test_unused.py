"""Files that could not be used, counted by its reason."""

from hbvae.reporting.unused import Unused, unused


def test_a_complete_collection_is_stated():
    everything = "Nothing was left out: all 20 songs could be used."
    assert unused([], 20) == Unused(everything, [], "")


def test_files_are_counted_by_reason_the_commonest_first():
    rejected = [
        ("a", "a.mp3", "the file is empty (0 bytes); copy it again"),
        ("b", "b.mp3", "expected at least 3.0 s of audio, got 1.5 s"),
        ("c", "c.mp3", "expected at least 3.0 s of audio, got 0.2 s"),
        ("d", "<b>.mp3", "expected at least 3.0 s of audio, got 0.2 s"),
    ]
    unused_songs = unused(rejected, 96)
    assert unused_songs.sentence == "4 files could not be used and were left out."
    assert unused_songs.reasons == [
        (3, "expected at least … s of audio, got … s"),
        (1, "the file is empty (0 bytes); copy it again"),
    ]
    assert "&lt;b&gt;.mp3" in unused_songs.table and "1.5 s" in unused_songs.table
    assert unused(rejected[:1], 3).sentence == "1 file could not be used and was left out."
