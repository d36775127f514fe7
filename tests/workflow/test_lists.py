"""Which lists of a dataset change after a change of songs or table."""

from pathlib import Path

from support.listed_music import (
    N_SONGS,
    PER_JOB,
    changed_lists,
    write_flac,
    write_table,
)

from hbvae.storage.tracks import read_batch, read_tracks


def test_a_collection_is_listed(listed_results):
    tracks = read_tracks(str(listed_results / "tracks.tsv"))
    assert [(t.track_id, t.path, t.title, t.labels, t.batch) for t in tracks] == [
        (f"song{n}", f"song{n}.flac", f"song{n}", {"genre": ("Folk", "Rock")[n % 2]}, n // PER_JOB)
        for n in range(N_SONGS)
    ]
    assert [track.labels for track in read_tracks(str(listed_results / "labels.tsv"))] == [
        track.labels for track in tracks
    ]
    assert "list_tracks" in str(next(Path("logs").iterdir()))


def test_a_collection_that_stays_the_same_changes_no_list(listed_results):
    assert changed_lists(listed_results, lambda music: None) == set()


def test_a_corrected_label_changes_labels_alone(listed_results):
    def correct(music):
        write_table(music, song0="song0.flac,Rock,la la number 0")

    assert changed_lists(listed_results, correct) == {"tracks.tsv", "labels.tsv", "dataset.json"}


def test_a_corrected_lyric_changes_lyrics_alone(listed_results):
    def correct(music):
        write_table(music, song0="song0.flac,Folk,other words")

    assert changed_lists(listed_results, correct) == {"lyrics.tsv", "dataset.json"}


def test_a_table_in_another_order_changes_no_batch(listed_results):
    def turn(music):
        header, *rows = (music / "metadata.csv").read_text().splitlines()
        (music / "metadata.csv").write_text("\n".join([header, *reversed(rows)]))

    written = changed_lists(listed_results, turn)
    assert not any(name.startswith("batches") for name in written)


def test_a_removed_song_changes_its_batch_alone(listed_results):
    def remove(music):
        (music / "song5.flac").unlink()
        write_table(music, song5="")

    assert changed_lists(listed_results, remove) == {
        *("tracks.tsv", "metadata.tsv", "labels.tsv", "lyrics.tsv", "dataset.json"),
        "batches/00002.tsv",
    }
    assert [track.track_id for track in read_batch(str(listed_results / "batches/00002.tsv"))] == [
        "song4"
    ]


def test_a_batch_without_songs_is_removed(listed_results):
    def remove(music):
        for number in (4, 5):
            (music / f"song{number}.flac").unlink()
        write_table(music, song4="", song5="")

    assert "batches/00002.tsv" in changed_lists(listed_results, remove)
    assert not (listed_results / "batches/00002.tsv").exists()


def test_a_new_song_opens_a_batch_of_its_own(listed_results):
    def add(music):
        write_flac(music / "song9.flac", 900)
        write_table(music, song9="song9.flac,Rock,")

    assert changed_lists(listed_results, add) == {
        *("tracks.tsv", "metadata.tsv", "labels.tsv", "dataset.json", "batches/00003.tsv")
    }


def test_lists_that_were_deleted_are_written_again_with_the_same_batches(listed_results):
    before = (listed_results / "tracks.tsv").read_text()
    for name in ("tracks.tsv", "files.tsv", "dataset.json"):
        (listed_results / name).unlink()
    assert changed_lists(listed_results, lambda music: None) == {"tracks.tsv", "dataset.json"}
    assert (listed_results / "tracks.tsv").read_text() == before
