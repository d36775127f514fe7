"""The demo corpora: balanced cells, lyrics, and the table."""

import csv
import io
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import yaml

from hbvae.demo.corpus import render_track, write_table

DEMO = Path(__file__).parents[2] / "resources/demo"
GENRES = [
    "blues",
    "classical",
    "country",
    "disco",
    "hiphop",
    "jazz",
    "metal",
    "pop",
    "reggae",
    "rock",
]


def test_bilingual_is_balanced(bilingual):
    languages, styles = Counter(), Counter()
    for folder, cell in bilingual.cells.items():
        languages[cell.language] += cell.tracks
        styles[cell.style] += cell.tracks
        assert folder == f"{cell.language}/{cell.style}"
    assert languages == {"bangla": 50, "english": 50}
    assert styles == dict.fromkeys(("rock", "pop", "folk", "acoustic"), 25)
    assert bilingual.seconds[0] >= 33
    names = [Path(path).name for path in bilingual.track_paths()]
    assert names == [f"song_{number}.flac" for number in range(1, 101)]


def test_language_has_no_part_in_the_sound(bilingual):
    """Its two cells of a genre share the style; swapping the languages leaves every sample."""
    swap = {"bangla": "english", "english": "bangla"}
    brief = bilingual.model_copy(update={"seconds": (2.0, 2.0)})
    cells = {
        folder: cell.model_copy(update={"language": swap[cell.language]})
        for folder, cell in bilingual.cells.items()
    }
    swapped = brief.model_copy(update={"cells": cells})
    for genre in bilingual.styles:
        folders = [f"{language}/{genre}" for language in swap]
        assert {bilingual.cells[folder].style for folder in folders} == {genre}
        for folder in folders:
            same = render_track(brief, folder, 0), render_track(swapped, folder, 0)
            assert np.array_equal(same[0].samples, same[1].samples)


def test_confounded_has_hblm100s_numbers(confounded, tmp_path):
    write_table(confounded, tmp_path / "metadata.csv")
    with open(tmp_path / "metadata.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    counts = Counter((row["language"], row["genre"]) for row in rows)
    assert counts == {
        ("Bangla", "Rock"): 25,
        ("Bangla", "Folk"): 25,
        ("English", "Rock"): 16,
        ("English", "Pop"): 25,
        ("English", "Acoustic"): 9,
    }
    genres = {genre for _, genre in counts}
    best = sum(max(counts["Bangla", genre], counts["English", genre]) for genre in genres)
    assert best / len(rows) == 0.84  # the share of languages that the genre alone predicts
    assert len({row["filename"] for row in rows}) == len({row["lyrics"] for row in rows}) == 100


def test_a_song_of_both_corpora_sounds_the_same(bilingual, confounded):
    assert confounded.styles == bilingual.styles
    brief = [
        recipe.model_copy(update={"seconds": (2.0, 2.0)}) for recipe in (bilingual, confounded)
    ]
    same = [render_track(recipe, "english/pop", 3).samples for recipe in brief]
    assert np.array_equal(*same)


def test_genres_are_laid_out_as_gtzan(genres):
    assert list(genres.cells) == GENRES
    assert {cell.tracks for cell in genres.cells.values()} == {10}
    assert genres.seconds == (30.0, 30.0)
    assert genres.track_path("blues", 7) == "blues/blues.00007.flac"


def test_table(bilingual, tmp_path):
    write_table(bilingual, tmp_path / "dataset/metadata.csv")
    content = (tmp_path / "dataset/metadata.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbffilename,language,genre,label_id,lyrics\n")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len(rows) == 100
    assert rows[0]["filename"] == "bangla/rock/song_1.flac"
    assert rows[99]["filename"] == "english/acoustic/song_100.flac"
    labels = Counter((row["language"], row["label_id"]) for row in rows)
    assert labels == {("Bangla", "0"): 50, ("English", "1"): 50}
    assert Counter(row["genre"] for row in rows) == dict.fromkeys(
        ("Rock", "Pop", "Folk", "Acoustic"), 25
    )
    for language in ("bangla", "english"):
        songs = yaml.safe_load((DEMO / f"lyrics_{language}.yaml").read_text(encoding="utf-8"))
        written = [row["lyrics"] for row in rows if row["language"].lower() == language]
        assert written == [song["lyrics"].strip() for song in songs]


@pytest.mark.parametrize("language", ["bangla", "english"])
def test_lyrics(language):
    songs = yaml.safe_load((DEMO / f"lyrics_{language}.yaml").read_text(encoding="utf-8"))
    assert len(songs) == len({song["title"] for song in songs}) == 50
    lines = [line.strip() for song in songs for line in song["lyrics"].splitlines()]
    lines = [line for line in lines if line]
    assert len(set(lines)) > 0.97 * len(lines)  # a chorus may return, a line is not recycled
    for song in songs:
        n_lines = len([line for line in song["lyrics"].splitlines() if line.strip()])
        assert 8 <= n_lines <= 24, song["title"]
        assert "\n\n" in song["lyrics"], f"{song['title']}: verse and chorus stand apart"
        letters = [c for c in song["lyrics"] if not (c.isspace() or c in ",.'?-")]
        bangla = np.mean(["\u0980" <= c <= "\u09ff" for c in letters])
        assert bangla == (1.0 if language == "bangla" else 0.0), song["title"]
