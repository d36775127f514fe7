"""`hbvae tag`: what is written into files, told, left out and undone."""

import json
import os

import pytest
from support.formats import write_kind
from support.grouped import write_grouped
from support.kinds import KINDS
from typer.testing import CliRunner

from hbvae.cli import app
from hbvae.datasets.tag_writing import Change, FileState, make_change, read_field
from hbvae.storage.groups import Grouped
from hbvae.storage.tracks import Span, read_files, write_files
from hbvae.workflow.locks import begin_run

GROUPS = {"0 dark": ("a.mp3", "b.flac"), "1 slow": ("c.m4a",)}


@pytest.fixture
def mapped(tmp_path):
    """A map of three songs, and their files by name."""
    songs = tmp_path / "Music"
    songs.mkdir()
    groups = []
    for label, names in GROUPS.items():
        cluster, name = label.split()
        for file in names:
            kind = {"mp3": "MP3", "flac": "FLAC", "m4a": "AAC in m4a"}[file.split(".")[1]]
            tags = {"title": file, "genre": "Folk"}
            write_kind(songs / file, KINDS[kind], 44_100, 1, 1.0, tags=tags)
            groups.append(Grouped(file, file, int(cluster), name, 1.0, 1.0))
    results = write_grouped(tmp_path / "map", songs, groups)
    return tmp_path / "map", {path.name: path for path in songs.iterdir()}, results


def tag(folder, *words, code=0):
    done = CliRunner().invoke(app, ["tag", str(folder), *words])
    assert done.exit_code == code, done.output
    return done


def texts(files, field="grouping"):
    return {name: read_field(path, field).text for name, path in files.items()}


WRITTEN = {file: label for label, names in GROUPS.items() for file in names}
NOTHING = dict.fromkeys(WRITTEN, "")


def test_without_write_it_only_shows_the_changes(mapped):
    folder, files, _ = mapped
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files.values()}
    lines = tag(folder).stdout.splitlines()
    assert f"{files['a.mp3']}: grouping: nothing -> 0 dark" in lines
    assert lines[-1].startswith("3 files would change.")
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in before} == before
    assert sorted(path.name for path in folder.iterdir()) == ["results"]


@pytest.mark.parametrize(
    ("option", "name"), [("--m3u", "lists"), ("--rekordbox-xml", "a.xml"), ("--beets", "a.sh")]
)
def test_an_export_writes_nothing_into_songs(mapped, tmp_path, option, name):
    folder, files, _ = mapped
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files.values()}
    done = CliRunner().invoke(app, ["export", str(folder), option, str(tmp_path / name)])
    assert done.exit_code == 0 and (tmp_path / name).exists(), done.output
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in before} == before
    assert sorted(path.name for path in (tmp_path / "Music").iterdir()) == sorted(files)


def test_groups_are_written_once_and_undone(mapped):
    folder, files, _ = mapped
    sizes = {name: path.stat().st_size for name, path in files.items()}
    assert tag(folder, "--write").stdout.startswith("3 files written.")
    assert texts(files) == WRITTEN
    assert texts(files, "genre") == dict.fromkeys(files, "Folk")
    again = tag(folder, "--write").stdout
    assert again == "0 files written. 3 files are up to date.\n"
    assert tag(folder, "--undo").stdout == "3 files restored.\n"
    assert texts(files) == NOTHING
    assert {name: path.stat().st_size for name, path in files.items()} == pytest.approx(
        sizes, abs=60
    )
    assert not list(folder.glob("*.tsv"))
    assert tag(folder, "--undo").stdout == "There is nothing to undo.\n"


def test_the_list_of_files_knows_what_was_written(mapped):
    """So the next map does not look whether they still sound the same."""
    folder, files, results = mapped
    for option in ("--write", "--undo"):
        tag(folder, option)
        listed = read_files(str(results / "files.tsv"))
        for name, path in files.items():
            assert listed[name][:2] == FileState.read(path)


def test_what_the_field_held_is_in_a_table_before_and_comes_back(mapped):
    folder, files, _ = mapped
    tag(folder, "--write", "--field", "genre", "--replace")
    table = (folder / "tags-before-Music.tsv").read_text(encoding="utf-8").splitlines()
    assert [line.split("\t")[:3] for line in table[1:]] == [
        [str(files[name]), "genre", "Folk"] for name in WRITTEN
    ]
    assert texts(files, "genre") == WRITTEN
    tag(folder, "--undo")
    assert texts(files, "genre") == dict.fromkeys(files, "Folk")


