"""`hbvae export`: files for other programs; existing files are not overwritten silently."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from support.formats import write_kind
from support.grouped import write_grouped
from support.kinds import KINDS
from typer.testing import CliRunner

from hbvae.cli import app
from hbvae.storage.groups import Grouped


@pytest.fixture
def mapped(tmp_path, monkeypatch):
    """A map of two songs in the current folder."""
    songs = tmp_path / "Music"
    songs.mkdir()
    for name, kind in (("a é.flac", "FLAC"), ("b.ogg", "Vorbis")):
        write_kind(songs / name, KINDS[kind], 44_100, 1, 1.0, tags={"genre": "Folk"})
    groups = [
        Grouped("one", "a é.flac", 0, "dark", 1.0, 9.6),
        Grouped("two", "b.ogg", 0, "dark", 0.5, 5),
    ]
    write_grouped(tmp_path / "Music-map", songs, groups)
    monkeypatch.chdir(tmp_path)
    return songs


def export(*words, code=0):
    done = CliRunner().invoke(app, ["export", *words])
    assert done.exit_code == code, done.output
    return done


@pytest.mark.parametrize(
    ("folder", "words", "place"),
    [
        ("lists/mine", [], "../../Music"),
        ("lists/mine", ["--paths", "relative"], "../../Music"),
        ("lists/mine", ["--paths", "absolute"], "{songs}"),
    ],
)
def test_playlists_have_paths_that_are_valid_in_their_folder(mapped, folder, words, place):
    assert export("--m3u", folder, *words).stdout == f"1 playlist in {folder}\n"
    (path,) = Path(folder).iterdir()
    assert path.name == "0 dark.m3u8"
    place = place.format(songs=mapped)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[1] == "#PLAYLIST:dark"
    assert lines[3:] == [
        *("#EXTINF:5,Ann - Two", f"{place}/b.ogg"),
        *("#EXTINF:10,Ann - One", f"{place}/a é.flac"),
    ]
    for line in lines[4::2]:
        assert (path.parent / line).exists()


def test_rekordbox_gets_only_formats_that_it_plays(mapped):
    done = export("--rekordbox-xml", "r.xml")
    assert done.stdout == "1 song in r.xml\n" and "1 song left out: rekordbox does" in done.stderr
    (track,) = ElementTree.parse("r.xml").getroot().find("COLLECTION")
    assert (track.get("Name"), track.get("Genre"), track.get("TotalTime")) == ("One", "Folk", "10")


def test_existing_files_are_overwritten_only_with_force(mapped):
    kinds = {"--m3u": "lists", "--rekordbox-xml": "r.xml", "--beets": "b.sh"}
    words = [word for pair in kinds.items() for word in pair]
    export(*words)
    files = [Path("lists/0 dark.m3u8"), Path("r.xml"), Path("b.sh")]
    made = [file.read_bytes() for file in files]
    for (option, place), file in zip(kinds.items(), files, strict=True):
        file.write_text("mine")
        done = export(option, place, code=2)
        assert f"{option}: {file} already exists; overwrite it with --force" in done.stderr
        assert file.read_text() == "mine"
    export(*words, "--force")
    assert [file.read_bytes() for file in files] == made


def test_leftover_playlists_are_reported(mapped):
    export("--m3u", "lists")
    Path("lists/7 mine.m3u8").write_text("#EXTM3U\n")
    groups = Path("Music-map/results/Music/groups.tsv")
    groups.write_text(groups.read_text().replace("dark", "loud"))
    done = export("--m3u", "lists")
    assert done.stderr.splitlines() == [
        "hbvae: lists/0 dark.m3u8 is left over from an earlier export: no group has this name now"
    ]
    names = ["0 dark.m3u8", "0 loud.m3u8", "7 mine.m3u8"]
    assert sorted(path.name for path in Path("lists").iterdir()) == names


def test_impossible_exports_are_errors(mapped):
    assert "expected --m3u FOLDER, --rekordbox-xml FILE or --beets" in export(code=2).stderr
    assert "expected a folder, but Music/b.ogg is" in export("--m3u", "Music/b.ogg", code=2).stderr
    assert "the folder no does not exist" in export("--beets", "no/b.sh", code=2).stderr
