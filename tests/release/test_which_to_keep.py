"""`hbvae duplicates`: sets of copies, and the best copy of each."""

import csv
import json
from pathlib import Path

import pytest
from support.formats import write_kind
from support.grouped import write_grouped
from support.kinds import KINDS
from typer.testing import CliRunner

from hbvae.cli import app
from hbvae.datasets.quality import Quality, all_qualities
from hbvae.release.copies import Recording, best_first, sort_copies, why_kept
from hbvae.storage.duplicates import Copy, write_duplicates
from hbvae.storage.groups import Grouped

FLAC = Quality("flac", 900, 30_000_000, True, 44_100 * 16)
FINE = Quality("flac", 2_000, 60_000_000, True, 96_000 * 24)
WAV = Quality("wav", 1_411, 40_000_000, True, 44_100 * 16)
LOW, HIGH = Quality("mp3", 128, 4_000_000, False), Quality("mp3", 320, 9_000_000, False)


def recording(name, seconds, quality):
    return Recording(name, Path(f"/{name}"), "", seconds, quality)


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ((200, LOW), (180, FLAC), "the longest"),
        ((199, FLAC), (200, HIGH), "lossless"),
        ((200, FINE), (200, FLAC), "the highest resolution"),
        ((200, FLAC), (200, WAV), "as good as another, and smaller"),
        ((200, HIGH), (201, LOW), "the highest bit rate"),
        ((200, LOW), (200, LOW), "as good as another"),
        ((100, LOW), (200, None), "the other is gone"),
    ],
)
def test_the_best_copy_comes_first(first, second, why):
    pair = [recording("a", *first), recording("b", *second)]
    assert best_first(pair[::-1]) == pair
    assert why_kept(pair) == why


def copy(track_id, same_as, kind="same recording", confidence=0.99, later=0.0, speed=1.0):
    paths = f"{track_id}.mp3", f"{same_as}.mp3"
    return Copy(track_id, same_as, kind, confidence, 0.9, later, speed, *paths)


def test_pairs_that_share_a_recording_form_a_set_and_versions_do_not():
    recordings = {name: recording(name, 100, HIGH if name == "c" else LOW) for name in "abcdefg"}
    pairs = [
        copy("b", "a", "exact copy", 1.0),
        copy("d", "c"),
        copy("c", "b", confidence=0.95),
        copy("f", "e", "exact copy", 1.0),
        copy("g", "a", "near version", 0.92, speed=1.03),
    ]
    sorted_copies = sort_copies(pairs, recordings)
    names = [[kept.track_id for kept in copies.recordings] for copies in sorted_copies.copies]
    assert names == [["c", "a", "b", "d"], ["e", "f"]]
    assert [(copies.kind, copies.confidence) for copies in sorted_copies.copies] == [
        ("same recording", 0.95),
        ("exact copy", 1.0),
    ]
    assert [(a.track_id, b.track_id) for a, b, _ in sorted_copies.versions] == [("a", "g")]


@pytest.fixture
def mapped(tmp_path):
    """A map of a song in two files, and of a version whose file is gone."""
    songs = tmp_path / "Music"
    songs.mkdir()
    write_kind(songs / "a.flac", KINDS["FLAC"], 44_100, 1, 3.0)
    write_kind(songs / "b.mp3", KINDS["MP3"], 44_100, 1, 3.0)
    lengths = {"a.flac": 200.4, "b.mp3": 169.0, "c.mp3": 200.0}
    groups = [Grouped(name, name, 0, "x", 1.0, seconds) for name, seconds in lengths.items()]
    results = write_grouped(tmp_path / "map", songs, groups)
    pairs = [
        Copy("b.mp3", "a.flac", "same recording", 0.99, 0.9, 1.5, 1.0, "b.mp3", "a.flac"),
        Copy("c.mp3", "a.flac", "near version", 0.95, 0.5, 0.0, 1.03, "c.mp3", "a.flac"),
    ]
    write_duplicates(str(results / "duplicates.tsv"), pairs)
    return tmp_path / "map", songs


def run_duplicates(*words, code=0):
    done = CliRunner().invoke(app, ["duplicates", *map(str, words)])
    assert done.exit_code == code, done.output
    return done


def test_copies_are_listed_as_text(mapped):
    folder, songs = mapped
    lines = run_duplicates(folder).stdout.splitlines()
    assert lines[0] == "1 song could be removed, 1 pair of versions. Nothing is deleted."
    same, version = lines.index(""), lines.index("", 2)
    assert lines[same + 1].startswith("The same recording, encoded differently or cut")
    assert lines[same + 2].startswith(f"  keep  {songs}/a.flac (3:20, flac, ")
    assert lines[same + 2].endswith("- the longest")
    assert lines[same + 3].startswith(f"        {songs}/b.mp3 (2:49, mp3, ")
    assert lines[same + 3].endswith("; 31 s shorter; its sound comes 1.5 s later")
    assert lines[version + 1].startswith("Versions of the same piece, but different recordings")
    assert lines[version + 3] == f"        {songs}/c.mp3 (3:20, the file is gone); 3 % faster"


def test_copies_are_written_as_json_and_csv(mapped, tmp_path):
    folder, songs = mapped
    (copies,) = json.loads(run_duplicates(folder, "--json").stdout)["copies"]
    assert copies["keep"] == str(songs / "a.flac")
    assert [recording["quality"]["format"] for recording in copies["recordings"]] == ["flac", "mp3"]
    table = tmp_path / "copies.csv"
    run_duplicates(folder, "-o", table)
    with open(table, newline="", encoding="utf-8-sig") as file:
        rows = [(row["set"], row["keep"], Path(row["file"]).name) for row in csv.DictReader(file)]
    assert rows == [
        ("1", "keep", "a.flac"),
        ("1", "", "b.mp3"),
        ("2", "", "a.flac"),
        ("2", "", "c.mp3"),
    ]
    table.write_text("mine")
    assert (
        "already exists; overwrite it with --force"
        in run_duplicates(folder, "-o", table, code=2).stderr
    )
    assert table.read_text() == "mine"
    run_duplicates(folder, "-o", table, "--force")
    assert table.read_text(encoding="utf-8-sig").startswith("set,keep,kind")


def test_a_map_without_copies_says_so(mapped):
    folder, _ = mapped
    write_duplicates(str(folder / "results/Music/duplicates.tsv"), [])
    assert run_duplicates(folder).stdout == "No duplicates found.\n"


def test_the_quality_of_files(tmp_path):
    paths = []
    for name, kind in (("a.flac", "FLAC"), ("b.mp3", "MP3"), ("c.m4a", "ALAC in m4a")):
        paths.append(write_kind(tmp_path / name, KINDS[kind], 44_100, 2, 2.0))
    flac, mp3, alac, gone = all_qualities([*paths, tmp_path / "gone.mp3"])
    assert (flac.format, flac.is_lossless, flac.resolution) == ("flac", True, 44_100 * 24)
    assert (mp3.format, mp3.is_lossless, mp3.kbits) == ("mp3", False, 128)
    assert (alac.format, alac.is_lossless) == ("alac in m4a", True)
    assert gone is None and flac.bytes == paths[0].stat().st_size