def test_the_users_own_text_is_replaced_only_with_replace(mapped):
    folder, files, results = mapped
    path = files["a.mp3"]
    make_change(Change(path, "grouping", FileState.read(path), "mine"))
    done = tag(folder, "--write", code=1)
    assert f"{path} is left out: it changed after the map was made" in done.stderr
    relist(results, files)
    done = tag(folder, "--write", code=1)
    assert "the field contains your own text, 'mine'; replace it with --replace" in done.stderr
    assert texts(files) == WRITTEN | {"a.mp3": "mine"}
    tag(folder, "--write", "--replace")
    assert texts(files) == WRITTEN
    tag(folder, "--undo")
    assert texts(files) == NOTHING | {"a.mp3": "mine"}


def relist(results, files):
    listed = read_files(str(results / "files.tsv"))
    for name, path in files.items():
        state = FileState.read(path)
        listed[name] = listed[name]._replace(bytes=state.bytes, modified=state.modified)
    write_files(str(results / "files.tsv"), listed)


def test_new_groups_replace_old_ones_and_the_undo_goes_back_to_the_beginning(mapped):
    folder, files, results = mapped
    tag(folder, "--write")
    table = (results / "groups.tsv").read_text().replace("dark", "loud")
    (results / "groups.tsv").write_text(table)
    assert tag(folder, "--write").stdout.startswith("2 files written. 1 file is up to date")
    assert texts(files) == WRITTEN | {"a.mp3": "0 loud", "b.flac": "0 loud"}
    tag(folder, "--undo")
    assert texts(files) == NOTHING


def test_unwritable_files_are_reported_and_others_written(mapped):
    folder, files, _ = mapped
    files["a.mp3"].unlink()
    files["b.flac"].chmod(0o444)
    done = tag(folder, "--write", code=1)
    assert done.stdout.startswith("1 file written.")
    assert f"{files['a.mp3']} is left out: the file is gone" in done.stderr
    assert f"{files['b.flac']} is left out: the file is read-only" in done.stderr
    assert read_field(files["c.m4a"], "grouping").text == "1 slow"


def test_a_text_that_was_changed_since_is_not_undone(mapped):
    folder, files, _ = mapped
    tag(folder, "--write")
    path = files["b.flac"]
    make_change(Change(path, "grouping", FileState.read(path), "better"))
    make_change(Change(files["c.m4a"], "comment", FileState.read(files["c.m4a"]), "new"))
    done = tag(folder, "--undo", code=1)
    assert f"{path} is left out: its grouping has since been changed to 'better'" in done.stderr
    assert texts(files) == NOTHING | {"b.flac": "better"}
    assert read_field(files["c.m4a"], "comment").text == "new"
    assert tag(folder, "--undo").stdout == "There is nothing to undo.\n"


def test_an_undo_continues_a_killed_undo(mapped):
    folder, files, _ = mapped
    tag(folder, "--write")
    table = folder / "tags-before-Music.tsv"
    kept = table.read_bytes()
    tag(folder, "--undo")
    table.write_bytes(kept)  # as if killed before the table was brought up to date
    assert tag(folder, "--undo").stdout == "There is nothing to undo.\n"
    assert texts(files) == NOTHING and not table.exists()


def test_several_songs_in_a_file_and_songs_in_no_group_are_not_written(tmp_path):
    songs = tmp_path / "Music"
    songs.mkdir()
    for name in ("album.flac", "noise.flac"):
        write_kind(songs / name, KINDS["FLAC"], 44_100, 1, 1.0)
    groups = [
        Grouped("one", "album.flac", 0, "dark", 1.0, 1.0, span=Span(0.0, 0.5)),
        Grouped("two", "album.flac", 0, "dark", 1.0, 1.0, span=Span(0.5, 1.0)),
        Grouped("noise", "noise.flac", -1, "", 1.0, 1.0),
    ]
    write_grouped(tmp_path / "map", songs, groups)
    done = tag(tmp_path / "map", "--write", "--json", code=1)
    answer = json.loads(done.stdout)
    assert (answer["changes"], answer["done"]) == ([], 0)
    assert answer["left_out"] == [
        {
            "file": str(songs / "album.flac"),
            "reason": "it contains several songs, but only one set of tags",
        }
    ]


def test_nothing_is_written_while_a_run_is_at_work(mapped):
    folder, files, _ = mapped
    run, _ = begin_run(folder)
    done = tag(folder, "--write", code=2)
    assert f"a run is in progress in {folder}" in done.stderr and str(os.getpid()) in done.stderr
    run.end()
    assert texts(files) == NOTHING
