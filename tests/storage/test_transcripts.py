"""Transcripts with any text are read as they were written."""

import pytest

from hbvae.errors import StoreError
from hbvae.storage.tracks import Track, read_lyrics, write_lyrics
from hbvae.storage.transcripts import (
    KEPT,
    Transcript,
    Verdict,
    read_transcribed,
    read_transcripts,
    read_verdicts,
    write_all_lyrics,
    write_transcripts,
    write_verdicts,
)

TEXT = 'নদীর ঘাটে\n"quoted",\tand tabbed'


def test_transcripts_and_verdicts_come_back_as_they_were(tmp_path):
    path = str(tmp_path / "rows.tsv")
    rows = [
        Transcript("a/b", 7, 2**62, "tiny, 90 s", 30.0, "bn", 0.25, -1.5, TEXT),
        Transcript("c", 8, 1, "tiny, 90 s", problem="the file is empty"),
    ]
    write_transcripts(path, rows)
    assert read_transcripts(path) == rows
    verdicts = [Verdict("a/b", 30.0, "bn", 0.25, -1.5, 1.4, KEPT, TEXT, "tiny, 90 s")]
    write_verdicts(path, verdicts)
    assert read_verdicts(path) == verdicts


def test_given_lyrics_win_over_transcribed_ones(tmp_path):
    path = str(tmp_path / "all_lyrics.tsv")
    write_all_lyrics(path, {"a": TEXT}, {"a": "transcribed", "b": "also transcribed"}, "tiny")
    assert read_lyrics(path) == {"a": TEXT, "b": "also transcribed"}
    assert read_transcribed(path) == {"b": "tiny"}


def test_no_lyrics_are_transcribed_without_a_model(tmp_path):
    path = str(tmp_path / "lyrics.tsv")
    write_lyrics(path, [Track("a", lyrics=TEXT)])
    assert read_transcribed(path) == {}


def test_a_damaged_table_says_what_to_do(tmp_path):
    path = tmp_path / "rows.tsv"
    write_transcripts(str(path), [Transcript("a", 7, 1, "tiny")])
    path.write_text(path.read_text().replace("\t7\t", "\tseven\t"))
    with pytest.raises(StoreError, match=r"expected a number .*delete it"):
        read_transcripts(str(path))
